import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import * as net from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSimulator, type Fault, type Simulator } from '../../lib/simulator';
import { Timers } from '../../lib/simulator/timers';
import { call, type Reply } from './signed';

const PUMP = { ProductKey: 'a1SimPump01', DeviceName: 'pump-01', Identifier: 'stop', Args: '{}' };

describe('simulator: faults', () => {
  let simulator: Simulator;
  before(async () => {
    simulator = await startSimulator();
  });
  after(() => simulator.close());
  beforeEach(() => simulator.reset());

  const invoke = (params = PUMP): Promise<Reply> => call(simulator.url, { params });
  const add = (does: Fault['does'], more: Omit<Fault, 'does'> = {}): (() => void) =>
    simulator.addFault({ does, ...more });
  const executions = (): number => simulator.executions.length;

  it('a code of the gateway, with headers, before or after the device acted', async () => {
    const does = {
      kind: 'code',
      status: 429,
      code: 'Throttling.Api',
      message: 'slow down',
      headers: { 'Retry-After': '3' },
    } as const;
    add(does);
    const refused = await invoke();
    assert.equal(refused.status, 429);
    assert.equal(refused.headers['retry-after'], '3');
    assert.deepEqual([refused.json['Code'], refused.json['Message']], ['Throttling.Api', 'slow down']);
    assert.equal(simulator.calls.at(-1)?.code, 'Throttling.Api');
    assert.equal(executions(), 0);

    add(does, { executes: true });
    assert.equal((await invoke()).status, 429);
    assert.equal(executions(), 1);

    assert.equal((await invoke()).json['Success'], true, 'the fault is used up');
  });

  it('a business code', async () => {
    add({ kind: 'business', code: 'iot.system.SystemException' });
    const { status, json } = await invoke();
    assert.equal(status, 200);
    assert.deepEqual([json['Success'], json['Code']], [false, 'iot.system.SystemException']);
  });

  it('another answer', async () => {
    add({ kind: 'answer', status: 502, headers: { 'content-type': 'text/html' }, body: '<html>Bad' });
    const { status, text, headers } = await invoke();
    assert.deepEqual([status, text, headers['content-type']], [502, '<html>Bad', 'text/html']);
    add({ kind: 'answer', status: 200, body: Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d]) });
    assert.equal((await invoke()).text, '\uFEFF{}');
    assert.equal(executions(), 0);
  });

  it('a delay, before or after the device acted', async () => {
    add({ kind: 'delay', ms: 60 });
    const started = Date.now();
    const first = invoke();
    await sleep(30);
    assert.equal(executions(), 0);
    assert.equal((await first).json['Success'], true);
    assert.ok(Date.now() - started >= 55);

    add({ kind: 'delay', ms: 60 }, { executes: true });
    const second = invoke();
    await sleep(30);
    assert.equal(executions(), 2);
    assert.equal((await second).json['Success'], true);
    assert.equal(executions(), 2);
  });

  it('a reset connection', async () => {
    add({ kind: 'reset' });
    await assert.rejects(invoke(), { code: 'ECONNRESET' });
    assert.equal(executions(), 0);
    add({ kind: 'reset' }, { executes: true });
    await assert.rejects(invoke(), { code: 'ECONNRESET' });
    assert.equal(executions(), 1);
  });

  it('half an answer', async () => {
    add({ kind: 'truncate' });
    await assert.rejects(invoke(), { code: 'ECONNRESET' });
    assert.equal(executions(), 1);
  });

  it('no answer at all', async () => {
    add({ kind: 'stall' });
    const winner = await Promise.race([invoke().catch(() => 'closed'), sleep(100, 'stalled')]);
    assert.equal(winner, 'stalled');
    assert.equal(executions(), 0);
  });

  it('strike the action they name, as often as they say, until they are taken away', async () => {
    const code = { kind: 'business', code: 'x' } as const;
    add(code, { action: 'QueryProduct', times: 2 });
    const read = async (): Promise<unknown> =>
      (await call(simulator.url, { action: 'QueryProduct', params: { ProductKey: 'a1SimPump01' } })).json[
        'Code'
      ];
    assert.equal((await invoke()).json['Success'], true);
    assert.deepEqual([await read(), await read(), await read()], ['x', 'x', undefined]);
    const remove = add(code, { times: 5 });
    assert.equal(await read(), 'x');
    remove();
    assert.equal(await read(), undefined);
    add(code, { times: 5 });
    simulator.reset();
    assert.equal(await read(), undefined);
  });

  it('strike only requests that are let in, and use up their nonces', async () => {
    add({ kind: 'code', status: 503, code: 'ServiceUnavailable' });
    const forged = await call(simulator.url, { params: PUMP, secret: 'wrong' });
    assert.equal(forged.json['Code'], 'SignatureDoesNotMatch');
    assert.equal((await call(simulator.url, { params: PUMP, nonce: 'n' })).status, 503);
    assert.equal(
      (await call(simulator.url, { params: PUMP, nonce: 'n' })).json['Code'],
      'SignatureNonceUsed',
    );
  });

  it('strike also when the device would have refused', async () => {
    add({ kind: 'code', status: 500, code: 'InternalError' }, { executes: true });
    const { status } = await invoke({ ...PUMP, DeviceName: 'pump-offline' });
    assert.equal(status, 500);
    assert.equal(executions(), 0);
  });
});

