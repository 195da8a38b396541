import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createClient, type Client, type DeviceOutcome, type Limits } from '../../../lib/services';
import {
  DEFAULT_SEED,
  SIMULATOR_ACCESS_KEY_ID,
  SIMULATOR_ACCESS_KEY_SECRET,
  startSimulator,
  type Simulator,
} from '../../../lib/simulator';

const COUNT = 5_000;
const DEVICES = Array.from({ length: COUNT }, (_, i) => `lamp-${i}`);
const JOB = { devices: DEVICES, productKey: 'a1SimLamps1', identifier: 'selfTest', args: { cycles: 3 } };

/** The most calls in any second, wherever it begins. */
function mostInASecond(times: readonly number[]): number {
  let most = 0;
  let first = 0;
  for (const [index, time] of times.entries()) {
    while (time - times[first]! >= 1_000) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}

describe('invokeMany with 5,000 devices', function () {
  this.timeout(60_000);
  let simulator: Simulator;
  let client: Client | undefined;
  const warnings: Error[] = [];
  const onWarning = (warning: Error): void => void warnings.push(warning);

  before(async () => {
    process.on('warning', onWarning);
    const lamps = {
      ...DEFAULT_SEED.products[0]!,
      productKey: 'a1SimLamps1',
      devices: DEVICES.map((deviceName, i) => ({
        deviceName,
        ...(i % 100 === 42 ? { behaviour: { kind: 'offline' as const } } : {}),
      })),
    };
    simulator = await startSimulator({ seed: { products: [lamps] }, invokeQps: 2_000, invokeThingsQps: 60 });
  });
  beforeEach(() => simulator.reset());
  afterEach(() => client?.close());
  after(async () => {
    await simulator.close();
    process.off('warning', onWarning);
  });

  const connect = (limits: Limits, endpoint = simulator.url): Client =>
    (client = createClient({
      endpoint,
      accessKeyId: SIMULATOR_ACCESS_KEY_ID,
      accessKeySecret: SIMULATOR_ACCESS_KEY_SECRET,
      limits,
    }));
  const times = (): number[] => simulator.calls.map(({ at }) => at);
  const throttled = (): number => simulator.calls.filter(({ code }) => /Throttling/.test(code)).length;
  const inOrder = (outcomes: readonly DeviceOutcome[]): boolean =>
    outcomes.length === COUNT &&
    outcomes.every(({ index, device }, place) => index === place && device.deviceName === DEVICES[place]);

  it('in batches: in their order, each once, within the quota', async () => {
    const { outcomes, ...counts } = await connect({ batchQps: 50 }).invokeMany({ ...JOB, mode: 'batch' });
    assert.deepEqual([counts.accepted, counts.failed, counts.unknown], [COUNT, 0, 0]);
    assert.ok(inOrder(outcomes));
    assert.equal(simulator.calls.length, 50);
    assert.equal(throttled(), 0);
    assert.ok(mostInASecond(times()) <= 60, String(mostInASecond(times())));
    const acted = simulator.executions.map(({ deviceName }) => deviceName);
    assert.deepEqual([acted.length, new Set(acted).size], [COUNT - 50, COUNT - 50]);
  });

  it('each by itself: in their order, each once, with its own outcome, within the quota', async () => {
    const { outcomes, ...counts } = await connect({ maxQps: 1_800 }).invokeMany({ ...JOB, mode: 'each' });
    assert.deepEqual([counts.accepted, counts.failed, counts.unknown], [COUNT - 50, 50, 0]);
    assert.ok(inOrder(outcomes));
    for (const outcome of outcomes) {
      const offline = outcome.index % 100 === 42;
      assert.equal(outcome.ok ? outcome.accepted : outcome.error.kind, offline ? 'offline' : true);
    }
    assert.equal(throttled(), 0);
    assert.ok(mostInASecond(times()) <= 2_000, String(mostInASecond(times())));
    const acted = new Map(simulator.executions.map(({ deviceName, messageId }) => [deviceName, messageId]));
    assert.equal(simulator.executions.length, COUNT - 50);
    for (const outcome of outcomes) {
      if (outcome.ok) assert.equal(outcome.messageId, acted.get(DEVICES[outcome.index]!));
    }
  });

  it('never passes the quota while single calls compete', async () => {
    connect({ maxQps: 100, batchQps: 20 });
    const job = { ...JOB, devices: DEVICES.slice(0, 150) };
    const [lamp] = DEVICES;
    const singles = Array.from({ length: 50 }, () =>
      client!.invoke({ ...JOB, deviceName: lamp, productKey: 'a1SimLamps1' }),
    );
    const jobs = [job, { ...job, devices: DEVICES.slice(1_000, 1_050) }].map((one) =>
      client!.invokeMany({ ...one, mode: 'each' }),
    );
    await Promise.all([...singles, ...jobs]);
    assert.equal(simulator.calls.length, 250);
    assert.ok(mostInASecond(times()) <= 120, String(mostInASecond(times())));
  });

  it('keeps of a device no more than its outcome', async () => {
    const taken = '{"RequestId":"r-1","Success":true,"Data":{"MessageId":"m-1"}}';
    const server = http.createServer((request, response) => {
      request.resume().on('end', () => response.end(taken));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const heap = new Map<number, number>();
    try {
      connect({ maxQps: 100_000 }, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
      const { accepted } = await client!.invokeMany({
        ...JOB,
        mode: 'each',
        onOutcome: (_, { settled }) => {
          if (settled !== 1_000 && settled !== COUNT) return;
          collect();
          heap.set(settled, process.memoryUsage().heapUsed);
        },
      });
      assert.equal(accepted, COUNT);
    } finally {
      server.closeAllConnections();
      server.close();
    }
    const bytes = (heap.get(COUNT)! - heap.get(1_000)!) / (COUNT - 1_000);
    assert.ok(bytes < 1_000, `${Math.round(bytes)} bytes a device`);
  });

  it('gives Node nothing to warn of', () => {
    assert.deepEqual(
      warnings.filter(({ name }) => name === 'MaxListenersExceededWarning'),
      [],
    );
  });
});
