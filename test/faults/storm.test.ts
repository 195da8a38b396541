import assert from 'node:assert/strict';
import http from 'node:http';
import { AdaptiveRate } from '../../lib/limits';
import { retryDelayMs, retryRule, type FailedAttempt } from '../../lib/services/retry';
import { AliyunIotError, type ErrorKind, type Executed } from '../../lib/errors';
import { testClient } from '../support/client';
import { ok, refusal, resetAfterRequest } from './faults';
import { call, newMarker, scene } from './oracle';

function failed(kind: ErrorKind, executed: Executed, more: Partial<FailedAttempt> & { code?: string } = {}) {
  const { code = 'x', ...rest } = more;
  const error = new AliyunIotError({ code, kind, executed, texts: { en: '', zh: '' } });
  return retryRule({ error, connectFailure: false, safeToRepeat: false, ...rest });
}

describe('what is tried again', () => {
  for (const [what, rule, expected] of [
    ['no connection', failed('network', 'no', { connectFailure: true }), ['connect', 3, 100]],
    ['throttled', failed('throttled', 'no'), ['throttled', 3, 1_000]],
    ['a refused timestamp', failed('auth', 'no', { code: 'InvalidTimeStamp.Expired' }), ['clock', 2, 0]],
    ['unknown, safe to repeat', failed('timeout', 'unknown', { safeToRepeat: true }), ['repeat', 3, 1_000]],
    ['unknown', failed('timeout', 'unknown'), undefined],
    ['unknown and throttled', failed('throttled', 'unknown'), undefined],
    ['a certificate that was refused', failed('network', 'no'), undefined],
    ['an offline device', failed('offline', 'no', { safeToRepeat: true }), undefined],
    ['a device error, safe to repeat', failed('device', 'yes', { safeToRepeat: true }), undefined],
    ['aborted, safe to repeat', failed('aborted', 'unknown', { safeToRepeat: true }), undefined],
  ] as const) {
    it(`${what}: ${expected ? expected[0] : 'never'}`, () => {
      assert.deepEqual(rule && [rule.name, rule.maxAttempts, rule.baseMs], expected);
    });
  }
});

describe('how long it waits', () => {
  const rule = (baseMs: number) => ({ name: 'throttled', maxAttempts: 3, baseMs }) as const;
  // Full jitter: a random part of base * 2^retries, 20 s at most, and never less than the server asks for.
  for (const [baseMs, retries, hintMs, random, expected] of [
    [100, 0, 0, 0, 0],
    [100, 0, 0, 0.5, 50],
    [100, 0, 0, 0.999, 99],
    [100, 1, 0, 0.5, 100],
    [100, 1, 0, 0.999, 199],
    [1_000, 0, 0, 0.25, 250],
    [1_000, 1, 0, 0.25, 500],
    [1_000, 2, 0, 0.25, 1_000],
    [1_000, 4, 0, 0.999, 15_984],
    [1_000, 5, 0, 0.999, 19_980],
    [1_000, 30, 0, 0.999, 19_980],
    [1_000, 0, 300, 0.25, 300],
    [1_000, 0, 300, 0.75, 750],
    [1_000, 0, 60_000, 0.5, 60_000],
    [0, 0, 0, 0.999, 0],
  ] as const) {
    it(`base ${baseMs}, retry ${retries + 1}, hint ${hintMs}, random ${random}: ${expected} ms`, () => {
      assert.equal(retryDelayMs(rule(baseMs), retries, hintMs, random), expected);
    });
  }
});

describe('an outage is no storm', () => {
  it('200 calls at once to where nobody listens: at most 100 retries for the account', async () => {
    const agent = new http.Agent();
    const connect = agent.createConnection.bind(agent) as (...args: unknown[]) => object;
    let connects = 0;
    Object.assign(agent, { createConnection: (...args: unknown[]) => ++connects && connect(...args) });
    const client = testClient('http://127.0.0.1:1', { agent, limits: { maxQps: 10_000 } });
    try {
      const endings = await Promise.all(Array.from({ length: 200 }, () => call(client)));
      assert.ok(connects > 200 && connects <= 300, `${connects} connects`);
      const attempts = endings.map(({ error }) => error?.attempts ?? 0);
      assert.equal(
        attempts.reduce((sum, count) => sum + count, 0),
        connects,
        'each error says how many attempts it took',
      );
      for (const { error } of endings) assert.deepEqual([error?.executed, error?.retryable], ['no', true]);
      const more = await Promise.all(Array.from({ length: 50 }, () => call(client)));
      assert.ok(connects <= 350, 'the budget is spent');
      assert.ok(more.every(({ error }) => error?.attempts === 1));
    } finally {
      await client.close();
      agent.destroy();
    }
  });

  it('200 throttled calls: at most 100 retries, and the account pauses as one', () =>
    scene(
      refusal('Throttling.User', 400, { 'x-acs-retry-after': '100' }),
      async ({ ask, server }) => {
        await Promise.all(Array.from({ length: 200 }, () => ask()));
        assert.ok(server.received.length <= 300, String(server.received.length));
      },
      { client: { limits: { maxQps: 10_000 } } },
    )).timeout(15_000);
});

describe('a server that asks for too much patience', () => {
  it('does not stop the account for longer than a call may wait', () => {
    const rate = new AdaptiveRate(50);
    rate.throttled(3_600_000);
    assert.ok(rate.take() <= 30_500, String(rate.take()));
  });
});

describe('a call that is stopped', () => {
  it('while it waits to try again says "aborted", and that nothing ran', () =>
    scene(refusal('Throttling.User', 400, { 'x-acs-retry-after': '5000' }), async ({ ask, server }) => {
      const { error, tookMs } = await ask({ signal: AbortSignal.timeout(300) });
      assert.deepEqual(
        [error?.code, error?.kind, error?.executed, error?.attempts],
        ['aborted', 'aborted', 'no', 1],
      );
      assert.ok(tookMs >= 290 && tookMs < 2_500, String(tookMs));
      assert.equal(server.received.length, 1);
    }));

  it('while it waits to repeat what may have run says "aborted", and that nobody knows', () =>
    scene(resetAfterRequest, async ({ client, server }) => {
      const controller = new AbortController();
      server.fault = (exchange) => {
        resetAfterRequest(exchange);
        setTimeout(() => controller.abort(), 1);
      };
      const request = { productKey: 'p', deviceName: newMarker(), identifier: 's', safeToRepeat: true };
      const error = await client.invoke({ ...request, signal: controller.signal }).catch((e: unknown) => e);
      assert.ok(error instanceof AliyunIotError);
      assert.deepEqual([error.kind, error.executed], ['aborted', 'unknown']);
    }));

  it('before it began sends nothing', () =>
    scene(ok, async ({ fail, server }) => {
      const error = await fail({ signal: AbortSignal.abort() });
      assert.deepEqual([error.kind, error.executed, error.attempts], ['aborted', 'no', 0]);
      assert.equal(server.connections, 0);
    }));

  it('in the queue leaves it, and the others go on', () =>
    scene(
      ok,
      async ({ ask }) => {
        const first = ask();
        const stopped = ask({ signal: AbortSignal.timeout(20) });
        const last = ask();
        assert.equal((await stopped).error?.executed, 'no');
        assert.ok((await first).outcome && (await last).outcome);
      },
      { client: { limits: { maxQps: 5 } } },
    ));
});