describe('simulator: close', () => {
  it('ends calls that wait, connections and timers', async () => {
    const simulator = await startSimulator();
    simulator.addFault({ does: { kind: 'stall' } });
    const outcome = (params: object): Promise<unknown> =>
      call(simulator.url, { params: { ...PUMP, ...params } }).then(
        () => 'answered',
        (error: unknown) => (error as NodeJS.ErrnoException).code,
      );
    const stalled = outcome({});
    await sleep(30);
    const waiting = outcome({ DeviceName: 'pump-timeout' });
    const idle = net.connect(simulator.port, '127.0.0.1');
    const idleClosed = new Promise((resolve) => idle.once('close', resolve).on('error', () => undefined));
    await sleep(30);
    await simulator.close();
    assert.deepEqual(await Promise.all([stalled, waiting]), ['ECONNRESET', 'ECONNRESET']);
    await idleClosed;
    await assert.rejects(call(simulator.url, { params: PUMP }), { code: 'ECONNREFUSED' });
    await simulator.close();
  });

  it('lets the process end, though a device would still be busy', async () => {
    const script = `
      const { startSimulator } = require('./lib/simulator');
      const { call } = require('./test/simulator/signed');
      startSimulator().then(async (simulator) => {
        const params = { ProductKey: 'a1SimPump01', DeviceName: 'pump-timeout', Identifier: 'selfTest', Args: '{"cycles":1}' };
        console.log((await call(simulator.url, { params })).json.Success);
        await simulator.close();
      });`;
    const cwd = join(__dirname, '../..');
    const child = spawn(process.execPath, ['-r', 'tsx/cjs', '-e', script], {
      cwd,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    const closed = new Promise((resolve) => child.once('close', resolve));
    const end = await Promise.race([closed, sleep(4000, 'still running')]);
    child.kill();
    assert.deepEqual([out, end], ['true\n', 0]);
  });
});

describe('simulator: timers', () => {
  it('end for good, and do not wait for a promise that came in time', async () => {
    const timers = new Timers();
    assert.equal(await timers.within(20, Promise.resolve('in time')), 'in time');
    assert.equal(await timers.within(20, new Promise(() => undefined)), undefined);
    await assert.rejects(timers.within(20, Promise.reject(new Error('no'))), /no/);
    let gone = false;
    void timers.wait(20).then(() => (gone = true));
    timers.end();
    void timers.wait(1).then(() => (gone = true));
    await sleep(30);
    assert.equal(gone, false);
  });
});
