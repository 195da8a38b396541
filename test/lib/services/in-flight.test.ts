import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { createClient, type Client } from '../../../lib';
import { InFlight } from '../../../lib/services/in-flight';
import {
  SIMULATOR_ACCESS_KEY_ID,
  SIMULATOR_ACCESS_KEY_SECRET,
  startSimulator,
  type Simulator,
} from '../../../lib/simulator';

describe('the calls under way', () => {
  it('get a signal that was used before, and ended nothing', async () => {
    const calls = new InFlight();
    const first = await calls.run(undefined, (signal) => Promise.resolve(signal));
    assert.equal(await calls.run(undefined, (signal) => Promise.resolve(signal)), first);
    const both = [1, 2].map(() => calls.run(undefined, (signal) => Promise.resolve(signal)));
    assert.equal(new Set(await Promise.all(both)).size, 2);
  });

  it("never get the signal of a call that was ended, by its caller's signal or all at once", async () => {
    const calls = new InFlight();
    const caller = new AbortController();
    const ended = calls.run(caller.signal, (signal) => {
      caller.abort();
      return Promise.resolve(signal);
    });
    assert.equal((await ended).aborted, true);
    const all = calls.run(undefined, (signal) => {
      calls.abort();
      return Promise.resolve(signal);
    });
    assert.equal((await all).aborted, true);
    assert.equal(await calls.run(undefined, (signal) => Promise.resolve(signal.aborted)), false);
  });

  it("is not ended by the signal of an earlier call's caller", async () => {
    const calls = new InFlight();
    const caller = new AbortController();
    await calls.run(caller.signal, () => Promise.resolve());
    const aborted = await calls.run(undefined, (signal) => {
      caller.abort();
      return Promise.resolve(signal.aborted);
    });
    assert.equal(aborted, false);
    assert.equal(getEventListeners(caller.signal, 'abort').length, 0);
  });
});

describe('the next call gets a signal without listeners', () => {
  let simulator: Simulator;
  let client: Client;
  const signals = new Set<AbortSignal>();
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own object below
  const run = InFlight.prototype.run;

  before(async () => {
    InFlight.prototype.run = function <T>(
      this: InFlight,
      given: AbortSignal | undefined,
      call: (signal: AbortSignal) => Promise<T>,
    ) {
      const seen = (signal: AbortSignal) => call((signals.add(signal), signal));
      return run.call(this, given, seen) as Promise<T>;
    };
    simulator = await startSimulator();
    client = createClient({
      endpoint: simulator.url,
      accessKeyId: SIMULATOR_ACCESS_KEY_ID,
      accessKeySecret: SIMULATOR_ACCESS_KEY_SECRET,
      limits: { oneAtATimePerDevice: true },
    });
  });

  after(async () => {
    InFlight.prototype.run = run;
    await client.close();
    await simulator.close();
  });

  const productKey = 'a1SimPump01';
  const stop = (deviceName: string) => client.invoke({ productKey, deviceName, identifier: 'stop' });
  const cases: Record<string, () => Promise<unknown>> = {
    'a call': () => stop('pump-01'),
    'calls that waited for their device': () => Promise.all([stop('pump-01'), stop('pump-01')]),
    'a refused call': () => assert.rejects(stop('pump-offline')),
    'a call that is not valid': () => assert.rejects(stop('')),
    'a read': () => client.queryProductList(),
    'a refused read': () => assert.rejects(client.queryProduct('nobody')),
    'a check of the account': () => client.checkConnection(),
  };
  for (const [name, work] of Object.entries(cases)) {
    it(`after ${name}`, async () => {
      await work();
      const counts = [...signals].map((signal) => getEventListeners(signal, 'abort').length);
      assert.ok(counts.length > 0);
      assert.deepEqual(
        counts,
        counts.map(() => 0),
      );
    });
  }
});
