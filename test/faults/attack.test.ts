import assert from 'node:assert/strict';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { createClient } from '../../lib/services';
import { TEST_KEYS } from '../support/client';
import { assertNoSecret } from '../support/secret-scan';
import { actsAndSays, ok, says, success } from './faults';
import { assertAbout, scene } from './oracle';

/** What every object would have, had one of these attacks worked. */
const polluted = (): unknown => (({}) as { polluted?: unknown }).polluted;
const ODD = [
  'Key-\r\nX-Evil: 1',
  'Key-\nb',
  'Key-\0b',
  'Key- b',
  'Key-éb',
  'Key-\u2028b',
  'Key-\uD800b',
  'Key-😀b',
];

describe('keys that could end a header', () => {
  for (const field of ['accessKeyId', 'accessKeySecret', 'securityToken'] as const) {
    for (const odd of ODD) {
      it(`${JSON.stringify(odd)} in ${field} is refused as a setting`, () => {
        assert.throws(() => createClient({ ...TEST_KEYS, [field]: odd, endpoint: 'http://127.0.0.1:1' }), {
          kind: 'config',
          code: 'credentials-characters',
        });
      });

      for (const signature of ['acs3-hmac-sha256', 'hmac-sha1'] as const) {
        it(`${JSON.stringify(odd)} in ${field} from a source is refused before it is sent (${signature})`, () => {
          const keys = { ...TEST_KEYS, [field]: odd };
          const credentials = { get: () => Promise.resolve(keys), refresh: () => undefined };
          return scene(
            ok,
            async ({ fail, server }) => {
              const error = await fail();
              assert.deepEqual([error.kind, error.executed], ['config', 'no']);
              assert.equal(server.received.length, 0);
              assertNoSecret(error, ['Key-']);
            },
            { client: { credentials, signature } },
          );
        });
      }
    }
  }
});

describe('a source of credentials that goes wrong', () => {
  for (const [what, get] of [
    ['throws', () => assert.fail(`no ${TEST_KEYS.accessKeySecret}`)],
    ['rejects', () => Promise.reject(new Error(`no ${TEST_KEYS.accessKeySecret}`))],
  ] as const) {
    it(`and ${what}: an error of ours that does not repeat what it said`, () =>
      scene(
        ok,
        async ({ fail, server }) => {
          const error = await fail();
          assert.deepEqual([error.code, error.kind, error.executed], ['credentials-failed', 'auth', 'no']);
          assert.equal(server.received.length, 0);
        },
        { client: { credentials: { get, refresh: () => undefined } } },
      ));
  }

  const silent = { get: () => new Promise<never>(() => undefined), refresh: () => undefined };
  it('and never answers: the deadline of the call holds', () =>
    scene(
      ok,
      async ({ ask }) => {
        const { error, tookMs } = await ask({ timeoutMs: 200, deadlineMs: 700 });
        assert.deepEqual(
          [error?.code, error?.kind, error?.executed],
          ['credentials-timeout', 'timeout', 'no'],
        );
        assertAbout(tookMs, 500);
      },
      { client: { credentials: silent } },
    ));
  it('and never answers: an abort ends the call', () =>
    scene(
      ok,
      async ({ ask }) => {
        const { error, tookMs } = await ask({ signal: AbortSignal.timeout(100) });
        assert.deepEqual([error?.kind, error?.executed], ['aborted', 'no']);
        assertAbout(tookMs, 100);
      },
      { client: { credentials: silent } },
    ));
});

describe('an endpoint with a path of odd characters', () => {
  for (const path of ['/a%0d%0aX-Evil:%201', '/ä/中', "/a'b|c", '/a/../b', '/%2e%2e//x']) {
    for (const signature of ['acs3-hmac-sha256', 'hmac-sha1'] as const) {
      it(`${path} (${signature})`, () =>
        scene(ok, async ({ server }) => {
          const client = createClient({ ...TEST_KEYS, endpoint: server.url + path, signature });
          try {
            const call = { productKey: 'p', deviceName: 'd', identifier: 's', args: { marker: 'm' } };
            assert.equal((await client.invoke(call)).mode, 'sync');
            assert.equal(server.received.length, 1);
            assert.equal(server.received[0]?.headers['x-evil'], undefined);
          } finally {
            await client.close();
          }
        }));
    }
  }
});

describe('14 prototype pollution', () => {
  const nasty = (): unknown =>
    JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"a":1}');

  for (const args of [nasty(), '{"__proto__":{"polluted":1}}']) {
    it(`through Args given as ${typeof args} changes nothing here`, () =>
      scene(ok, async ({ client }) => {
        const request = { productKey: 'p', deviceName: 'd', identifier: 's', args: args as object };
        assert.equal((await client.invoke(request)).mode, 'sync');
        assert.equal(polluted(), undefined);
      }));
  }

  it('through a request with keys of its own changes nothing here', () =>
    scene(ok, async ({ ask }) => {
      const change = JSON.parse('{"__proto__":{"qos":1,"safeToRepeat":true}}') as object;
      assert.ok((await ask(change)).outcome);
    }));

  it('41 through an answer changes nothing here', () =>
    scene(
      (exchange) => {
        const result = '{"code":200,"__proto__":{"polluted":1},"data":{"__proto__":{"polluted":1},"a":1}}';
        const data = JSON.stringify({ MessageId: 'm', Result: result });
        exchange.execute();
        exchange.answer(
          `{"Success":true,"__proto__":{"polluted":1,"Code":"X"},"constructor":1,"Data":${data},"Data":${data}}`,
        );
      },
      async ({ ask }) => {
        const { outcome } = await ask();
        const result = outcome?.result as { data: object; polluted?: unknown };
        assert.deepEqual(Object.keys(result.data), ['a']);
        assert.equal(result.polluted, undefined);
        assert.equal(polluted(), undefined);
      },
    ));
});

