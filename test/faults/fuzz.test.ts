import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AliyunIotError, ValidationError } from '../../lib/errors';
import { parseEndpoint } from '../../lib/openapi';
import { readAnswer } from '../../lib/openapi/answer';
import { redact } from '../../lib/openapi/redact';
import { retryAfterMs } from '../../lib/openapi/retry-hint';
import { argsText } from '../../lib/services/args';
import { deviceErrorOf, readInvokeAnswer } from '../../lib/services/outcome';
import { decodeData, parseThingModel } from '../../lib/tsl';
import { DEFAULT_SEED } from '../../lib/simulator';

const SECRETS = ['test-key-secret-0123456789', 'LTAI-test-key-id', 'sts/+=token'];
const RUNS = { numRuns: 500 };

/** Runs it, and fails for any error that is not of this package. */
function onlyOurErrors<T>(run: () => T): T | AliyunIotError {
  try {
    return run();
  } catch (error) {
    assert.ok(error instanceof AliyunIotError, `not an error of ours: ${String(error)}`);
    assert.ok(error.message.length < 2_000 && error.in('zh').length < 2_000);
    return error;
  }
}

const NAMES = [
  'Success',
  'Code',
  'ErrorMessage',
  'Message',
  'RequestId',
  'Data',
  'MessageId',
  'Result',
  'code',
];
const key = fc.oneof(fc.constantFrom(...NAMES, '__proto__', 'constructor', 'toString'), fc.string());
const leaf = fc.oneof(
  fc.constantFrom(
    true,
    'true',
    'false',
    200,
    '200',
    'Throttling.User',
    '{"code":200}',
    '{"code":1e400}',
    null,
  ),
  fc.jsonValue(),
  fc.string({ unit: 'binary' }),
  fc.double(),
);
const answerLike = fc.letrec((tie) => ({
  object: fc
    .array(fc.tuple(key, fc.oneof({ depthSize: 'small' }, leaf, tie('object'))), { maxLength: 8 })
    .map(
      // JSON.stringify writes keys of its own only, also `__proto__`.
      (pairs) => Object.fromEntries(pairs),
    ),
})).object;
const body = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc.string({ unit: 'binary', maxLength: 300 }).map((text) => Buffer.from(text)),
  answerLike.map((value) => Buffer.from(JSON.stringify(value))),
  answerLike.chain((value) => {
    const text = JSON.stringify(value);
    return fc.nat(text.length).map((length) => Buffer.from(text.slice(0, length)));
  }),
);
const headers = fc.dictionary(
  fc.constantFrom(
    'retry-after',
    'x-acs-retry-after',
    'x-ratelimit-user',
    'x-ratelimit-user-api',
    'date',
    'x',
  ),
  fc.oneof(
    fc.string(),
    fc.integer().map(String),
    fc.integer().map((ms) => `TimeLeft:${ms}`),
    fc.constant('9'.repeat(400)),
  ),
);

describe('fuzzing the reader of answers', () => {
  it('any bytes, status and headers give a value or an error of ours', () => {
    fc.assert(
      fc.property(
        body,
        fc.integer({ min: 0, max: 999 }),
        headers,
        fc.boolean(),
        (bytes, status, head, isQuery) => {
          const context = { secrets: SECRETS, ...(isQuery ? { query: 'QueryProduct' } : {}) };
          const read = onlyOurErrors(() => readAnswer({ status, headers: head, body: bytes }, context));
          if (read instanceof AliyunIotError) {
            assert.match(read.executed, /^(no|unknown)$/);
            if (isQuery) assert.equal(read.executed, 'no');
            return;
          }
          assert.equal(typeof read.requestId, 'string');
          assert.equal(Object.getPrototypeOf(read.data), Object.prototype);
          onlyOurErrors(() => deviceErrorOf(readInvokeAnswer(read), 1));
        },
      ),
      RUNS,
    );
  });

  it('any data of a device can be decoded by any model', () => {
    const models = DEFAULT_SEED.products.flatMap((product) =>
      [product.tsl].flat().map((tsl) => parseThingModel(tsl)),
    );
    const services = models.flatMap((model) => model.services);
    assert.ok(services.length > 5);
    const names = services.flatMap(({ outputs }) => outputs.map(({ identifier }) => identifier));
    const data = fc.dictionary(fc.constantFrom(...names), fc.anything({ withNullPrototype: true }));
    fc.assert(
      fc.property(data, fc.constantFrom(...services), (given, { outputs }) => {
        onlyOurErrors(() => decodeData(outputs, given));
      }),
      RUNS,
    );
  });
});

