import assert from 'node:assert/strict';
import type { AliyunIotError } from '../../lib/errors';
import { inTurn, ok, refusal, resetAfterRequest, says } from './faults';
import { assertAbout, scene } from './oracle';
import type { Fault } from './server';
import { until } from '../support/until';

const throttled = (headers: Record<string, string> = {}, status = 400, code = 'Throttling.User'): Fault =>
  refusal(code, status, headers, 'Request was denied due to user flow control.');

const shape = ({ kind, executed, attempts }: AliyunIotError): unknown[] => [kind, executed, attempts];

describe('a clear refusal', () => {
  it('17 an expired timestamp: signed once more with the time of the server', () => {
    const serverTime = new Date(Date.now() - 7_200_000);
    const expired = refusal('InvalidTimeStamp.Expired', 400, { date: serverTime.toUTCString() });
    return scene(inTurn(expired, ok), async ({ ask, server }) => {
      const { outcome, marker } = await ask();
      assert.equal(outcome?.attempts, 2);
      const signedAt = Date.parse(server.of(marker)[1]?.params['Timestamp'] ?? '');
      assert.ok(Math.abs(signedAt - serverTime.getTime()) < 3_000);
      assert.equal((await ask()).outcome?.attempts, 1, 'the time is remembered');
    });
  });

  it('17 an expired timestamp for ever: an error that speaks of the clock', () =>
    scene(refusal('InvalidTimeStamp.Expired'), async ({ fail, server }) => {
      const error = await fail();
      assert.deepEqual(shape(error), ['auth', 'no', 2]);
      assert.match(error.message, /clock/i);
      assert.equal(server.received.length, 2);
    }));

  it('17 a server whose clock is beyond all reason does not break the calls after it', () =>
    scene(
      refusal('InvalidTimeStamp.Expired', 400, { date: 'Sat, 13 Sep 275760 00:00:00 GMT' }),
      async ({ fail, ask, server }) => {
        await fail();
        server.fault = ok;
        assert.ok((await ask()).outcome);
      },
    ));

  it('18 an expired STS token: no retry, and what to do', () =>
    scene(
      refusal(
        'InvalidSecurityToken.Expired',
        400,
        {},
        'Specified SecurityToken is expired: test-sts-token/+=0123456789',
      ),
      async ({ fail }) => {
        const error = await fail();
        assert.deepEqual(shape(error), ['auth', 'no', 1]);
        assert.match(error.message, /token/i);
      },
    ));

  for (const [how, said] of [
    [
      'the documented words',
      (body: string) =>
        `Specified signature is not matched with our calculation. server string to sign is:POST&%2F&${encodeURIComponent(body)}`,
    ],
    ['other words', (body: string) => `StringToSign: ${body}`],
    ['nothing but the body', (body: string) => body],
    [
      'a part of the body, encoded once more',
      (body: string) => `POST&%2F&${encodeURIComponent(body).slice(20)}`,
    ],
  ] as const) {
    it(`19 a signature that does not match, with an echo in ${how}`, () =>
      scene(
        (exchange) => refusal('SignatureDoesNotMatch', 400, {}, said(exchange.body))(exchange),
        async ({ fail, endings }) => {
          const error = await fail();
          assert.deepEqual(shape(error), ['auth', 'no', 1]);
          assert.ok(!error.message.includes(endings[0]!.marker), 'nor what the device was to do');
        },
      ));
  }

  it('19 an echo in a field that is not the message', () =>
    scene(
      (exchange) => {
        const { SecurityToken = '', Signature = '', AccessKeyId = '' } = exchange.params;
        const echo = {
          RequestId: Signature,
          Code: AccessKeyId,
          Message: SecurityToken,
          Data: { MessageId: Signature },
        };
        exchange.answer(echo, { status: 400 });
      },
      async ({ fail }) => {
        await fail();
      },
    ));

  for (const [code, status, kind] of [
    ['InvalidParameter', 400, 'validation'],
    ['NoPermission', 403, 'permission'],
    ['Forbidden.RAM', 403, 'permission'],
    ['Nobody.Documented.This', 400, 'platform'],
  ] as const) {
    it(`35 ${status} ${code}: nothing ran, no retry`, () =>
      scene(refusal(code, status), async ({ fail, server }) => {
        const error = await fail();
        assert.deepEqual([...shape(error), error.httpStatus, error.code], [kind, 'no', 1, status, code]);
        assert.equal(server.received.length, 1);
      }));
  }

  for (const [status, code] of [
    [500, 'InternalError'],
    [503, 'ServiceUnavailable'],
    [500, 'Nobody.Documented.This'],
  ] as const) {
    it(`34 ${status} ${code}: nobody knows, no retry`, () =>
      scene(refusal(code, status), async ({ fail, server }) => {
        const error = await fail();
        assert.deepEqual([...shape(error), error.code], ['platform', 'unknown', 1, code]);
        assert.equal(error.requestId, 'r-refused');
        assert.equal(server.received.length, 1);
      }));
  }

  it('34 500 with JSON that has no code: an error all the same', () =>
    scene(says({ status: 500, error: 'x' }, { status: 500 }), async ({ fail }) => {
      assert.deepEqual(shape(await fail()), ['platform', 'unknown', 1]);
    }));
});

