import assert from 'node:assert/strict';
import { ValidationError } from '../../lib/errors';
import { createClient, type InvokeRequest } from '../../lib/services';
import { parseThingModel } from '../../lib/tsl';
import { TEST_KEYS } from '../support/client';
import { assertNoSecret } from '../support/secret-scan';
import { ok, says } from './faults';
import { call, scene, type Scene } from './oracle';
import { signatureIsRight } from './server';

const ASYNC = { RequestId: 'r', Success: true, Data: { MessageId: 'm' } };

/** What the platform got as Args. */
async function sentArgs(args: unknown, more: Partial<InvokeRequest> = {}): Promise<string> {
  let text = '';
  await scene(says(ASYNC), async ({ client, server }) => {
    await call(client, { args: args as object, ...more });
    assert.equal(server.received.length, 1);
    assert.ok(signatureIsRight(server.received[0]!, TEST_KEYS.accessKeySecret));
    text = server.received[0]?.params['Args'] ?? '';
  });
  return text;
}

/** A request that is refused with a problem at this place, before a connection is made. */
function refused(change: object, path: string): () => Promise<void> {
  return () =>
    scene(ok, async ({ fail, server }: Scene) => {
      const error = await fail(change);
      assert.ok(error instanceof ValidationError, String(error));
      assert.deepEqual([error.kind, error.executed], ['validation', 'no']);
      assert.ok(
        error.problems.some((problem) => problem.path.startsWith(path)),
        error.message,
      );
      assert.equal(server.connections, 0);
    });
}

describe('Args on the wire', () => {
  it('1 an object: one JSON text, not flattened', async () => {
    assert.equal(await sentArgs({ a: { b: [1, '2'] }, '键 名': true }), '{"a":{"b":[1,"2"]},"键 名":true}');
  });
  for (const args of ['{', '[1]', '5', 'true', '"x"', 'null', [1], 5, true]) {
    it(`2 ${typeof args} ${JSON.stringify(args)}: refused`, refused({ args }, 'args'));
  }
  for (const args of [undefined, null, '', ' ', {}]) {
    it(`3 ${args === undefined ? 'undefined' : JSON.stringify(args)}: {}`, async () =>
      assert.equal(await sentArgs(args), '{}'));
  }
  it('4 a text goes out byte for byte', async () => {
    for (const text of ['{"t":10.0}', '{ "n" : 12345678901234567890 , "e":1E+2}', '\t{"a":1}\n']) {
      assert.equal(await sentArgs(text), text);
    }
  });
  it('5 a float given as 10 leaves as 10.0 where the model says float', async () => {
    const inputs = [{ identifier: 't', name: 't', dataType: { type: 'float', specs: {} } }];
    const [service] = parseThingModel({
      profile: { productKey: 'p' },
      services: [{ identifier: 's', name: 's', callType: 'sync', inputData: inputs, outputData: [] }],
    }).services;
    assert.ok(service);
    assert.equal(await sentArgs({ t: 10 }, { identifier: 's', thingModel: { service } }), '{"t":10.0}');
  });

  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  const deep = (levels: number): unknown => {
    let value: unknown = 1;
    for (let i = 0; i < levels; i++) value = { a: value };
    return value;
  };
  for (const [what, args, path] of [
    ['NaN', { a: NaN }, 'args.a'],
    ['Infinity', { a: [1, Infinity] }, 'args.a[1]'],
    ['a BigInt', { a: { b: 1n } }, 'args.a.b'],
    ['a circle', circle, 'args.self'],
    ['a function', { a: () => 1 }, 'args.a'],
    ['a symbol', { a: Symbol('x') }, 'args.a'],
    ['undefined', { a: undefined }, 'args.a'],
    ['a Map', { a: new Map() }, 'args.a'],
    ['100,000 levels', deep(100_000), 'args.a'],
  ] as const) {
    it(`6 ${what}: refused, with its place`, refused({ args }, path));
  }
  it('6 a text of 10,000 levels: refused, because it is too deep', async () => {
    const args = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`;
    await scene(ok, async ({ fail }) => {
      const error = await fail({ args });
      assert.equal(error.code, 'too-deep');
      assert.match(error.message, /deeper than 64 levels/);
    });
  });
  for (const args of [
    { a: 'x\uD800y' },
    { '\uDC00': 1 },
    '{"a":"\uD800"}',
    { toJSON: () => ({ a: '\uD800' }) },
  ]) {
    it(`7 half of a surrogate pair in ${typeof args}: refused`, refused({ args }, 'args'));
  }
  for (const [what, args] of [
    ['a getter that throws', Object.defineProperty({}, 'a', { enumerable: true, get: () => assert.fail() })],
    ['a toJSON that throws', { a: { toJSON: () => assert.fail() } }],
    ['a revoked Proxy', revoked()],
  ] as const) {
    it(`6 ${what}: refused`, refused({ args }, 'args'));
  }
  it('8 odd characters arrive as they left, rightly signed', async () => {
    const odd = `\0\n\t\uFEFF\u2028\u2029😀e\u0301*~+!'()%25&=#?/\\"中`;
    assert.deepEqual(JSON.parse(await sentArgs({ [odd]: odd })), { [odd]: odd });
    assert.equal(await sentArgs(JSON.stringify({ s: odd })), JSON.stringify({ s: odd }));
  });
  it('9 20 KB, and the most there may be; one byte more is refused', async () => {
    const ofLength = (bytes: number): string => `{"s":"${'x'.repeat(bytes - 8)}"}`;
    for (const bytes of [20_480, 262_144]) {
      for (const signature of ['hmac-sha1', 'acs3-hmac-sha256'] as const) {
        await scene(
          says(ASYNC),
          async ({ client, server }) => {
            const { outcome, error } = await call(client, { args: ofLength(bytes) });
            assert.ok(outcome, error?.message);
            assert.equal(server.received[0]?.params['Args']?.length, bytes);
          },
          { client: { signature } },
        );
      }
    }
    await refused({ args: ofLength(262_145) }, 'args')();
    // Bytes, not characters: three for each of these.
    const chinese = (characters: number): object => ({ s: '中'.repeat(characters) });
    assert.equal(Buffer.byteLength(await sentArgs(chinese(87_378))), 262_142);
    await refused({ args: chinese(87_379) }, 'args')();
  });
});

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return { a: proxy };
}