describe('fuzzing the retry hint', () => {
  it('any headers give no hint or one from 0 to an hour', () => {
    const wild = fc.dictionary(
      fc.constantFrom('retry-after', 'x-acs-retry-after', 'x-ratelimit-user', 'x-ratelimit-user-api'),
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.double().map(String),
        fc.array(fc.string()),
        fc.string().map((s) => `TimeLeft:${s}`),
      ),
    );
    fc.assert(
      fc.property(fc.oneof(headers, wild), (head) => {
        const hint = retryAfterMs(head);
        assert.ok(hint === undefined || (hint >= 0 && hint <= 3_600_000), String(hint));
      }),
      RUNS,
    );
  });
});

describe('fuzzing the redaction', () => {
  const encodings: ((text: string) => string)[] = [
    (text) => text,
    encodeURIComponent,
    (text) => encodeURIComponent(text).replace(/%../g, (hex) => hex.toLowerCase()),
    (text) => encodeURIComponent(encodeURIComponent(text)),
  ];
  const noise = fc.string({ unit: 'binary', maxLength: 200 });

  it('never lets a secret through, wherever it stands and however it is encoded', () => {
    fc.assert(
      fc.property(
        noise,
        fc.constantFrom(...SECRETS),
        fc.constantFrom(...encodings),
        noise,
        (before, secret, encode, after) => {
          const clean = redact(before + encode(secret) + after, SECRETS);
          for (const form of encodings) assert.ok(!clean.includes(form(secret)), clean);
          assert.ok(clean.length <= 301);
          assert.doesNotMatch(clean, /[\p{Cc}\u2028\u2029]/u);
        },
      ),
      RUNS,
    );
  });

  it('never lets a named secret through, also when it is not known', () => {
    const name = fc.constantFrom('AccessKeyId', 'SecurityToken', 'Signature', 'x-acs-security-token');
    const assign = fc.constantFrom('=', ': ', '%3D', '%253D', '":"', "='");
    const lead = fc.constantFrom('', '&', '%26', '%2526', ' ', '{"', 'x');
    const value = fc.stringMatching(/^[A-Za-z0-9+/]{12,40}$/);
    fc.assert(
      fc.property(lead, name, assign, value, (before, parameter, equals, secret) => {
        assert.ok(!redact(`${before}${parameter}${equals}${secret}&x=1`).includes(secret));
      }),
      RUNS,
    );
  });

  it('takes time in proportion to the text', () => {
    for (const piece of [
      'Signature',
      'Signature ',
      'Signature=',
      'string to ',
      'server ',
      ' ',
      '%26Signature%3D',
      'canonical_',
      '"',
      'POST&',
    ]) {
      const took = (length: number): number => {
        const text = piece.repeat(length / piece.length);
        const startedAt = performance.now();
        redact(text, [...SECRETS, 'x'.repeat(2_000)]);
        return performance.now() - startedAt;
      };
      took(10_000);
      assert.ok(took(1_000_000) < 500, piece);
    }
  });
});

describe('fuzzing the endpoint setting', () => {
  it('any text gives an endpoint a request can be sent to, or an error of kind config', () => {
    const host = fc.oneof(
      fc.domain(),
      fc.ipV4(),
      fc.ipV6().map((ip) => `[${ip}]`),
      fc.string(),
    );
    const setting = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      fc
        .tuple(fc.constantFrom('', 'http://', 'https://', 'HTTP://', 'ftp://'), host, fc.string())
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(setting, (text) => {
        const endpoint = onlyOurErrors(() => parseEndpoint(text));
        if (endpoint instanceof AliyunIotError) {
          assert.equal(endpoint.kind, 'config');
          return;
        }
        assert.ok(endpoint.port >= 0 && endpoint.port <= 65_535);
        assert.match(endpoint.path, /^\/[\x21-\x7e]*$/);
        assert.match(endpoint.host, /^[\x21-\x7e]+$/);
        assert.doesNotMatch(endpoint.path, /[?#]/);
        assert.doesNotMatch(endpoint.host, /[@/?#]/);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('fuzzing the Args', () => {
  it('any value gives a JSON object as text, or problems', () => {
    const anything = fc.anything({
      withBigInt: true,
      withBoxedValues: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withObjectString: true,
      withSet: true,
      withTypedArray: true,
      withSparseArray: true,
    });
    const args = fc.oneof(
      anything,
      fc.dictionary(fc.string({ unit: 'binary' }), anything),
      fc.string({ unit: 'binary' }),
      fc.json(),
    );
    fc.assert(
      fc.property(args, (value) => {
        const written = onlyOurErrors(() => argsText(value));
        if (written instanceof ValidationError) return;
        assert.ok(!(written instanceof AliyunIotError));
        if (written.problems.length > 0) return;
        const parsed: unknown = JSON.parse(written.text);
        assert.ok(typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed));
      }),
      { numRuns: 2_000 },
    );
  });

  it('any text that claims to be a thing model is read or refused with kind config', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string({ unit: 'binary' }), fc.object()), (source) => {
        const model = onlyOurErrors(() => parseThingModel(source));
        if (model instanceof AliyunIotError) assert.equal(model.kind, 'config');
      }),
      RUNS,
    );
  });
});