describe('41 answers that are unusual and right', () => {
  for (const [what, body, headers] of [
    ['a byte order mark', (text: string) => `\uFEFF${text}`, {}],
    ['JSON as text/plain', (text: string) => text, { 'content-type': 'text/plain' }],
    ['blanks around it', (text: string) => `\r\n ${text} \n`, {}],
  ] as const) {
    it(what, () =>
      scene(
        (exchange) => actsAndSays(body(JSON.stringify(success(exchange.marker))), { headers })(exchange),
        async ({ ask }) => {
          const { outcome, marker } = await ask();
          assert.equal(outcome?.messageId, `m-${marker}`);
        },
      ),
    );
  }

  for (const [what, data, expected] of [
    ['no Data', undefined, { mode: 'async', messageId: '' }],
    ['no Result', { MessageId: 'm' }, { mode: 'async', messageId: 'm' }],
    ['an empty Result', { MessageId: 'm', Result: '' }, { mode: 'async', messageId: 'm' }],
    ['a MessageId that is a number', { MessageId: 7 }, { mode: 'async', messageId: '7' }],
    ['a Result that is no JSON', { Result: 'pong' }, { mode: 'sync', result: 'pong' }],
    ['a Result that is an object', { Result: { a: 1 } }, { mode: 'sync', result: { a: 1 } }],
    [
      'long integers',
      { Result: '{"n":9007199254740993}' },
      { mode: 'sync', result: { n: '9007199254740993' } },
    ],
  ] as const) {
    it(`39 Success true with ${what}`, () =>
      scene(actsAndSays({ RequestId: 'r', Success: true, Data: data }), async ({ ask }) => {
        const { outcome } = await ask();
        assert.deepEqual({ ...outcome, ...expected }, outcome);
        assert.equal(outcome?.warnings?.length, what === 'a Result that is no JSON' ? 1 : undefined);
      }));
  }

  it('39 a MessageId beyond 2^53 keeps all its digits', () =>
    scene(actsAndSays('{"Success":true,"Data":{"MessageId":1234567890123456789}}'), async ({ ask }) => {
      assert.equal((await ask()).outcome?.messageId, '1234567890123456789');
    }));

  for (const [encoding, squeeze] of [
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['identity', (body: Buffer) => body],
  ] as const) {
    it(`a body in ${encoding}, unasked`, () =>
      scene(
        (exchange) => {
          const body = squeeze(Buffer.from(JSON.stringify(success(exchange.marker))));
          actsAndSays(body, { headers: { 'content-encoding': encoding } })(exchange);
        },
        async ({ ask }) => {
          const { outcome, error, marker } = await ask();
          assert.equal(outcome?.messageId, `m-${marker}`, error?.message);
        },
      ));
  }

  for (const Success of ['true', 'TRUE', true]) {
    it(`Success ${JSON.stringify(Success)} with a refusal's status`, () =>
      scene(actsAndSays({ Success, Data: { MessageId: 'm' } }, { status: 400 }), async ({ ask }) => {
        assert.equal((await ask()).outcome?.messageId, 'm');
      }));
  }
});

describe('JSON that is too much', () => {
  for (const [what, body] of [
    ['500,000 levels', `{"a":${'['.repeat(500_000)}`],
    ['500,000 levels, closed', `{"Success":true,"Data":{"a":${'['.repeat(250_000)}${']'.repeat(250_000)}}}`],
    ['500,000 levels below __proto__', `{"__proto__":${'[['.repeat(250_000)}`],
    ['closed levels below __proto__', `{"__proto__":${'['.repeat(250_000)}${']'.repeat(250_000)}}`],
    ['a million digits', `{"Success":false,"Code":${'1'.repeat(1_000_000)}}`],
    ['a code of a million characters', JSON.stringify({ Code: 'x'.repeat(1_000_000), Message: 'y' })],
    [
      'a message of a million blanks',
      JSON.stringify({ Code: 'x', Message: `Signature${' '.repeat(1_000_000)}` }),
    ],
    ['a request ID of a million characters', JSON.stringify({ Code: 'x', RequestId: 'y'.repeat(1_000_000) })],
  ] as const) {
    it(`${what}: soon an end, and a short one`, () =>
      scene(says(body), async ({ client }) => {
        const startedAt = performance.now();
        const ending = await client
          .invoke({ productKey: 'p', deviceName: 'd', identifier: 's' })
          .catch((error: unknown) => error as Error);
        assert.ok(performance.now() - startedAt < 1_500);
        if (ending instanceof Error) {
          assert.equal(ending.name, 'AliyunIotError');
          assert.ok(JSON.stringify(ending).length + ending.message.length < 3_000);
        }
      }));
  }

  it('a Result of 200,000 levels is passed on, without an error', () => {
    const Result = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    return scene(actsAndSays({ Success: true, Data: { Result } }), async ({ client }) => {
      const outcome = await client.invoke({ productKey: 'p', deviceName: 'd', identifier: 's' });
      assert.equal(outcome.mode, 'sync');
    });
  });
});
