import assert from 'node:assert/strict';
import type { NodeInitializer, NodeMessage } from 'node-red';
import { AliyunIotError } from '../../../lib/errors';
import { startSimulator, type Simulator } from '../../../lib/simulator';
import account from '../../../nodes/account/account';
import invoke from '../../../nodes/invoke/invoke';
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
} from '../../support/nodes';
import { subscriptionNode } from '../messages/support';

const NODES: NodeInitializer[] = [account, invoke, subscription];
const PUMP = 'a1SimPump01';
const START = { speed: 100, mode: 1 };

interface Aliyun extends Record<string, unknown> {
  index: number;
  target: object;
  error?: Record<string, unknown>;
  timings: { replyMs?: number };
}
type Message = NodeMessage & { payload: unknown; aliyun: Aliyun; parts: Record<string, unknown> };
interface Outcome extends Record<string, unknown> {
  device: { deviceName: string };
  executed: string;
  error?: Record<string, unknown>;
}
type Summary = Message & { payload: Record<string, unknown> & { outcomes: Outcome[] } };

describe('an invoke node that calls many devices', () => {
  useNodeRed();
  let simulator: Simulator;
  let flow: TestFlow;

  before(async () => {
    simulator = await startSimulator({ replyDelayMs: 20 });
    await simulator.startAmqp();
  });
  after(() => simulator.close());
  afterEach(async () => {
    delete process.env['TEST_DEVICES'];
    await flow.unload();
    simulator.reset();
  });

  const list = (change: object = {}): FlowItem =>
    invokeNode({
      target: 'list',
      devices: 'devices',
      devicesType: 'msg',
      listMode: 'each',
      listOutput: 'each',
      listConcurrency: '20',
      listDeadline: '',
      version: 3,
      ...change,
    });
  const items = (change: object = {}, accountChange: object = {}): FlowItem[] => [
    accountNode({ endpoint: simulator.url, ...accountChange }),
    subscriptionNode({ endpoint: simulator.amqpUrl }),
    list(change),
    out,
    catchNode,
    caught,
  ];
  async function deploy(...given: Parameters<typeof items>): Promise<void> {
    flow = await TestFlow.load(NODES, items(...given), { account: simulatorKeys });
  }
  const send = (devices: unknown, more: object = {}): void =>
    flow.send('invoke', { payload: START, devices, ...more } as NodeMessage);
  const at = (id: string): Message[] => flow.at(id) as Message[];
  const summary = async (count = 1): Promise<Summary> => (await flow.receive('out', count)) as Summary;
  const settled = (count = 1): Promise<unknown> => flow.completed('invoke', count);
  async function failure(count = 1): Promise<AliyunIotError & { msg: Message }> {
    const { error, msg } = (await flow.completed('invoke', count))[count - 1]!;
    assert.ok(error instanceof AliyunIotError, String(error));
    return Object.assign(error, { msg: msg as Message });
  }
  const lastStatus = async (text: string | RegExp): Promise<{ fill?: string; text?: string }> => {
    const last = () => flow.statuses.findLast(({ id }) => id === 'invoke')?.status ?? {};
    await flow.until(() => RegExp(text).test(last().text ?? ''));
    return last();
  };

  it('emits a message for each device, and gives those that failed to Catch nodes', async () => {
    await deploy();
    const res = { statusCode: 200 };
    send(['pump-01', 'pump-offline', { deviceName: 'pump-faulty' }, 'pump-02'], {
      topic: 'mine',
      nested: { a: 1 },
      res,
      _msgid: 'asked',
    });
    await settled();
    await flow.until(() => at('out').length === 2 && at('caught').length === 2);
    const [first, second] = at('out').sort((a, b) => a.aliyun.index - b.aliyun.index);
    assert.equal((first!.payload as { code: number }).code, 200);
    const { timings: _, requestId, messageId, ...aliyun } = first!.aliyun;
    assert.ok(requestId && messageId);
    assert.deepEqual(aliyun, {
      mode: 'sync',
      target: { productKey: PUMP, deviceName: 'pump-01' },
      service: 'start',
      deviceCode: 200,
      attempts: 1,
      index: 0,
      count: 4,
    });
    const { id, ...parts } = first!.parts;
    assert.deepEqual(parts, { count: 4, type: 'array', index: 0 });
    assert.deepEqual(second!.parts, { id, count: 4, type: 'array', index: 3 });
    for (const message of [...at('out'), ...at('caught')] as (Message & { [key: string]: unknown })[]) {
      assert.equal(message['topic'], 'mine');
      assert.equal(message['devices'], undefined, 'the list is not copied for each of its devices');
      assert.equal(message._msgid, 'asked');
      assert.equal(message['res'], res);
    }
    assert.notEqual((first as unknown as { nested: object }).nested, (second as { nested?: object }).nested);
    const errors = at('caught').sort((a, b) => a.aliyun.index - b.aliyun.index);
    assert.deepEqual(
      errors.map(({ aliyun: { error, index } }) => [index, error!['kind'], error!['executed']]),
      [
        [1, 'offline', 'no'],
        [2, 'device', 'yes'],
      ],
    );
    assert.deepEqual(errors[0]!.payload, START, 'what failed keeps its payload');
    assert.equal(errors[1]!.parts['id'], id);
    assert.equal(flow.of('invoke').length, 1);
    assert.equal(flow.of('invoke')[0]!.error, undefined);
    assert.deepEqual(await lastStatus('4 / 4'), { fill: 'yellow', shape: 'dot', text: '4 / 4, failed: 2' });
  });
});
