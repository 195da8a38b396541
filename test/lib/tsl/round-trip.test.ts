import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  checkArgs,
  checkArgsText,
  decodeData,
  encodeArgs,
  type DataType,
  type Parameter,
} from '../../../lib/tsl';

/** A type, and a value for it in the words a decoded answer has too. */
interface Sample {
  dataType: DataType;
  value: unknown;
}

const unicode = (maxLength: number) => fc.string({ unit: 'grapheme', maxLength });
const identifier = fc.oneof(
  fc.stringMatching(/^[_a-zA-Z0-9]{1,12}$/),
  fc.constantFrom('__proto__', 'constructor', '123', 'toString'),
);

function ranged(type: 'int' | 'float' | 'double', number: fc.Arbitrary<number>): fc.Arbitrary<Sample> {
  return fc
    .tuple(number, number, number, fc.boolean())
    .map(
      ([a, b, c, limited]) =>
        [...[a, b, c].sort((x, y) => x - y), limited] as [number, number, number, boolean],
    )
    .map(([min, value, max, limited]) => ({ dataType: { type, ...(limited ? { min, max } : {}) }, value }));
}

/** No -0 here: for an int the wire has none. */
const int = ranged('int', fc.integer());
const float = ranged('float', fc.oneof(fc.float({ noNaN: true, noDefaultInfinity: true }), fc.integer()));
const double = ranged('double', fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer()));
const bool: fc.Arbitrary<Sample> = fc.boolean().map((value) => ({
  dataType: {
    type: 'bool',
    labels: new Map([
      [0, 'off'],
      [1, 'on'],
    ]),
  },
  value,
}));
const labelled: fc.Arbitrary<Sample> = fc
  .uniqueArray(fc.tuple(fc.integer({ min: -100, max: 100 }), fc.string({ minLength: 1 })), {
    minLength: 1,
    selector: ([number]) => number,
  })
  .filter((items) => new Set(items.map(([, label]) => label)).size === items.length)
  .chain((items) =>
    fc
      .constantFrom(...items)
      .map(([, value]) => ({ dataType: { type: 'enum', labels: new Map(items) }, value })),
  );
const text: fc.Arbitrary<Sample> = unicode(20).map((value) => ({
  dataType: { type: 'text', length: Buffer.byteLength(value) },
  value,
}));
const date: fc.Arbitrary<Sample> = fc
  .date({ noInvalidDate: true })
  .map((value) => ({ dataType: { type: 'date' }, value }));

const members = fc.uniqueArray(
  fc.tuple(identifier, fc.oneof(int, float, double, bool, labelled, text, date)),
  {
    selector: ([name]) => name,
    maxLength: 7,
  },
);
const struct: fc.Arbitrary<Sample> = members.map((list) => ({
  dataType: { type: 'struct', members: toParameters(list) },
  value: toValues(list),
}));
/** An array has one type for all: its items are one value, several times. */
const array: fc.Arbitrary<Sample> = fc
  .tuple(fc.oneof(int, float, double, text, struct), fc.integer({ min: 0, max: 4 }))
  .map(([{ dataType, value }, size]) => ({
    dataType: { type: 'array', size, item: dataType },
    value: Array<unknown>(size).fill(value),
  }));

const call = fc.uniqueArray(
  fc.tuple(identifier, fc.oneof(int, float, double, bool, labelled, text, date, struct, array)),
  { selector: ([name]) => name, maxLength: 6 },
);

function toParameters(list: [string, Sample][]): Parameter[] {
  return list.map(([name, { dataType }]) => ({ identifier: name, name, dataType }));
}

function toValues(list: [string, Sample][]): object {
  return Object.fromEntries(list.map(([name, { value }]) => [name, value]));
}

describe('arguments that pass the check', () => {
  it('pass the check of the platform as encoded, and come back the same', () => {
    fc.assert(
      fc.property(call, (list) => {
        const inputs = toParameters(list);
        const args = toValues(list);
        assert.deepEqual(checkArgs(inputs, args, 'strong'), []);
        const wire = encodeArgs(inputs, args);
        assert.deepEqual(checkArgsText(inputs, wire, 'strong', 'documented'), []);
        assert.deepEqual(decodeData(inputs, JSON.parse(wire)), args);
      }),
      { numRuns: 500 },
    );
  });

  it('are the ones the platform takes, whatever the user writes', () => {
    const anything = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.double(),
      fc.integer(),
      fc.date(),
      fc.string(),
    );
    fc.assert(
      fc.property(
        call,
        anything,
        fc.constantFrom('strong' as const, 'weak' as const),
        (list, value, level) => {
          const inputs = toParameters(list);
          const args = Object.fromEntries(list.map(([name]) => [name, value]));
          const refused = checkArgs(inputs, args, level).length > 0;
          if (!refused)
            assert.deepEqual(checkArgsText(inputs, encodeArgs(inputs, args), level, 'documented'), []);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
