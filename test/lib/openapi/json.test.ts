import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseJson } from '../../../lib/openapi';

describe('parseJson', () => {
  for (const [text, value] of [
    ['{"m":889455942124347392}', { m: '889455942124347392' }],
    [
      '{"m":-9223372036854775808,"n":[9007199254740993]}',
      { m: '-9223372036854775808', n: ['9007199254740993'] },
    ],
    ['9007199254740993', '9007199254740993'],
    ['{"t":1510292739881,"s":9007199254740991}', { t: 1510292739881, s: 9007199254740991 }],
    [
      '{"f":0.12345678901234567,"g":1234567890123456.5}',
      { f: Number('0.12345678901234567'), g: Number('1234567890123456.5') },
    ],
    ['{"e":1234567890123456e3,"x":1e+1234567890123456789}', { e: 1234567890123456e3, x: Infinity }],
    [
      '{"s":"id 889455942124347392 \\" 889455942124347392"}',
      { s: 'id 889455942124347392 " 889455942124347392' },
    ],
    ['\uFEFF{"a":1}', { a: 1 }],
    ['{"a":1,"a":2}', { a: 2 }],
  ] as const) {
    it(`reads ${text}`, () => {
      assert.deepEqual(parseJson(text), value);
    });
  }

  it('refuses what is nested more deeply than copying it can follow', () => {
    const nested = (depth: number): string =>
      `${'{"a":['.repeat(depth)}"[${'\\"['.repeat(2000)}"${']}'.repeat(depth)}`;
    assert.throws(() => parseJson(nested(1000)), SyntaxError);
    assert.doesNotThrow(() => parseJson(nested(100)));
    assert.equal((parseJson(`[${'[],'.repeat(5000)}[]]`) as unknown[]).length, 5001);
  });

  it('drops __proto__ keys however they are written, and pollutes nothing', () => {
    for (const text of [
      '{"__proto__":{"polluted":1},"a":{"__proto__":1}}',
      '{"\\u005f_proto__":{"polluted":1},"a":{}}',
    ]) {
      const value = parseJson(text) as Record<string, unknown>;
      assert.deepEqual(Object.getOwnPropertyNames(value), ['a']);
      assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
      assert.equal(Object.assign({}, value)['polluted' as never], undefined);
    }
  });

  it('agrees with JSON.parse wherever numbers are safe', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        if (/\d{16}|__proto__|\\u00/.test(text)) return;
        assert.deepEqual(parseJson(text), JSON.parse(text));
      }),
    );
  });

  it('takes time in proportion to the length of hostile input', () => {
    for (const text of [
      `"${'\\"'.repeat(500_000)}`,
      `${'"'.repeat(200_001)}1234567890123456789`,
      '\\'.repeat(500_000),
    ]) {
      const before = performance.now();
      assert.throws(() => parseJson(`${text}12345678901234567`), SyntaxError);
      assert.ok(performance.now() - before < 1_000);
    }
  });
});
