import assert from 'node:assert/strict';
import type { NodeMessage } from 'node-red';
import { startSimulator, type Simulator } from '../../../lib/simulator';
import account from '../../../nodes/account/account';
import invoke from '../../../nodes/invoke/invoke';
import messages from '../../../nodes/messages/messages';
import subscription from '../../../nodes/subscription/subscription';
import { connectRealPump, REAL_PUMP, type OfficialDevice } from '../../simulator/official-device';
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

type Message = NodeMessage & { payload: Record<string, unknown>; aliyun: Record<string, unknown> };

const pump = (change: object): FlowItem =>
  invokeNode({ ...REAL_PUMP, wires: [['out']], subscription: 'subscription', ...change });

/** From a flow through the cloud API, MQTT, the device and AMQP back to the flow. */
describe('a flow calls a device written with the official SDK', () => {
  useNodeRed();
  let simulator: Simulator;
  let device: OfficialDevice;
  let flow: TestFlow;

  before(async () => {
    simulator = await startSimulator({ mqtt: true });
    const amqp = await simulator.startAmqp();
    device = await connectRealPump(simulator);
    flow = await TestFlow.load(
      [account, invoke, subscription, messages],
      [
        accountNode({ endpoint: simulator.url }),
        subscriptionNode({ endpoint: amqp }),
        pump({ id: 'start', identifier: 'start' }),
        pump({ id: 'stop', identifier: 'stop' }),
        pump({ id: 'waits', identifier: 'selfTest', waitForReply: true }),
        pump({ id: 'goes-on', identifier: 'selfTest', wires: [['called']] }),
        messagesNode({ wires: [['told']] }),
        ...['called', 'told'].map((id) => ({ id, type: 'helper' })),
        out,
        catchNode,
        caught,
      ],
      { account: simulatorKeys },
    );
  });
  after(async () => {
    await flow.unload();
    device.end(true);
    await simulator.close();
  });

  const last = async (id: string, count: number): Promise<Message> =>
    (await flow.receive(id, count)) as Message;
  const told = (kind: string): Message[] =>
    (flow.at('told') as Message[]).filter(({ aliyun }) => aliyun['kind'] === kind);

  it('and gets the Result of a synchronous call', async () => {
    flow.send('start', { payload: { speed: 1500, mode: 0 } });
    const { payload, aliyun } = await last('out', 1);
    assert.deepEqual(payload['data'], { flow: 60, startedAt: '1524448722000' });
    assert.deepEqual([aliyun['mode'], aliyun['messageId']], ['sync', payload['id']]);
  });

  it('and hears the code the device refused it with', async () => {
    flow.send('stop', { payload: {} });
    const { aliyun } = await last('caught', 1);
    const { kind, executed, deviceCode } = aliyun['error'] as Record<string, unknown>;
    assert.deepEqual([kind, executed, deviceCode], ['device', 'yes', 100002]);
  });

  it('and gets the reply to an asynchronous call, in the shape of a Result', async () => {
    flow.send('waits', { payload: { cycles: 3 } });
    const { payload, aliyun } = await last('out', 2);
    assert.deepEqual([payload['code'], payload['data']], [200, { passed: 1 }]);
    assert.deepEqual([aliyun['mode'], aliyun['messageId']], ['async', payload['id']]);
  });

  it('and joins the MessageId it got at once with the reply that comes later', async () => {
    flow.send('goes-on', { payload: { cycles: 3 } });
    const { payload: messageId } = await flow.receive('called');
    const mine = (): Message | undefined =>
      told('reply').find(({ aliyun }) => aliyun['messageId'] === messageId);
    await flow.until(() => mine() !== undefined);
    assert.deepEqual(mine()?.payload['data'], { passed: 1 });
    assert.equal(mine()?.aliyun['identifier'], 'selfTest');
  });

  it('and hears what the device posts, and that it went', async () => {
    device.postProps({ flow: 7.5 }, () => undefined);
    await flow.until(() => told('property').length === 1);
    const { flow: posted } = told('property')[0]!.payload['items'] as { flow: { value: number } };
    assert.equal(posted.value, 7.5);
    device.end(true);
    await flow.until(() => told('status').some(({ payload }) => payload['status'] === 'offline'));
    flow.send('waits', { payload: { cycles: 3 } });
    const { aliyun } = await last('caught', 2);
    assert.equal((aliyun['error'] as { kind: string }).kind, 'offline');
  });
});
