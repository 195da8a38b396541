import assert from 'node:assert/strict';
import FakeTimers, { type Clock } from '@sinonjs/fake-timers';
import { AliyunIotError } from '../../../lib/errors';
import { AdaptiveRate, Deadline, Limiter, RetryBudget } from '../../../lib/limits';

function admission(
  ms = 30_000,
  needsMs = 9_000,
): { deadline: Deadline; needsMs: number; signal: AbortSignal } {
  return { deadline: new Deadline(ms), needsMs, signal: new AbortController().signal };
}

describe('limits', () => {
  let clock: Clock;

  beforeEach(() => {
    clock = FakeTimers.install({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
  });
  afterEach(() => {
    clock.uninstall();
  });

  describe('Limiter', () => {
    it('admits no more than the rate, in order', async () => {
      const limiter = new Limiter({ rate: new AdaptiveRate(50), concurrency: 1_000, queue: 1_000 });
      const admitted: number[] = [];
      for (let i = 0; i < 500; i++) void limiter.admit(admission()).then(() => admitted.push(i));
      await clock.tickAsync(1_000);
      assert.ok(admitted.length >= 45 && admitted.length <= 56, `${admitted.length} in the first second`);
      await clock.tickAsync(1_000);
      assert.ok(admitted.length >= 95 && admitted.length <= 106, `${admitted.length} in two seconds`);
      assert.deepEqual(
        admitted,
        [...admitted].sort((a, b) => a - b),
      );
    });

    it('holds the number in flight and gives a freed place to the longest waiting', async () => {
      const limiter = new Limiter({ rate: new AdaptiveRate(1_000), concurrency: 2, queue: 10 });
      const releases = [await limiter.admit(admission()), await limiter.admit(admission())];
      let third = false;
      const waiting = limiter.admit(admission()).then(() => (third = true));
      await clock.tickAsync(1_000);
      assert.equal(third, false);
      assert.deepEqual([limiter.inFlight, limiter.waiting], [2, 1]);
      releases[0]!();
      await clock.tickAsync(10);
      await waiting;
      assert.deepEqual([limiter.inFlight, limiter.waiting], [2, 0]);
    });

    it('refuses at once who cannot wait as long as the platform pauses; others wait, and so does a job', async () => {
      const limiter = new Limiter({ rate: new AdaptiveRate(1), concurrency: 10, queue: 10 });
      await limiter.admit(admission());
      const ends: string[] = [];
      const enter = (name: string, ms: number, hasPlace = false): void => {
        limiter.admit({ ...admission(ms), hasPlace }).then(
          () => ends.push(`${name} admitted`),
          (error: unknown) => ends.push(`${name} ${(error as AliyunIotError).code}`),
        );
      };
      enter('before', 15_000);
      enter('patient', 60_000);
      enter('job before', 15_000, true);
      limiter.throttled(20_000);
      enter('after', 15_000);
      enter('job', 15_000, true);
      await clock.tickAsync(1);
      assert.deepEqual(ends, ['before quota-pause', 'after quota-pause']);
      assert.equal(limiter.waiting, 3);
      await clock.tickAsync(25_000);
      assert.deepEqual(ends.slice(2), [
        'job before deadline-exceeded',
        'job deadline-exceeded',
        'patient admitted',
      ]);
    });

    it('lets wait without end who has no deadline', async () => {
      const limiter = new Limiter({ rate: new AdaptiveRate(1_000), concurrency: 1, queue: 1 });
      const release = await limiter.admit(admission());
      let admitted = false;
      void limiter.admit(admission(Infinity)).then(() => (admitted = true));
      await clock.tickAsync(3_600_000);
      assert.equal(admitted, false);
      release();
      await clock.tickAsync(1);
      assert.equal(admitted, true);
    });

    it('refuses at once when the queue is full', async () => {
      const limiter = new Limiter({ rate: new AdaptiveRate(1_000), concurrency: 1, queue: 1 });
      await limiter.admit(admission());
      void limiter.admit(admission());
      await assert.rejects(limiter.admit(admission()), (error: AliyunIotError) => {
        assert.deepEqual([error.kind, error.executed, error.retryable], ['queue-full', 'no', true]);
        return true;
      });
    });

    it('fails unsent when the turn would come too late', async () => {
      const limiter = new Limiter({ rate: new AdaptiveRate(1_000), concurrency: 1, queue: 10 });
      await limiter.admit(admission());
      const late = assert.rejects(limiter.admit(admission(10_000, 9_000)), (error: AliyunIotError) => {
        assert.deepEqual([error.kind, error.executed, error.code], ['timeout', 'no', 'deadline-exceeded']);
        return true;
      });
      await clock.tickAsync(1_001);
      await late;
      assert.equal(limiter.waiting, 0);
      await assert.rejects(limiter.admit(admission(5_000, 9_000)), { code: 'deadline-exceeded' });
    });

    it('lets an aborted call leave the queue', async () => {
      const limiter = new Limiter({ rate: new AdaptiveRate(1_000), concurrency: 1, queue: 10 });
      await limiter.admit(admission());
      const controller = new AbortController();
      const leaving = limiter.admit({ ...admission(), signal: controller.signal });
      controller.abort();
      await assert.rejects(leaving, { kind: 'aborted', executed: 'no' });
      assert.equal(limiter.waiting, 0);
      await assert.rejects(limiter.admit({ ...admission(), signal: controller.signal }), { kind: 'aborted' });
    });

    it('makes everybody wait when the server asks for it', async () => {
      const limiter = new Limiter({ rate: new AdaptiveRate(1_000), concurrency: 10, queue: 10 });
      limiter.throttled(3_000);
      let admitted = false;
      void limiter.admit(admission()).then(() => (admitted = true));
      await clock.tickAsync(2_999);
      assert.equal(admitted, false);
      await clock.tickAsync(501);
      assert.equal(admitted, true);
    });

    it('leaves no timer behind when nothing waits', async () => {
      const limiter = new Limiter({ rate: new AdaptiveRate(10), concurrency: 10, queue: 10 });
      for (let i = 0; i < 5; i++) void limiter.admit(admission()).then((release) => release());
      await clock.tickAsync(5_000);
      assert.equal(clock.countTimers(), 0);
    });
  });

  describe('AdaptiveRate', () => {
    for (const ceiling of [1, 10, 50.5, 500]) {
      it(`lets no more than ${ceiling} calls go in any second, whatever has gathered`, async () => {
        const rate = new AdaptiveRate(ceiling);
        const times: number[] = [];
        for (let ms = 0; ms < 10_000; ms += 1) {
          // Pauses, after which the bucket is full.
          if (ms % 4_000 < 2_500) while (rate.take() === 0) times.push(performance.now());
          clock.tick(1);
        }
        const most = times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length);
        assert.ok(Math.max(...most) <= Math.ceil(ceiling), String(Math.max(...most)));
        await clock.tickAsync(60_000);
        const before = times.length;
        for (let ms = 0; ms < 20_000; ms += 1) {
          while (rate.take() === 0) times.push(performance.now());
          clock.tick(1);
        }
        assert.ok(times.length - before > 0.97 * 20 * ceiling, 'and little less');
      });
    }

    it('is cut by 15 % at most once a second and recovers to its ceiling', async () => {
      const rate = new AdaptiveRate(100);
      rate.throttled();
      rate.throttled();
      assert.ok(Math.abs(rate.qps - 85) < 0.01);
      await clock.tickAsync(1_000);
      rate.throttled();
      assert.ok(Math.abs(rate.qps - 72.93) < 0.1, String(rate.qps));
      await clock.tickAsync(600_000);
      assert.equal(rate.qps, 100);
    });

    it('recovers by 0.2 % of its ceiling every 250 ms', async () => {
      const rate = new AdaptiveRate(100);
      rate.throttled();
      await clock.tickAsync(10_000);
      assert.ok(Math.abs(rate.qps - 93) < 0.01, String(rate.qps));
    });

    it('spreads the instances of an account over half a second after a pause', () => {
      const pauses = Array.from({ length: 40 }, () => {
        const rate = new AdaptiveRate(100);
        rate.throttled(1_000);
        return rate.take();
      });
      const [first, last] = [Math.min(...pauses), Math.max(...pauses)];
      assert.ok(first >= 1_000 && last <= 1_501, `${first} to ${last} ms`);
      assert.ok(last - first > 250, `${first} to ${last} ms`);
    });

    it('settles low under steady throttling, but never under its floor or a ceiling below that', async () => {
      for (const [ceiling, lowest, highest] of [
        [50, 0.5, 3],
        [2, 0.5, 0.6],
        [0.2, 0.2, 0.2],
      ] as const) {
        const rate = new AdaptiveRate(ceiling);
        for (let i = 0; i < 100; i++) {
          await clock.tickAsync(1_000);
          rate.throttled();
        }
        assert.ok(rate.qps >= lowest && rate.qps <= highest, String(rate.qps));
      }
    });
  });

  describe('RetryBudget', () => {
    it('allows 100 retries in a row and earns them back', () => {
      const budget = new RetryBudget();
      for (let i = 0; i < 100; i++) assert.equal(budget.spend(), true);
      assert.equal(budget.spend(), false);
      for (let i = 0; i < 5; i++) budget.earn(0);
      assert.equal(budget.spend(), true);
      assert.equal(budget.spend(), false);
      budget.earn(2);
      assert.equal(budget.spend() && budget.spend(), true);
    });
  });
});
