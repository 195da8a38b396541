import assert from 'node:assert/strict';
import helper from 'node-red-node-test-helper';
import { startSimulator, type Simulator } from '../../../lib/simulator';
import account from '../../../nodes/account/account';
import messages from '../../../nodes/messages/messages';
import subscription from '../../../nodes/subscription/subscription';
import {
  accountNode,
  out,
  simulatorKeys,
  TestFlow,
  useNodeRed,
  type FlowItem,
  messagesNode,
  subscriptionNode,
} from '../../support/nodes';

const NODES = [account, subscription, messages];
const TOPIC = '/a1SimPump01/pump-01/thing/event/property/post';

describe('aliyun-iot-subscription', () => {
  useNodeRed();
  let simulator: Simulator;
  let amqp: string;
  let flow: TestFlow;

  before(async () => {
    simulator = await startSimulator();
    amqp = await simulator.startAmqp();
  });
  after(() => simulator.close());
  afterEach(async () => {
    await flow.unload();
    simulator.reset();
  });

  const own = (change: object = {}): FlowItem[] => [
    accountNode({ endpoint: simulator.url }),
    subscriptionNode({ endpoint: amqp, ...change }),
    out,
  ];
  const load = async (items: FlowItem[], keys: object = simulatorKeys): Promise<void> => {
    flow = await TestFlow.load(NODES, items, { account: keys });
  };
  const connections = (): number =>
    simulator.consumerGroups.reduce((sum, { connections: each }) => sum + each, 0);
  const shown = (text: string, id = 'messages'): Promise<void> =>
    flow.until(() => flow.statuses.some((each) => each.id === id && each.status.text === text));
  const lines = (): string[] => helper.log().args.map((line) => JSON.stringify(line));

  it('connects once for all its users, and tells each of them', async () => {
    await load([...own(), messagesNode(), messagesNode({ id: 'second' })]);
    await shown('node-red:common.status.connected');
    await shown('node-red:common.status.connected', 'second');
    assert.equal(connections(), 1);
    assert.equal(simulator.consumerGroups[0]?.consumerGroupId, 'DEFAULT_GROUP');
  });

  it('does not connect without a user', async () => {
    await load(own());
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(connections(), 0);
  });

  it('disconnects with the last user, and connects again for the next one', async () => {
    await load([...own(), messagesNode(), messagesNode({ id: 'second' })]);
    await flow.until(() => connections() === 1);
    await flow.node('messages').close(false);
    simulator.publish({ topic: TOPIC, body: {} });
    await flow.receive('out');
    await flow.node('second').close(false);
    await flow.until(() => connections() === 0);
    await flow.redeploy([...own(), messagesNode()], 'full', { account: simulatorKeys });
    await flow.until(() => connections() === 1);
  });

  it('leaves no connection behind when it is redeployed, and loses no message', async () => {
    const items = [...own(), messagesNode()];
    await load(items);
    for (let n = 1; n <= 5; n += 1) {
      await flow.until(() => connections() === 1);
      simulator.publish({ topic: TOPIC, body: { n } });
      await flow.receive('out', n);
      await flow.redeploy(items, 'full', { account: simulatorKeys });
    }
    await flow.until(() => connections() === 1);
    await flow.redeploy(own(), 'full', { account: simulatorKeys });
    await flow.until(() => connections() === 0);
  });

  it('shows that the connection was lost', async () => {
    await load([...own(), messagesNode()]);
    await shown('node-red:common.status.connected');
    // A status that changes within half a second may be skipped, and a reconnect may take less.
    await new Promise((resolve) => setTimeout(resolve, 600));
    simulator.endConsumers({ kind: 'kill' });
    await shown('node-red:common.status.disconnected');
    await flow.until(() => connections() === 1);
    assert.equal(lines().filter((line) => line.includes('connection to the platform was lost')).length, 1);
  });

  it('is red when it is refused, and says once what to check, never the secret', async () => {
    const accessKeySecret = 'wrong-secret-0123456789';
    await load([...own(), messagesNode(), messagesNode({ id: 'second' })], {
      ...simulatorKeys,
      accessKeySecret,
    });
    await shown('aliyun-iot-messages.status.refused');
    await shown('aliyun-iot-messages.status.refused', 'second');
    const { status } = flow.statuses.at(-1)!;
    assert.deepEqual([status.fill, status.shape], ['red', 'ring']);
    assert.equal(lines().filter((line) => /refused the subscription.*AccessKey/.test(line)).length, 1);
    assert.ok(!lines().join('').includes(accessKeySecret));
  });

  for (const [what, chosen, code] of [
    ['no account', '', /No account is chosen/],
    ['an account that is gone', 'deleted', /does not exist/],
  ] as const) {
    it(`is not configured with ${what}`, async () => {
      await load([...own({ account: chosen }), messagesNode()]);
      await shown('aliyun-iot-messages.status.not-configured');
      assert.equal(lines().filter((line) => code.test(line)).length, 1);
    });
  }

  it('says which settings have to be corrected', async () => {
    await load([...own({ credit: '0', uid: '${NOT_SET_ANYWHERE}' }), messagesNode()]);
    await flow.until(() => lines().some((line) => line.includes('cannot be used yet')));
    assert.match(lines().join('\n'), /Messages at once.*Cloud account ID.*NOT_SET_ANYWHERE/);
  });

  it('asks for the instance ID when the endpoint does not follow', async () => {
    await load([...own({ endpoint: '' }), messagesNode()]);
    await flow.until(() => lines().some((line) => line.includes('AMQP endpoint')));
    assert.match(lines().join('\n'), /ID of the instance/);
  });

  it('needs nothing else with the simulator, and gives it back', async () => {
    await load([accountNode(), subscriptionNode({ endpoint: 'amqps://never.example' }), messagesNode(), out]);
    await shown('node-red:common.status.connected');
    await flow.redeploy([out]);
  });

  it('hears that a device went offline', async () => {
    await load([...own(), messagesNode()]);
    await flow.until(() => connections() === 1);
    simulator.setBehaviour('a1SimPump01', 'pump-01', { kind: 'offline' });
    const { payload } = await flow.receive('out');
    assert.equal((payload as { status: string }).status, 'offline');
  });
});
