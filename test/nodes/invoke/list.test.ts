import assert from 'node:assert/strict';
import type { NodeInitializer, NodeMessage } from 'node-red';
import helper from 'node-red-node-test-helper';
import { AliyunIotError } from '../../../lib/errors';
import { DEFAULT_SEED, startSimulator, type Simulator } from '../../../lib/simulator';
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

const NODES: NodeInitializer[] = [account, invoke, subscription];
const PUMP = 'a1SimPump01';
const ROOM = 'a1SimRoom01';
const IOT_ID = 'no-such-iot-id';
const PUMP_MODEL = JSON.stringify({
  productKey: PUMP,
  validate: 'none',
  service: { identifier: 'start', callType: 'sync', inputData: [], outputData: [] },
});
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

  const list = (change: object = {}): FlowItem => invokeNode({ target: 'list', ...change });
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
    flow.send('invoke', { payload: START, devices, ...more });
  const at = (id: string): Message[] => flow.at(id) as Message[];
  const summary = async (count = 1): Promise<Summary> => (await flow.receive('out', count)) as Summary;
  const settled = (count = 1): Promise<unknown> => flow.completed('invoke', count);
  async function failure(count = 1): Promise<AliyunIotError & { msg: Message }> {
    const { error, msg } = (await flow.completed('invoke', count))[count - 1]!;
    assert.ok(error instanceof AliyunIotError, String(error));
    return Object.assign(error, { msg: msg as Message });
  }
  /** Waits until this is the status, which may take the half second between two of them. */
  async function status(text: string): Promise<unknown> {
    const last = () => flow.statuses.filter(({ id }) => id === 'invoke').at(-1)?.status;
    await flow.until(() => last()?.text === text);
    return last()?.fill;
  }

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
    const { timings, requestId, messageId, ...aliyun } = first!.aliyun;
    assert.ok(requestId && messageId);
    assert.equal(timings.replyMs, undefined);
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
    assert.equal(await status('4 / 4, failed: 2'), 'yellow');
  });

  it('lets a Join node put the messages together again, within a sequence of another', async () => {
    await deploy();
    send(['pump-01', 'pump-02'], { parts: { id: 'outer', index: 1, count: 3 } });
    await flow.until(() => at('out').length === 2);
    for (const { parts } of at('out')) assert.deepEqual(parts['parts'], { id: 'outer', index: 1, count: 3 });
  });

  it('emits the MessageId of an asynchronous call', async () => {
    await deploy({ identifier: 'selfTest' });
    send(['pump-01', 'pump-02'], { payload: { cycles: 1 } });
    await flow.until(() => at('out').length === 2);
    assert.deepEqual(
      at('out').map(({ payload, aliyun }) => [payload, aliyun['mode']]),
      at('out').map(({ aliyun }) => [aliyun['messageId'], 'async']),
    );
    assert.deepEqual(
      at('out')
        .map(({ payload }) => payload)
        .sort(),
      simulator.executions.map((e) => e.messageId).sort(),
    );
    assert.equal(await status('2 / 2'), 'green');
  });

  describe('emits one message for the list', () => {
    it('in its order, with the outcome of every device, also when some failed', async () => {
      await deploy({ listOutput: 'summary' });
      send(['pump-02', 'pump-offline', 'pump-faulty', 'pump-garbled', 'pump-01'], { topic: 'mine' });
      const { payload, aliyun, topic } = (await summary()) as Summary & { topic: string };
      const { outcomes, ...counts } = payload;
      assert.deepEqual(counts, { total: 5, succeeded: 3, accepted: 0, failed: 2, unknown: 0 });
      assert.deepEqual(
        outcomes.map(({ index, device: { deviceName }, ok, executed, error }) => [
          index,
          deviceName,
          ok,
          executed,
          error?.['kind'],
        ]),
        [
          [0, 'pump-02', true, 'yes', undefined],
          [1, 'pump-offline', false, 'no', 'offline'],
          [2, 'pump-faulty', false, 'yes', 'device'],
          [3, 'pump-garbled', true, 'yes', undefined],
          [4, 'pump-01', true, 'yes', undefined],
        ],
      );
      const { result, messageId, ...first } = outcomes[0]!;
      assert.equal((result as { code: number }).code, 200);
      assert.ok(messageId);
      assert.deepEqual(first, {
        index: 0,
        device: { productKey: PUMP, deviceName: 'pump-02' },
        ok: true,
        executed: 'yes',
        accepted: false,
      });
      assert.match(String(outcomes[1]!.error!['message']), /offline/i);
      assert.equal(topic, 'mine');
      const { timings, ...rest } = aliyun;
      assert.ok((timings as { totalMs: number }).totalMs >= 0);
      assert.deepEqual(rest, { mode: 'list', service: 'start', counts });
      JSON.stringify(payload);
      await settled();
      assert.deepEqual([flow.of('invoke').length, at('out').length, at('caught').length], [1, 1, 0]);
      assert.equal(await status('5 / 5, failed: 2'), 'yellow');
    });

    it('also when all of them failed', async () => {
      await deploy({ listOutput: 'summary' });
      send(['pump-offline', 'pump-disabled']);
      assert.equal((await summary()).payload['failed'], 2);
      assert.equal(await status('2 / 2, failed: 2'), 'red');
    });
  });

  describe('takes the list', () => {
    const called = async (count: number): Promise<string[]> => {
      await flow.until(() => at('out').length === count);
      return simulator.executions.map(({ productKey, deviceName }) => `${productKey}/${deviceName}`).sort();
    };

    it('as it was typed in the dialog', async () => {
      await deploy({ devicesType: 'list', devices: '["pump-01", {"deviceName": "pump-02"}]' });
      flow.send('invoke', { payload: START });
      assert.deepEqual(await called(2), [`${PUMP}/pump-01`, `${PUMP}/pump-02`]);
    });

    it('from the payload, which then holds no Args', async () => {
      await deploy({ devices: 'payload', argsType: 'json', args: JSON.stringify(START) });
      flow.send('invoke', { payload: ['pump-01', 'pump-faulty'] });
      await called(1);
      await flow.until(() => at('caught').length === 1);
      assert.equal(at('caught')[0]!.payload, undefined);
    });

    it('as a JSON text from the environment', async () => {
      process.env['TEST_DEVICES'] = '["pump-03"]';
      await deploy({ devicesType: 'env', devices: 'TEST_DEVICES' });
      flow.send('invoke', { payload: START });
      assert.deepEqual(await called(1), [`${PUMP}/pump-03`]);
    });

    it('with devices of several products, and by their IotId', async () => {
      await deploy({ productKey: '', identifier: 'selfTest', argsType: 'json', args: '{"cycles":1}' });
      const { devices } = DEFAULT_SEED.products.find(({ productKey }) => productKey === ROOM)!;
      const other = { productKey: ROOM, deviceName: devices[0]!.deviceName };
      send([{ productKey: PUMP, deviceName: 'pump-01' }, other, { iotId: IOT_ID }]);
      await flow.until(() => at('out').length + at('caught').length === 3);
      const targets = [...at('out'), ...at('caught')].map(({ aliyun }) => JSON.stringify(aliyun.target));
      assert.deepEqual(
        targets.sort(),
        [{ iotId: IOT_ID }, { productKey: PUMP, deviceName: 'pump-01' }, other]
          .map((each) => JSON.stringify(each))
          .sort(),
      );
    });

    it('and asks for the ProductKey of a device that has none', async () => {
      await deploy({ productKey: '' });
      send([{ productKey: PUMP, deviceName: 'pump-01' }, 'pump-02']);
      const { kind, message } = await failure();
      assert.equal(kind, 'validation');
      assert.match(message, /ProductKey/);
      assert.equal(simulator.calls.length, 0);
    });
  });

  describe('refuses the list as a whole', () => {
    for (const [what, devices, rule] of [
      ['a device twice', ['pump-01', 'pump-02', 'pump-01'], 'duplicate'],
      ['none', [], 'empty'],
      ['nothing at all', undefined, 'empty'],
      ['no list', { 0: 'pump-01' }, 'not-a-list'],
      ['a text that is no JSON', 'pump-01,pump-02', 'not-a-list'],
      ['an item that is no device', ['pump-01', null], 'not-a-device'],
      ['a list in the list', [['pump-01', 'pump-02']], 'not-a-device'],
    ] as const) {
      it(`with ${what}: one error, and nothing is sent`, async () => {
        await deploy();
        send(devices);
        const { kind, code, executed, msg } = await failure();
        assert.deepEqual([kind, code, executed], ['validation', rule, 'no']);
        assert.equal(msg.aliyun.error!['code'], rule);
        assert.deepEqual(msg.payload, START);
        await flow.receive('caught');
        assert.deepEqual([flow.of('invoke').length, simulator.calls.length, at('out').length], [1, 0, 0]);
      });
    }

    // Node-RED cannot copy such a message for Catch nodes, so that `done` is what tells.
    const boom = (): never => {
      throw new Error('boom');
    };
    const { proxy: revoked, revoke } = Proxy.revocable({}, {});
    revoke();
    const throwing = (name: string): object =>
      Object.defineProperty({ deviceName: 'pump-01' }, name, { get: boom, enumerable: true });
    for (const [what, devices] of [
      ['a device whose name cannot be read', [throwing('deviceName')]],
      ['a device whose product cannot be read', [throwing('productKey')]],
      ['a Proxy that throws', new Proxy(['pump-01'], { get: boom })],
      ['a revoked Proxy', revoked],
      ['a revoked Proxy as a device', [revoked]],
    ] as const) {
      it(`with ${what}: one error, and nothing is sent`, async () => {
        await deploy({ thingModel: PUMP_MODEL });
        send(devices);
        const { kind, code, executed } = await failure();
        assert.deepEqual([kind, code, executed], ['validation', 'not-readable', 'no']);
        assert.deepEqual([flow.of('invoke').length, simulator.calls.length], [1, 0]);
      });
    }

    it('when the message cannot be copied for each device', async () => {
      await deploy();
      send(['pump-01', 'pump-02'], { nested: throwing('deviceName') });
      const { kind, code, executed } = await failure();
      assert.deepEqual([kind, code, executed], ['validation', 'not-copyable', 'no']);
      assert.deepEqual([flow.of('invoke').length, simulator.calls.length], [1, 0]);
    });

    it('but not for a control property that cannot be read', async () => {
      await deploy({ listOutput: 'summary' });
      const msg = { payload: START, devices: ['pump-01'] };
      flow.send('invoke', Object.defineProperty(msg, 'control', { get: boom }));
      assert.equal((await summary()).payload['succeeded'], 1);
    });

    it('and shows that', async () => {
      await deploy();
      send([]);
      assert.equal(await status('node-red:common.status.error'), 'red');
    });

    it('when a setting is wrong, each named as in the dialog', async () => {
      await deploy({ devicesType: 'list', devices: 'pump-01', listConcurrency: '201', listDeadline: '-1' });
      flow.send('invoke', { payload: START });
      const { kind, message, executed } = await failure();
      assert.deepEqual([kind, executed], ['config', 'no']);
      assert.match(message, /At a time:.*at most 200.*Deadline \(ms\):.*Devices:.*array/);
      assert.equal(await status('aliyun-iot-invoke.status.not-configured'), 'red');
    });

    it('when the account has no place for it', async () => {
      await deploy({}, { maxQps: '1', queue: '1' });
      send(['pump-01', 'pump-02', 'pump-03']);
      await flow.until(() => simulator.calls.length > 0);
      send(['pump-01']);
      const refused = await failure();
      assert.deepEqual([refused.kind, refused.executed], ['queue-full', 'no']);
    });
  });

  it('shows how far it is', async () => {
    await deploy({ listConcurrency: '1', listOutput: 'summary' });
    send(['pump-01', 'pump-slow']);
    assert.equal(await status('1 / 2'), 'blue');
  });

  describe('is stopped by a control message', () => {
    const control = (): void => flow.send('invoke', { control: 'stop' });

    it('that calls no more devices; the summary still comes', async () => {
      await deploy({ listConcurrency: '1', listOutput: 'summary' });
      send(['pump-01', 'pump-slow', 'pump-02', 'pump-03']);
      await flow.until(() => simulator.executions.length === 2);
      control();
      const { payload } = await summary();
      assert.deepEqual(
        payload.outcomes.map(({ executed, error }) => [executed, error?.['kind']]),
        [
          ['yes', undefined],
          ['unknown', 'aborted'],
          ['no', 'aborted'],
          ['no', 'aborted'],
        ],
      );
      await settled(2);
      assert.deepEqual([flow.of('invoke').length, at('out').length], [2, 1]);
      assert.equal(simulator.executions.length, 2);
      assert.equal(await status('4 / 4, failed: 3'), 'yellow');
      send(['pump-01']);
      assert.equal((await summary(2)).payload['succeeded'], 1);
    });

    it('and tells each device that was not called', async () => {
      await deploy({ listConcurrency: '1' });
      send(['pump-slow', 'pump-01', 'pump-02']);
      await flow.until(() => simulator.executions.length === 1);
      control();
      await flow.until(() => at('caught').length === 3);
      await settled(2);
      assert.equal(at('out').length, 0);
      assert.deepEqual(
        at('caught')
          .map(({ aliyun: { index, error } }) => `${index} ${String(error!['executed'])}`)
          .sort(),
        ['0 unknown', '1 no', '2 no'],
      );
    });

    it('which does nothing when there is nothing to stop', async () => {
      await deploy();
      control();
      assert.equal((await flow.completed('invoke'))[0]!.error, undefined);
      send(['pump-01']);
      await flow.receive('out');
      assert.deepEqual([at('out').length, simulator.calls.length, at('caught').length], [1, 1, 0]);
    });

    it('and by no other', async () => {
      await deploy();
      for (const word of ['start', 'Stop', true]) send(['pump-01'], { control: word });
      await flow.until(() => at('out').length === 3);
    });

    it('but not when it calls one device', async () => {
      await deploy({ target: 'names' });
      flow.send('invoke', { payload: START, control: 'stop' });
      await flow.receive('out');
    });
  });

  it('settles once when a deploy comes in between, and emits nothing any more', async () => {
    await deploy({ listConcurrency: '2' });
    send(['pump-01', 'pump-slow', 'pump-timeout', 'pump-02']);
    await flow.until(() => at('out').length === 1 && simulator.executions.length === 3);
    await flow.redeploy(items(), 'full', { account: simulatorKeys });
    const { kind, executed } = await failure();
    assert.deepEqual([kind, executed], ['aborted', 'unknown']);
    assert.deepEqual([flow.of('invoke').length, at('caught').length], [1, 0]);
    assert.equal(simulator.executions.length, 3);
  });

  for (const [listOutput, lost] of [
    ['each', 2],
    ['summary', 3],
  ] as const) {
    it(`counts in the log the devices whose outcome a deploy takes from the flow: ${listOutput}`, async () => {
      await deploy({ listConcurrency: '3', listOutput });
      send(['pump-01', 'pump-slow', 'pump-timeout', 'pump-offline']);
      await flow.until(() => simulator.executions.length === 3);
      await status('2 / 4');
      await flow.redeploy(items(), 'full', { account: simulatorKeys });
      await failure();
      assert.match(
        JSON.stringify(helper.log().args),
        new RegExp(`lost by this deploy or shutdown: ${lost}\\.`),
      );
    });
  }

  describe('in batches', () => {
    const batch = { listMode: 'batch', identifier: 'selfTest', argsType: 'json', args: '{"cycles":1}' };

    it('says of each device that the platform took the call, and no more', async () => {
      await deploy(batch);
      send(['pump-01', 'pump-02']);
      await flow.until(() => at('out').length === 2);
      for (const { payload, aliyun } of at('out')) {
        assert.equal(payload, 'accepted');
        assert.equal(aliyun['mode'], 'batch');
        assert.equal(aliyun['requestId'], simulator.calls[0]!.requestId);
        assert.ok(!('messageId' in aliyun));
      }
      assert.deepEqual(
        simulator.calls.map(({ action }) => action),
        ['InvokeThingsService'],
      );
    });

    it('gives all devices of a call its error, unknown when the answer cannot be read', async () => {
      await deploy({ ...batch, listOutput: 'summary' });
      simulator.addFault({ does: { kind: 'truncate' } });
      send(['pump-01', 'pump-02']);
      const { payload } = await summary();
      assert.deepEqual(
        payload.outcomes.map(({ executed }) => executed),
        ['unknown', 'unknown'],
      );
      assert.equal(payload['unknown'], 2);
    });

    it('does not wait for replies, and says so', async () => {
      await deploy({ ...batch, listOutput: 'summary', waitForReply: true, subscription: 'subscription' });
      send(['pump-01']);
      assert.equal((await summary()).payload['accepted'], 1);
      const warnings = helper
        .log()
        .args.map((line) => JSON.stringify(line))
        .filter((line) => line.includes('Replies are not waited for'));
      assert.equal(warnings.length, 1);
      assert.equal(
        simulator.consumerGroups.reduce((sum, { connections }) => sum + connections, 0),
        0,
      );
    });
  });

  describe('and waits for their replies', () => {
    const waiting = {
      identifier: 'selfTest',
      waitForReply: true,
      subscription: 'subscription',
      listConcurrency: '1',
    };

    it('which settle each device by itself', async () => {
      simulator.onService(PUMP, 'pump-01', () => ({ passed: 1 }));
      await deploy({ ...waiting, listOutput: 'summary', replyTimeout: '300' });
      send(['pump-timeout', 'pump-01', 'pump-faulty', 'pump-offline'], { payload: { cycles: 1 } });
      const { payload } = await summary();
      const { outcomes, ...counts } = payload;
      assert.deepEqual(counts, { total: 4, succeeded: 1, accepted: 0, failed: 2, unknown: 1 });
      assert.deepEqual(
        outcomes.map(({ executed, error }) => [executed, error?.['code']]),
        [
          ['unknown', 'reply-timeout'],
          ['yes', undefined],
          ['yes', '100001'],
          ['no', 'iot.messagebroker.OFFLINE'],
        ],
      );
      const { result, messageId } = outcomes[1]!;
      assert.deepEqual(result, { id: messageId, code: 200, data: { passed: 1 }, message: 'success' });
    });

    it('in messages of their own', async () => {
      await deploy(waiting);
      send(['pump-01', 'pump-02'], { payload: { cycles: 1 } });
      await flow.until(() => at('out').length === 2);
      for (const { payload, aliyun } of at('out')) {
        assert.equal((payload as { id: string }).id, aliyun['messageId']);
        assert.equal(aliyun['mode'], 'async');
        assert.ok(aliyun.timings.replyMs! >= 0);
      }
    });
  });
});
