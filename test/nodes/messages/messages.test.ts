import assert from 'node:assert/strict';
import type { NodeMessage } from 'node-red';
import { defaultIotId, startSimulator, type Simulator } from '../../../lib/simulator';
import account from '../../../nodes/account/account';
import invoke from '../../../nodes/invoke/invoke';
import messages from '../../../nodes/messages/messages';
import subscription from '../../../nodes/subscription/subscription';
import {
  accountNode,
  catchNode,
  caught,
  invokeNode,
  out,
  simulatorKeys,
  TestFlow,
  useNodeRed,
  type FlowItem,
  messagesNode,
  subscriptionNode,
} from '../../support/nodes';

const NODES = [account, invoke, subscription, messages];
const PUMP = 'a1SimPump01';

type Message = NodeMessage & { topic: string; aliyun: Record<string, unknown> };

describe('aliyun-iot-messages', () => {
  useNodeRed();
  let simulator: Simulator;
  let amqp: string;
  let flow: TestFlow;

  before(async () => {
    simulator = await startSimulator({ replyDelayMs: 20 });
    amqp = await simulator.startAmqp();
  });
  after(() => simulator.close());
  afterEach(async () => {
    delete process.env['TEST_DEVICE'];
    await flow.unload();
    simulator.reset();
  });

  async function deploy(...items: FlowItem[]): Promise<void> {
    const own = [accountNode({ endpoint: simulator.url }), subscriptionNode({ endpoint: amqp })];
    flow = await TestFlow.load(NODES, [...own, ...items, out], { account: simulatorKeys });
    await flow.until(() => simulator.consumerGroups.some(({ connections }) => connections === 1));
  }

  const received = async (count = 1, at = 'out'): Promise<Message> =>
    (await flow.receive(at, count)) as Message;
  const post = (device: string, body: object): string =>
    simulator.publish({ topic: `/${PUMP}/${device}/thing/event/property/post`, body });
  const status = (state: string, second: number): string =>
    simulator.publish({
      topic: `/as/mqtt/status/${PUMP}/pump-01`,
      body: { status: state, utcLastTime: new Date(second * 1000).toISOString() },
    });
  const settled = (): Promise<void> =>
    flow.until(() => simulator.consumerGroups.every((group) => group.waiting + group.unsettled === 0));

  it('emits the reply to a call, to be joined by its MessageId', async () => {
    await deploy(
      invokeNode({ identifier: 'selfTest', wires: [['called']] }),
      messagesNode({ kinds: ['reply'] }),
      { id: 'called', type: 'helper' },
      catchNode,
      caught,
    );
    flow.send('invoke', { payload: { cycles: 2 } });
    const called = await received(1, 'called');
    const { payload, topic, aliyun } = await received();
    assert.equal(topic, `/${PUMP}/pump-01/thing/downlink/reply/message`);
    assert.equal((payload as { code: number }).code, 200);
    const { envelopeId, generateTime, time, ...rest } = aliyun;
    assert.deepEqual(rest, {
      kind: 'reply',
      topic,
      messageId: called.payload,
      requestId: called.payload,
      productKey: PUMP,
      deviceName: 'pump-01',
      iotId: defaultIotId(PUMP, 'pump-01'),
      identifier: 'selfTest',
      code: 200,
    });
    assert.equal(time, (payload as { gmtCreate: number }).gmtCreate);
    assert.match(String(generateTime), /^\d{13}$/);
    assert.notEqual(envelopeId, called.payload);
    await settled();
  });

  it('emits a property, and names the event', async () => {
    await deploy(messagesNode());
    const messageId = post('pump-01', { items: { flow: { value: 1, time: 2 } } });
    const property = await received();
    assert.deepEqual(property.payload, { items: { flow: { value: 1, time: 2 } } });
    assert.equal(property.aliyun['kind'], 'property');
    assert.equal(property.aliyun['messageId'], messageId);
    const topic = `/${PUMP}/pump-01/thing/event/leak/post`;
    simulator.publish({ topic, body: { identifier: 'leak', value: {} } });
    const event = await received(2);
    assert.deepEqual([event.aliyun['kind'], event.aliyun['identifier']], ['event', 'leak']);
  });

  it('takes only the kinds, the product and the device it is set to', async () => {
    process.env['TEST_DEVICE'] = 'pump-02';
    await deploy(
      messagesNode({ kinds: ['property'], productKey: ` ${PUMP}`, deviceName: '${TEST_DEVICE} ' }),
      messagesNode({ id: 'all', wires: [['everything']] }),
      { id: 'everything', type: 'helper' },
    );
    status('online', 1);
    post('pump-01', { n: 1 });
    simulator.publish({ topic: '/a1SimRoom01/pump-02/thing/event/property/post', body: { n: 2 } });
    post('pump-02', { n: 3 });
    await received(4, 'everything');
    await received();
    assert.deepEqual(
      flow.at('out').map(({ payload }) => payload),
      [{ n: 3 }],
    );
  });

  it('drops a status that came too late', async () => {
    await deploy(messagesNode(), messagesNode({ id: 'kept', keepOutdated: true, wires: [['kept-out']] }), {
      id: 'kept-out',
      type: 'helper',
    });
    status('online', 100);
    await received();
    status('offline', 50);
    await received(2, 'kept-out');
    status('offline', 150);
    await received(3, 'kept-out');
    await received(2);
    const shown = (at: string): unknown[] =>
      (flow.at(at) as Message[]).map(({ payload, aliyun }) => [
        (payload as { status: string }).status,
        aliyun['outdated'],
      ]);
    assert.deepEqual(shown('out'), [
      ['online', undefined],
      ['offline', undefined],
    ]);
    assert.deepEqual(shown('kept-out'), [
      ['online', undefined],
      ['offline', true],
      ['offline', undefined],
    ]);
  });

  it('gives each node a copy of its own', async () => {
    await deploy(messagesNode(), messagesNode({ id: 'second' }));
    post('pump-01', { items: {} });
    const [a, b] = [await received(1), await received(2)];
    assert.deepEqual(a.payload, b.payload);
    assert.notEqual(a.payload, b.payload);
    await settled();
    assert.equal(simulator.consumerGroups[0]?.connections, 1);
  });

  it('is red without a subscription, and when a variable of a filter is not set', async () => {
    await deploy(
      messagesNode(),
      messagesNode({ id: 'lost', subscription: 'deleted' }),
      messagesNode({ id: 'none', subscription: '' }),
      messagesNode({ id: 'unset', deviceName: '${TEST_DEVICE}' }),
    );
    for (const id of ['lost', 'none', 'unset']) {
      const { status: shown } = flow.statuses.find((each) => each.id === id)!;
      assert.deepEqual([shown.fill, shown.text], ['red', 'aliyun-iot-messages.status.not-configured'], id);
    }
    post('pump-01', {});
    await received();
    await settled();
    assert.equal(flow.at('out').length, 1, 'an unset filter lets nothing pass');
  });
});