describe('the other fields', () => {
  it('10 no Identifier', refused({ identifier: '' }, 'identifier'));
  it('10 a ProductKey without DeviceName', refused({ deviceName: undefined }, 'deviceName'));
  it('10 no device at all', refused({ productKey: undefined, deviceName: '' }, 'target'));
  it('10 an IotId wins over the pair, with a warning', () =>
    scene(ok, async ({ ask, server }) => {
      const { outcome } = await ask({ iotId: 'id-1' });
      assert.equal(outcome?.warnings?.length, 1);
      const { IotId, ProductKey } = server.received[0]!.params;
      assert.deepEqual([IotId, ProductKey], ['id-1', undefined]);
    }));
  for (const bad of ['a\r\nX-Evil: 1', 'a\nb', 'a\0b', 'a b', 'a\u2028b', 'a\uD800', 'x'.repeat(257)]) {
    for (const field of ['productKey', 'deviceName', 'iotId', 'identifier'] as const) {
      it(`11 ${JSON.stringify(bad.slice(0, 9))} in ${field}`, refused({ [field]: bad }, field));
    }
    it(`11 ${JSON.stringify(bad.slice(0, 9))} in the instance ID`, () => {
      const options = { ...TEST_KEYS, endpoint: 'http://127.0.0.1:1', iotInstanceId: bad };
      assert.throws(() => createClient(options), { kind: 'config' });
    });
  }
  it('11 what has a meaning in a query stays within its field', () =>
    scene(says(ASYNC), async ({ client, server }) => {
      await call(client, { deviceName: 'a&Action=Evil#?=%00+' });
      assert.equal(server.received[0]?.params['DeviceName'], 'a&Action=Evil#?=%00+');
      assert.equal(server.received[0].params['Action'], 'InvokeThingService');
    }));
  for (const [qos, sent] of [
    [0, undefined],
    [1, '1'],
  ] as const) {
    it(`12 Qos ${qos} is sent`, () =>
      scene(ok, async ({ ask, server }) => {
        await ask({ qos });
        assert.equal(server.received[0]?.params['Qos'], sent);
      }));
  }
  for (const qos of [2, -1, 'x', NaN, null, true]) {
    it(`12 Qos ${String(qos)} is refused`, refused({ qos }, 'qos'));
  }
  for (const field of ['timeoutMs', 'deadlineMs']) {
    for (const bad of [0, -1, NaN, Infinity, '5', 2 ** 31]) {
      it(`${field} ${String(bad)} is refused`, refused({ [field]: bad }, field));
    }
  }
  it('16 nonces: 122 random bits', () =>
    scene(
      ok,
      async ({ ask, server }) => {
        await Promise.all(Array.from({ length: 200 }, () => ask()));
        for (const { params } of server.received) {
          assert.match(
            params['SignatureNonce'] ?? '',
            /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
          );
        }
      },
      { client: { limits: { maxQps: 10_000 } } },
    ));
});

describe('credentials', () => {
  const bad = { blank: ' ', 'line break': '\n', 'CR LF': '\r\n' };
  for (const [what, end] of Object.entries(bad)) {
    for (const field of ['accessKeyId', 'accessKeySecret', 'securityToken'] as const) {
      it(`15 a ${what} at the end of ${field}: a clear error that does not show it`, () => {
        const keys = { ...TEST_KEYS, [field]: TEST_KEYS[field] + end };
        assert.throws(
          () => createClient({ ...keys, endpoint: 'http://127.0.0.1:1' }),
          (error: Error & { kind?: string }) => {
            assert.equal(error.kind, 'config');
            assertNoSecret(error, Object.values(TEST_KEYS));
            return true;
          },
        );
      });
    }
  }
});
