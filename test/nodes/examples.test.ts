import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { NodeInitializer, NodeMessage } from 'node-red';
import { startSimulator, type Simulator } from '../../lib/simulator';
import account from '../../nodes/account/account';
import invoke from '../../nodes/invoke/invoke';
import messages from '../../nodes/messages/messages';
import subscription from '../../nodes/subscription/subscription';
import { simulatorKeys, TestFlow, useNodeRed, type FlowItem } from '../support/nodes';

const FOLDER = join(__dirname, '../../examples');
const coreNode = createRequire(require.resolve('node-red'));
const CORE = [
  'common/20-inject',
  'common/60-link',
  'function/10-switch',
  'function/15-change',
  'function/89-delay',
  'sequence/17-split',
].map((name) => coreNode(`@node-red/nodes/core/${name}.js`) as NodeInitializer);

const PUMP = 'a1SimPump01';

interface Answer extends NodeMessage {
  aliyun: {
    mode?: string;
    service?: string;
    messageId?: string;
    timings?: { replyMs?: number };
    error?: { kind: string; executed: string; code: string };
  };
}

describe('the examples, run', () => {
  useNodeRed();
  let simulator: Simulator;
  let flow: TestFlow;
  let prefix: string;

  before(async () => {
    simulator = await startSimulator({ rrpcTimeoutMs: 200, replyDelayMs: 20 });
    await simulator.startAmqp();
  });
  after(() => simulator.close());
  afterEach(async () => {
    await flow.unload();
    simulator.reset();
  });

  /** Deploys an example with its account pointed at the simulator of this test, and its debug nodes listening. */
  async function run(number: string): Promise<void> {
    const file = readdirSync(FOLDER).find((name) => name.startsWith(number))!;
    const stored = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as FlowItem[];
    prefix = `aliyun-iot-example-${number}-`;
    const items = stored
      .filter(({ type }) => type !== 'tab' && type !== 'comment')
      .map((item) => ({ ...item, z: 'tab', ...changes(item) }));
    const nodes = [account, invoke, subscription, messages, ...CORE];
    flow = await TestFlow.load(nodes, items, { [`${prefix}account`]: simulatorKeys });
  }

  function changes({ type, waitForReply }: FlowItem): Partial<FlowItem> {
    if (type === 'aliyun-iot-account') return { endpoint: simulator.url, maxQps: 500 };
    if (waitForReply === true) return { replyTimeout: '300' };
    if (type === 'aliyun-iot-subscription') return { endpoint: simulator.amqpUrl };
    if (type === 'debug') return { type: 'helper' };
    return type === 'delay' ? { timeout: '20', timeoutUnits: 'milliseconds' } : {};
  }

  const press = (node: string): void => flow.send(prefix + node, {});
  const shown = async (node: string): Promise<Answer> => (await flow.receive(prefix + node)) as Answer;
  const executions = (): number => simulator.executions.length;

  it('01 calls a service with arguments, and one without', async () => {
    await run('01');
    press('inject');
    const started = await shown('result');
    assert.equal((started.payload as { code: number }).code, 200);
    assert.equal((await shown('details')).aliyun.mode, 'sync');
    press('inject-stop');
    await flow.receive(`${prefix}result`, 2);
    assert.deepEqual(
      simulator.executions.map(({ identifier, args }) => [identifier, args]),
      [
        ['start', '{"speed":1200,"mode":0}'],
        ['stop', '{}'],
      ],
    );
  });

  it('02 gets the MessageId of an asynchronous call', async () => {
    await run('02');
    press('inject');
    const answer = await shown('message-id');
    assert.match(String(answer.payload), /^\d+$/);
    assert.equal(answer.aliyun.mode, 'async');
    assert.equal(simulator.executions[0]?.messageId, answer.payload);
  });

  it('03 calls the device and the service that the message names', async () => {
    await run('03');
    for (const button of ['inject-pump', 'inject-room', 'inject-light']) press(button);
    await flow.receive(`${prefix}result`, 3);
    assert.deepEqual(
      simulator.executions.map(({ deviceName, identifier }) => `${deviceName} ${identifier}`).sort(),
      ['pump-02 start', 'room-101 setTarget', 'room-102 lighting:setBrightness'],
    );
  });

  it('04 leads each failure to the branch of its executed', async () => {
    await run('04');
    for (const device of ['ordinary', 'offline', 'silent', 'faulty']) press(`inject-${device}`);
    assert.equal((await shown('result')).topic, 'pump-01');
    const branches = { no: 'pump-offline', unknown: 'pump-timeout', yes: 'pump-faulty' };
    for (const [executed, device] of Object.entries(branches)) {
      const failure = await shown(executed);
      assert.equal(failure.topic, device);
      assert.equal(failure.aliyun.error?.executed, executed);
    }
  });

  it('05 gathers the outcomes of all devices, failed or not', async () => {
    await run('05');
    press('inject');
    const { payload } = await shown('outcomes');
    const outcomes = payload as { device: string; ok: boolean; flow?: number; executed?: string }[];
    assert.deepEqual(
      outcomes.map(({ device, ok }) => [device, ok]),
      [
        ['pump-01', true],
        ['pump-02', true],
        ['pump-03', true],
        ['pump-offline', false],
      ],
    );
    assert.equal(typeof outcomes[0]?.flow, 'number');
    assert.equal(outcomes[3]?.executed, 'no');
  });

  it('06 succeeds when the device comes online after the second attempt', async () => {
    await run('06');
    press('inject');
    await flow.completed(`${prefix}invoke`, 2);
    simulator.setBehaviour(PUMP, 'pump-offline', { kind: 'ordinary' });
    const answer = await shown('result');
    assert.equal((answer.payload as { code: number }).code, 200);
    assert.equal(answer['retries'], 2);
    assert.equal(answer['error'], undefined);
    assert.equal(executions(), 1);
  });

  it('06 gives up after 3 retries', async () => {
    await run('06');
    press('inject');
    const failure = await shown('given-up');
    assert.equal(failure['retries'], 3);
    assert.equal(flow.of(`${prefix}invoke`).length, 4);
    assert.equal(executions(), 0);
  });

  it('06 never repeats a call that may have been executed', async () => {
    await run('06');
    simulator.setBehaviour(PUMP, 'pump-offline', { kind: 'slow', afterMs: 1000 });
    press('inject');
    const failure = await shown('given-up');
    assert.equal(failure.aliyun.error?.executed, 'unknown');
    assert.equal(failure['retries'], undefined);
    assert.equal(executions(), 1);
  });

  it('07 shows the reply to a call, and tells status from properties', async () => {
    await run('07');
    await flow.until(() => simulator.consumerGroups.some(({ connections }) => connections === 1));
    press('inject');
    const { payload: messageId } = await shown('message-id');
    const reply = await shown('reply');
    assert.equal((reply.payload as { code: number }).code, 200);
    assert.equal((await shown('details')).aliyun.messageId, messageId);
    simulator.publish({ topic: `/${PUMP}/pump-02/thing/event/property/post`, body: { items: {} } });
    assert.deepEqual((await shown('property')).payload, { items: {} });
    simulator.setBehaviour(PUMP, 'pump-03', { kind: 'offline' });
    assert.equal(((await shown('status')).payload as { status: string }).status, 'offline');
  });

  it('08 shows the reply, an error that the device replied, and a reply that came too late', async () => {
    await run('08');
    press('inject-ordinary');
    const reply = await shown('reply');
    assert.deepEqual((reply.payload as { data: object }).data, { passed: 1 });
    const { mode, timings } = (await shown('details')).aliyun;
    assert.equal(mode, 'async');
    assert.equal(typeof timings?.replyMs, 'number');
    for (const [index, [button, kind, executed]] of [
      ['faulty', 'device', 'yes'],
      ['late', 'timeout', 'unknown'],
    ].entries()) {
      press(`inject-${button!}`);
      const failure = (await flow.receive(`${prefix}failure`, index + 1)) as Answer;
      assert.deepEqual([failure.aliyun.error?.kind, failure.aliyun.error?.executed], [kind, executed]);
    }
    assert.equal(executions(), 3);
  });

  it('09 keeps the newest status of each device, and shows the table on request', async () => {
    await run('09');
    await flow.until(() => simulator.consumerGroups.some(({ connections }) => connections === 1));
    const rows = ({ payload }: NodeMessage): unknown[] =>
      (payload as { device: string; online: boolean }[]).map(({ device, online }) => [device, online]);
    simulator.setBehaviour(PUMP, 'pump-03', { kind: 'offline' });
    assert.deepEqual(rows(await shown('output')), [['pump-03', false]]);
    simulator.setBehaviour(PUMP, 'pump-offline', { kind: 'ordinary' });
    simulator.setBehaviour(PUMP, 'pump-03', { kind: 'ordinary' });
    simulator.setBehaviour(PUMP, 'pump-02', { kind: 'offline' });
    const table = [
      ['pump-02', false],
      ['pump-03', true],
      ['pump-offline', true],
    ];
    assert.deepEqual(rows(await flow.receive(`${prefix}output`, 4)), table);
    press('inject');
    assert.deepEqual(rows(await flow.receive(`${prefix}output`, 5)), table);
  });

  it('10 switches on 500 lamps and lists the six that failed', async () => {
    await run('10');
    press('inject-on');
    const { payload } = await shown('summary');
    const { total, succeeded, failed, unknown } = payload as Record<string, number>;
    assert.deepEqual([total, succeeded, failed, unknown], [500, 494, 6, 0]);
    const lamps = (await shown('failures')).payload as Record<string, string>[];
    assert.deepEqual(
      lamps.map(({ lamp, executed }) => [lamp, executed]),
      [
        ['lamp-042', 'no'],
        ['lamp-137', 'no'],
        ['lamp-256', 'yes'],
        ['lamp-333', 'no'],
        ['lamp-404', 'no'],
        ['lamp-451', 'no'],
      ],
    );
    assert.ok(lamps.every(({ reason }) => typeof reason === 'string' && reason !== ''));
    assert.equal(new Set(simulator.executions.map(({ deviceName }) => deviceName)).size, executions());
  });

  it('10 stops when it is told to', async () => {
    await run('10');
    press('inject-on');
    await flow.until(() => executions() > 20);
    press('inject-stop');
    const { succeeded, failed } = (await shown('summary')).payload as Record<string, number>;
    assert.ok(succeeded! >= 20 && succeeded! < 494 && failed! > 6);
    const lamps = (await shown('failures')).payload as Record<string, string>[];
    assert.equal(lamps.at(-1)?.['executed'], 'no');
    assert.ok(executions() < 500);
  });
});
