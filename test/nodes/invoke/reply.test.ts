import assert from 'node:assert/strict';
import helper from 'node-red-node-test-helper';
import type { NodeMessage } from 'node-red';
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
  subscriptionNode,
} from '../../support/nodes';

const NODES = [account, invoke, subscription];
const PUMP = 'a1SimPump01';
const selfTest = (more: object = {}): NodeMessage => ({ payload: { cycles: 2 }, ...more });

interface Aliyun extends Record<string, unknown> {
  timings: { replyMs?: number; totalMs: number };
  error?: Record<string, unknown>;
}
type Message = NodeMessage & { payload: unknown; aliyun: Aliyun };

describe('an invoke node that waits for the reply', () => {
  useNodeRed();
  let simulator: Simulator;
  let amqp: string;
  let flow: TestFlow;

  before(async () => {
    simulator = await startSimulator({ replyDelayMs: 20, asyncOffline: 'message' });
    amqp = await simulator.startAmqp();
  });
  after(() => simulator.close());
  afterEach(async () => {
    await flow.unload();
    simulator.reset();
  });

  const waiting = (change: object = {}): FlowItem =>
    invokeNode({
      identifier: 'selfTest',
      subscription: 'subscription',
      waitForReply: true,
      replyTimeout: '',
      replyTimeoutType: 'num',
      ...change,
    });
  const items = (change: object = {}, subscriptionChange: object = {}): FlowItem[] => [
    accountNode({ endpoint: simulator.url }),
    subscriptionNode({ endpoint: amqp, ...subscriptionChange }),
    waiting(change),
    out,
    catchNode,
    caught,
  ];
  async function deploy(...given: Parameters<typeof items>): Promise<void> {
    flow = await TestFlow.load(NODES, items(...given), { account: simulatorKeys });
  }
  const answer = async (count = 1): Promise<Message> => (await flow.receive('out', count)) as Message;
  async function failure(count = 1): Promise<AliyunIotError & { msg: Message }> {
    const completion = (await flow.completed('invoke', count))[count - 1]!;
    assert.ok(completion.error instanceof AliyunIotError, String(completion.error));
    return Object.assign(completion.error, { msg: completion.msg as Message });
  }
  const connections = (): number =>
    simulator.consumerGroups.reduce((sum, { connections: each }) => sum + each, 0);
  const texts = (): (string | undefined)[] => flow.statuses.map(({ status }) => status.text);

  it('emits what the device answers, in the shape of a Result, with the facts of the call', async () => {
    simulator.onService(PUMP, 'pump-01', ({ params }) => ({ passed: (params as { cycles: number }).cycles }));
    await deploy();
    flow.send('invoke', selfTest({ topic: 'mine' }));
    const { payload, aliyun, topic } = (await answer()) as Message & { topic: string };
    const messageId = simulator.executions[0]!.messageId;
    assert.deepEqual(payload, { id: messageId, code: 200, data: { passed: 2 }, message: 'success' });
    assert.equal(topic, 'mine');
    const { timings, requestId, ...rest } = aliyun;
    assert.deepEqual(rest, {
      mode: 'async',
      messageId,
      target: { productKey: PUMP, deviceName: 'pump-01' },
      service: 'selfTest',
      deviceCode: 200,
      attempts: 1,
    });
    assert.ok(requestId);
    assert.ok(timings.replyMs! > 0 && timings.totalMs >= timings.replyMs!);
    assert.deepEqual((await flow.completed('invoke')).length, 1);
  });

  it('emits a synchronous Result as it is', async () => {
    await deploy({ identifier: 'start' });
    flow.send('invoke', { payload: { speed: 100, mode: 1 } });
    const { payload, aliyun } = await answer();
    assert.equal((payload as { code: number }).code, 200);
    assert.equal(aliyun['mode'], 'sync');
    assert.equal(aliyun.timings.replyMs, undefined);
  });

  it('reads the reply by the thing model', async () => {
    const service = {
      identifier: 'selfTest',
      callType: 'async',
      inputData: [],
      outputData: [
        { identifier: 'passed', name: 'p', dataType: { type: 'bool', specs: { 0: 'no', 1: 'yes' } } },
      ],
    };
    simulator.onService(PUMP, 'pump-01', () => ({ passed: 1 }));
    await deploy({
      decode: true,
      thingModel: JSON.stringify({ productKey: PUMP, validate: 'none', service }),
      argsType: 'json',
      args: '{"cycles":1}',
    });
    flow.send('invoke', {});
    assert.deepEqual(((await answer()).payload as { data: unknown }).data, { passed: true });
  });

  it('gives each of many messages its own reply, also with several nodes on one subscription', async () => {
    simulator.onService(PUMP, 'pump-01', ({ params }) => params);
    flow = await TestFlow.load(
      NODES,
      [...items(), waiting({ id: 'second', name: 'second', wires: [['out']] })],
      { account: simulatorKeys },
    );
    for (let n = 0; n < 20; n += 1) {
      flow.send(n % 2 ? 'invoke' : 'second', { payload: { cycles: 1 + (n % 10) }, topic: String(n) });
    }
    await answer(20);
    for (const message of flow.at('out') as (Message & { topic: string })[]) {
      const { data, id } = message.payload as { data: unknown; id: string };
      assert.deepEqual(data, { cycles: 1 + (Number(message.topic) % 10) });
      assert.equal(id, message.aliyun['messageId']);
    }
    assert.equal(connections(), 1);
  });

  describe('failures', () => {
    it('of the device, with what it said', async () => {
      await deploy({ deviceName: 'pump-faulty' });
      flow.send('invoke', selfTest());
      const { kind, executed, deviceCode, messageId, requestId, msg } = await failure();
      assert.deepEqual([kind, executed, deviceCode], ['device', 'yes', 100001]);
      assert.equal(messageId, simulator.executions[0]!.messageId);
      assert.ok(requestId);
      assert.deepEqual(msg.payload, { cycles: 2 });
      assert.equal((msg.aliyun['result'] as { code: number }).code, 100001);
      assert.equal(msg.aliyun.error!['executed'], 'yes');
      await flow.receive('caught');
    });

    it('of the device as a Result, when the node is set so', async () => {
      await deploy({ deviceName: 'pump-faulty', passDeviceErrors: true });
      flow.send('invoke', selfTest());
      const { payload, aliyun } = await answer();
      assert.equal((payload as { code: number }).code, 100001);
      assert.equal(aliyun['deviceCode'], 100001);
    });

    for (const [device, code, kind] of [
      ['pump-offline', 9201, 'offline'],
      ['pump-new', 9200, 'offline'],
    ] as const) {
      it(`of the platform: ${code}`, async () => {
        await deploy({ deviceName: device });
        flow.send('invoke', selfTest());
        const error = await failure();
        assert.deepEqual([error.deviceCode, error.kind, error.executed], [code, kind, 'no']);
      });
    }

    it('when no reply comes in time: the device may have acted', async () => {
      await deploy({ deviceName: 'pump-timeout', replyTimeout: 'wait', replyTimeoutType: 'msg' });
      flow.send('invoke', selfTest({ wait: 100 }));
      const { kind, code, executed, messageId } = await failure();
      assert.deepEqual([kind, code, executed], ['timeout', 'reply-timeout', 'unknown']);
      assert.ok(messageId);
    });

    it('when the time for the reply is no time', async () => {
      await deploy({ replyTimeout: 'wait', replyTimeoutType: 'msg' });
      flow.send('invoke', selfTest({ wait: 'soon' }));
      const { kind, message } = await failure();
      assert.equal(kind, 'validation');
      assert.match(message, /replyTimeout/);
      assert.equal(simulator.calls.length, 0);
    });
  });

  describe('before the call is sent', () => {
    it('waits for the subscription to connect', async () => {
      await simulator.stopAmqp();
      try {
        await deploy();
        flow.send('invoke', selfTest());
        await new Promise((resolve) => setTimeout(resolve, 100));
        assert.equal(simulator.calls.length + flow.of('invoke').length, 0);
      } finally {
        await simulator.startAmqp();
      }
      await answer();
    });

    it('fails unsent when it does not connect in time', async () => {
      await deploy({ timeout: '1000' }, { endpoint: 'amqp://127.0.0.1:9' });
      const clock = performance.now();
      // The deadline itself is the client's; a list's, which can be set, is tested with the lists.
      flow.send('invoke', selfTest());
      await new Promise((resolve) => setTimeout(resolve, 200));
      assert.equal(flow.of('invoke').length, 0, 'it waits');
      await flow.node('invoke').close(false);
      const { kind, executed } = await failure();
      assert.deepEqual([kind, executed], ['aborted', 'no']);
      assert.ok(performance.now() - clock < 2000);
      assert.equal(simulator.calls.length, 0);
    });

    it('fails unsent with the reason at once when it is refused', async () => {
      flow = await TestFlow.load(
        NODES,
        [
          ...items().filter(({ id }) => id !== 'subscription'),
          accountNode({ id: 'wrong', endpoint: simulator.url }),
          subscriptionNode({ endpoint: amqp, account: 'wrong' }),
        ],
        { account: simulatorKeys, wrong: { ...simulatorKeys, accessKeySecret: 'wrong-secret-01' } },
      );
      flow.send('invoke', selfTest());
      const { kind, code, executed, message } = await failure();
      assert.deepEqual([kind, code, executed], ['auth', 'amqp-refused', 'no']);
      assert.match(message, /Nothing was sent.*AccessKey/);
      flow.send('invoke', selfTest());
      assert.equal((await failure(2)).kind, 'auth');
      assert.equal(simulator.calls.length, 0);
    });

    for (const [what, chosen, code] of [
      ['none is chosen', '', 'subscription-missing'],
      ['it is gone or disabled', 'deleted', 'subscription-not-found'],
    ] as const) {
      it(`fails unsent when ${what}, and says so in the status`, async () => {
        await deploy({ subscription: chosen });
        assert.equal(flow.statuses.at(-1)?.status.text, 'aliyun-iot-invoke.status.not-configured');
        flow.send('invoke', selfTest());
        const error = await failure();
        assert.deepEqual([error.kind, error.code, error.executed], ['config', code, 'no']);
        await flow.receive('caught');
        assert.equal(simulator.calls.length, 0);
      });
    }
  });

  it('shows that it waits for the reply', async () => {
    await deploy({ deviceName: 'pump-slow' });
    flow.send('invoke', selfTest());
    await flow.until(() => texts().includes('aliyun-iot-invoke.status.waiting-reply'));
  });

  for (const [what, type] of [
    ['everything', 'full'],
    ['the subscription alone', 'nodes'],
  ] as const) {
    it(`settles once when a deploy of ${what} comes in between`, async () => {
      await deploy({ deviceName: 'pump-timeout' });
      flow.send('invoke', selfTest());
      await flow.until(() => texts().includes('aliyun-iot-invoke.status.waiting-reply'));
      await flow.redeploy(items({ deviceName: 'pump-01' }, { credit: type === 'full' ? 100 : 50 }), type, {
        account: simulatorKeys,
      });
      const { kind, executed, messageId } = await failure();
      assert.deepEqual([kind, executed], ['aborted', 'unknown']);
      assert.ok(messageId);
      assert.equal(flow.of('invoke').length, 1);
      flow.send('invoke', selfTest());
      await answer();
      assert.equal(flow.of('invoke').length, 2);
    });
  }

  it('ends waiting when the subscription node is closed by itself', async () => {
    await deploy({ deviceName: 'pump-timeout' });
    flow.send('invoke', selfTest());
    await flow.until(() => texts().includes('aliyun-iot-invoke.status.waiting-reply'));
    await helper.getNode('subscription').close(true);
    const { kind, executed } = await failure();
    assert.deepEqual([kind, executed], ['aborted', 'unknown']);
    flow.send('invoke', selfTest());
    const next = await failure(2);
    assert.deepEqual([next.kind, next.executed], ['aborted', 'no']);
  });

  it('connects for a node that waits, and for no other', async () => {
    await deploy({ waitForReply: false });
    flow.send('invoke', selfTest());
    assert.equal(typeof (await answer()).payload, 'string');
    assert.equal(connections(), 0);
    await flow.redeploy(items(), 'full', { account: simulatorKeys });
    await flow.until(() => connections() === 1);
    await flow.node('invoke').close(false);
    await flow.until(() => connections() === 0);
  });
});
