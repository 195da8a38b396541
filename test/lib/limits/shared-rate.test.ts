import assert from 'node:assert/strict';
import FakeTimers, { type Clock } from '@sinonjs/fake-timers';
import { windowOf } from '../../../lib/limits/redis-leases';
import { Deadline, Limiter, SharedRate } from '../../../lib/limits';
import type { LeaseSource } from '../../../lib/limits/shared-rate';

/** Counts as a Redis server would, for as many processes as share it. */
class Windows {
  readonly windowMs = 250;
  leases = 0;
  largest = 0;
  away = false;

  constructor(readonly callsPerWindow = 10) {}

  #windowEnds = 0;
  #used = 0;

  source(): LeaseSource {
    return {
      windowMs: this.windowMs,
      callsPerWindow: this.callsPerWindow,
      lease: async (calls) => {
        await new Promise((resolve) => setTimeout(resolve, 2));
        if (this.away) throw new Error('ECONNREFUSED');
        const now = performance.now();
        if (now >= this.#windowEnds) {
          this.#windowEnds = now + this.windowMs;
          this.#used = 0;
        }
        this.leases += 1;
        this.largest = Math.max(this.largest, calls);
        this.#used += calls;
        return { granted: this.#used <= this.callsPerWindow, ms: this.#windowEnds - now };
      },
      close: () => undefined,
    };
  }
}

describe('the window of a shared rate', () => {
  const rates = [0.3, 1.5, 3.9, ...Array.from({ length: 500 }, (_, index) => index + 1)];

  it('lets no second hold more than it may, wherever it begins, and most of that', () => {
    for (const maxQps of rates) {
      const { windowMs, callsPerWindow } = windowOf(maxQps);
      assert.ok(Number.isInteger(windowMs) && Number.isInteger(callsPerWindow) && callsPerWindow > 0);
      const qps = (callsPerWindow * 1_000) / windowMs;
      assert.ok(qps <= maxQps && qps > maxQps * 0.75, `${qps} a second of ${maxQps}`);
      // A window that is cut at the beginning of the second may have all its calls in the rest, and the one at its end.
      const touched = callsPerWindow === 1 ? Math.ceil(1_000 / windowMs) : Math.ceil(1_000 / windowMs) + 1;
      assert.ok(touched * callsPerWindow <= Math.ceil(maxQps), `${touched} windows of ${callsPerWindow}`);
    }
  });

  it('costs few round trips', () => {
    for (const maxQps of rates) {
      const { windowMs } = windowOf(maxQps);
      assert.ok(windowMs >= 90, `${windowMs} ms for ${maxQps} a second`);
    }
  });
});

describe('SharedRate', () => {
  let clock: Clock;
  let windows: Windows;
  let states: string[];

  beforeEach(() => {
    clock = FakeTimers.install({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
    windows = new Windows();
    states = [];
  });
  afterEach(() => {
    clock.uninstall();
  });

  function instance(ownShare = 10): {
    rate: SharedRate;
    limiter: Limiter;
    admitted: () => number;
    offer: (calls: number) => void;
  } {
    const rate = new SharedRate(windows.source(), ownShare, (state, reason = '') =>
      states.push(`${state} ${reason}`),
    );
    const limiter = new Limiter({ rate, concurrency: 10_000, queue: 10_000 });
    let admitted = 0;
    const offer = (calls: number): void => {
      for (let i = 0; i < calls; i++) {
        const admission = {
          deadline: new Deadline(600_000),
          needsMs: 0,
          signal: new AbortController().signal,
        };
        void limiter.admit(admission).then((release) => {
          admitted += 1;
          release();
        });
      }
    };
    return { rate, limiter, admitted: () => admitted, offer };
  }

  it('keeps several processes together within the one rate, and uses most of it', async () => {
    const instances = [instance(), instance(), instance()];
    for (const { offer } of instances) offer(1_000);
    await clock.tickAsync(10_000);
    const total = instances.reduce((sum, { admitted }) => sum + admitted(), 0);
    assert.ok(total <= 40 * 10 + 10, `${total} of at most 400`);
    assert.ok(total >= 300, `${total} of 400`);
    for (const { admitted } of instances) assert.ok(admitted() > 40, `one got only ${admitted()}`);
  });

  for (const [callsPerWindow, count] of [
    [2, 2],
    [5, 2],
    [25, 2],
    [25, 3],
    [26, 2],
  ] as const) {
    it(`lets ${count} processes use most of ${callsPerWindow} calls in a window`, async () => {
      windows = new Windows(callsPerWindow);
      const instances = Array.from({ length: count }, () => instance());
      for (const { offer } of instances) offer(2_000);
      await clock.tickAsync(10_000);
      const total = instances.reduce((sum, { admitted }) => sum + admitted(), 0);
      assert.ok(total >= 40 * callsPerWindow * 0.75, `${total} of ${40 * callsPerWindow}`);
    });
  }

  it('leases many calls at once', async () => {
    const { offer, admitted } = instance();
    offer(1_000);
    await clock.tickAsync(10_000);
    assert.ok(windows.leases <= admitted() / 3, `${windows.leases} leases for ${admitted()} calls`);
  });

  it('leaves half of each window to the others, however much waits', async () => {
    const { offer } = instance();
    offer(1_000);
    await clock.tickAsync(2_000);
    assert.equal(windows.largest, windows.callsPerWindow / 2);
  });

  it('leases no more than what waits', async () => {
    const first = instance();
    first.offer(1);
    await clock.tickAsync(10);
    const second = instance();
    second.offer(9);
    await clock.tickAsync(200);
    assert.deepEqual([first.admitted(), second.admitted()], [1, 9]);
  });

  it('waits as long as the platform asks, with the source and without', async () => {
    const { rate } = instance();
    rate.take(5);
    await clock.tickAsync(10);
    rate.throttled(10_000);
    assert.ok(rate.pauseMs >= 10_000, `${rate.pauseMs} ms`);
    assert.ok(rate.take(5) >= 10_000);
    windows.away = true;
    await clock.tickAsync(1_000);
    rate.take(5);
    await clock.tickAsync(10);
    assert.deepEqual(states, ['own-share ECONNREFUSED']);
    assert.ok(rate.pauseMs > 8_000, `${rate.pauseMs} ms`);
    assert.ok(rate.take(5) > 8_000);
  });

  it('makes no call of a lease whose window is over, however late the answer came', async () => {
    const late: LeaseSource = {
      windowMs: 250,
      callsPerWindow: 10,
      lease: async () => {
        await new Promise((resolve) => setTimeout(resolve, 200));
        return { granted: true, ms: 250 };
      },
      close: () => undefined,
    };
    const rate = new SharedRate(late, 10, () => undefined);
    rate.take(5);
    await clock.tickAsync(200);
    assert.equal(rate.take(5), 0);
    await clock.tickAsync(51);
    assert.notEqual(rate.take(5), 0);
  });

  it('falls back to its own share while the source is away, says so once, and comes back', async () => {
    windows.away = true;
    const { offer, admitted } = instance(10);
    offer(1_000);
    await clock.tickAsync(10_000);
    assert.ok(admitted() >= 90 && admitted() <= 110, String(admitted()));
    assert.deepEqual(states, ['own-share ECONNREFUSED']);
    windows.away = false;
    await clock.tickAsync(10_000);
    assert.deepEqual(states, ['own-share ECONNREFUSED', 'shared ']);
    assert.ok(admitted() >= 400, String(admitted()));
  });
});
