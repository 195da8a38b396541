import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MAX_DEPTH, readJson, type JsonNode } from '../../../lib/tsl/json';
import { writeJson } from '../../../lib/tsl/json-write';

function toValue(node: JsonNode): unknown {
  switch (node.kind) {
    case 'object':
      return Object.fromEntries([...node.members].map(([key, value]) => [key, toValue(value)]));
    case 'array':
      return node.items.map(toValue);
    case 'number':
      return Number(node.lexeme);
    case 'null':
      return null;
    default:
      return node.value;
  }
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('readJson', () => {
  it('keeps numbers as they were written', () => {
    const reading = readJson('[10, 10.0, -0, 1E+2, 9007199254740993]');
    assert.ok(reading.ok && reading.root.kind === 'array');
    assert.deepEqual(
      reading.root.items.map((item) => item.kind === 'number' && item.lexeme),
      ['10', '10.0', '-0', '1E+2', '9007199254740993'],
    );
  });

  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const reading = readJson(text);
        assert.ok(reading.ok);
        assert.deepEqual(toValue(reading.root), JSON.parse(text));
      }),
    );
  });

  it('refuses what JSON.parse refuses', () => {
    const piece = fc.constantFrom(
      ...[
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '"a"',
        '"',
        '\\',
        '\\u12',
        '\u0001',
        '1',
        '01',
        '-',
        '1.',
        '.5',
        '1e',
        'true',
      ],
      ...['nul', 'null', ' ', '\u00a0', '\uFEFF', "'", '//', 'NaN'],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const text = pieces.join('');
        assert.equal(readJson(text).ok, parses(text), text);
      }),
      { numRuns: 3000 },
    );
  });

  it('says where the text stops being JSON', () => {
    assert.deepEqual(readJson('{"a":1,}'), { ok: false, offset: 7, reason: 'syntax' });
    assert.deepEqual(readJson(''), { ok: false, offset: 0, reason: 'syntax' });
  });

  it('takes 64 levels and no more, however many there are', () => {
    assert.equal(readJson('['.repeat(MAX_DEPTH) + '1' + ']'.repeat(MAX_DEPTH)).ok, true);
    const deep = '['.repeat(MAX_DEPTH + 1) + ']'.repeat(MAX_DEPTH + 1);
    assert.deepEqual(readJson(deep), { ok: false, offset: MAX_DEPTH, reason: 'too-deep' });
    assert.equal(readJson('{"a":'.repeat(1_000_000)).ok, false);
  });

  it('does not run out of stack on long tokens', () => {
    for (const text of ['9'.repeat(5_000_000), `"${'\\n'.repeat(2_000_000)}"`, `${' '.repeat(5_000_000)}1`]) {
      assert.equal(readJson(text).ok, true);
    }
  });

  it('keeps the last of a repeated key, and `__proto__` as a key', () => {
    const reading = readJson('{"a":1,"__proto__":2,"a":3}');
    assert.ok(reading.ok && reading.root.kind === 'object');
    assert.deepEqual([...reading.root.members.keys()], ['a', '__proto__']);
    assert.deepEqual(reading.root.members.get('a'), { kind: 'number', lexeme: '3' });
  });

  it('is written as it was read', () => {
    const written = (text: string): string | undefined => {
      const reading = readJson(text);
      return reading.ok ? writeJson(reading.root) : undefined;
    };
    const exact = '{"2":10.0,"1":[1E+2,-0.0,9007199254740993],"__proto__":{"a":null,"b":"\\ud800\\n"}}';
    assert.equal(written(exact), exact);
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        assert.equal(written(text), text);
      }),
    );
  });
});