describe('a failure the platform reports with 200', () => {
  for (const [what, body, code] of [
    [
      'with a code',
      { Success: false, Code: 'iot.messagebroker.OFFLINE', ErrorMessage: 'the device is offline' },
      'iot.messagebroker.OFFLINE',
    ],
    ['without a code', { Success: false, ErrorMessage: 'the device is offline' }, 'failure-without-code'],
    ['as text', { Success: 'false', Code: 'iot.x.Y', ErrorMessage: 'the device is offline' }, 'iot.x.Y'],
  ] as const) {
    it(`38 Success false ${what}`, () =>
      scene(says(body), async ({ fail }) => {
        const error = await fail();
        assert.equal(error.code, code);
        assert.match(error.message, /the device is offline/);
        assert.equal(error.attempts, 1);
      }));
  }
});

describe('throttling', () => {
  for (const status of [400, 429, 503]) {
    for (const code of ['Throttling', 'Throttling.User', 'Throttling.Api']) {
      it(`36 ${status} ${code}: another attempt, signed anew`, () =>
        scene(inTurn(throttled({}, status, code), ok), async ({ ask, server }) => {
          const { outcome, marker, tookMs } = await ask();
          assert.equal(outcome?.attempts, 2);
          assert.equal(new Set(server.of(marker).map(({ params }) => params['SignatureNonce'])).size, 2);
          assert.ok(tookMs < 2_500, String(tookMs));
        }));
    }
  }

  for (const [name, value] of [
    ['x-acs-retry-after', '300'],
    ['x-ratelimit-user-api', 'Limit:1,Remain:0,TimeLeft:300,Reset:1234'],
    ['x-ratelimit-user', 'Limit:1,Remain:0,TimeLeft:300,Reset:1234'],
    ['retry-after', '0.3'],
  ] as const) {
    it(`36 ${name}: it waits for as long as asked and up to 0.5 s more, and so does everybody else`, () =>
      scene(inTurn(throttled({ [name]: value }), ok), async ({ ask, server }) => {
        const first = ask();
        await until(() => server.received.length > 0, 'the first call');
        await new Promise((resolve) => setTimeout(resolve, 10));
        const other = ask();
        const { outcome, tookMs } = await first;
        assert.equal(outcome?.attempts, 2);
        assert.ok(tookMs >= 300 && tookMs < 2_500, String(tookMs));
        assert.ok((await other).tookMs >= 280);
      }));
  }

  for (const aheadMs of [0, 3_600_000]) {
    it(`36 a date in Retry-After counts by the server's own clock, ${aheadMs / 60_000} minutes ahead`, () =>
      scene(
        (exchange) => {
          const date = (ms: number): string => new Date(Date.now() + aheadMs + ms).toUTCString();
          throttled({ date: date(0), 'retry-after': date(90_000) })(exchange);
        },
        async ({ ask }) => {
          const { error, tookMs } = await ask();
          assert.equal(error?.kind, 'throttled');
          assert.ok(error.retryAfterMs && Math.abs(error.retryAfterMs - 90_000) <= 1_000);
          assertAbout(tookMs, 0);
        },
      ));
  }

  it('36 a date that has passed is no hint', () =>
    scene(inTurn(throttled({ 'retry-after': new Date(0).toUTCString() }), ok), async ({ ask }) => {
      assert.equal((await ask()).outcome?.attempts, 2);
    }));

  it('36 a code nobody has documented under 429 is throttling too', () =>
    scene(inTurn(throttled({}, 429, 'Nobody.Documented.This'), ok), async ({ ask }) => {
      assert.equal((await ask()).outcome?.attempts, 2);
    }));

  it('36 other calls fail at once when the pause is longer than they may wait, and are not sent', () =>
    scene(
      throttled({ 'x-acs-retry-after': '60000' }),
      async ({ ask, server }) => {
        const before = await Promise.all(Array.from({ length: 20 }, () => ask({ deadlineMs: 20_000 })));
        const after = await ask({ deadlineMs: 20_000 });
        const unsent = [...before, after].filter(({ error }) => error?.code === 'quota-pause');
        assert.equal(unsent.length + server.received.length, 21);
        assert.ok(server.received.length <= 10, 'those behind the first ones are not sent');
        for (const { error, tookMs } of unsent) {
          assert.deepEqual([...shape(error!), error?.retryable], ['throttled', 'no', 0, true]);
          assert.ok(error?.retryAfterMs && error.retryAfterMs > 11_000);
          assert.ok(tookMs < 2_000, String(tookMs));
        }
      },
      { client: { limits: { maxQps: 10, concurrency: 5 } } },
    ));

  it('36 a hint that makes no sense is none', () =>
    scene(
      inTurn(throttled({ 'retry-after': 'tomorrow', 'x-acs-retry-after': '-1' }), ok),
      async ({ ask }) => {
        assert.equal((await ask()).outcome?.attempts, 2);
      },
    ));

  it('36 a hint beyond the deadline: an error at once that passes it on', () =>
    scene(throttled({ 'x-acs-retry-after': '60000' }), async ({ ask }) => {
      const { error, tookMs } = await ask();
      assert.deepEqual([...shape(error!), error?.retryAfterMs], ['throttled', 'no', 1, 60_000]);
      assertAbout(tookMs, 0);
    }));

  it('37 throttled for ever: three attempts, then the error', () =>
    scene(throttled({ 'x-acs-retry-after': '50' }), async ({ fail, server }) => {
      const error = await fail();
      assert.deepEqual(
        [...shape(error), error.retryAfterMs, error.retryable],
        ['throttled', 'no', 3, 50, true],
      );
      assert.equal(server.received.length, 3);
    }));

  it('37 a repeat that finds no place still says that it was throttled', () =>
    scene(
      throttled({ 'x-acs-retry-after': '200' }),
      async ({ ask }) => {
        // The pause lasts longer than what is left of the deadline: 200 ms and up to 500 more by chance.
        const endings = await Promise.all(
          Array.from({ length: 6 }, () => ask({ timeoutMs: 1_000, deadlineMs: 1_230 })),
        );
        for (const { error } of endings) assert.equal(error?.kind, 'throttled');
      },
      { client: { limits: { maxQps: 10_000 } } },
    ));

  it('37 after an attempt of unknown outcome a refusal does not make it known', () =>
    scene(
      inTurn(resetAfterRequest, throttled({ 'x-acs-retry-after': '600000' })),
      async ({ client, server }) => {
        const request = { productKey: 'p', deviceName: 'd', identifier: 's', safeToRepeat: true };
        await assert.rejects(client.invoke(request), { executed: 'unknown', attempts: 2 });
        assert.equal(server.received.length, 2);
      },
    ));
});
