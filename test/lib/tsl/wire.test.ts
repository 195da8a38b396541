import assert from 'node:assert/strict';
import { checkArgsText, type DataType, type ValidateLevel } from '../../../lib/tsl';
import { MODES, ON_OFF, parameters } from './parameters';

function check(
  type: DataType,
  value: string,
  level: ValidateLevel = 'strong',
  numbers?: 'lenient',
): string[] {
  return checkArgsText(parameters({ x: type }), `{"x":${value}}`, level, numbers ?? 'documented').map(
    ({ code, path }) => `${code} ${path}`,
  );
}

/** `[type, lexemes that pass, lexemes refused by strong, lexemes refused by strong and weak, code]` */
const TABLE: [DataType, string[], string[], string[], number][] = [
  [
    { type: 'int', min: 0, max: 3000 },
    ['0', '3000', '-0'],
    ['-1', '3001'],
    ['10.0', '1e3', '"15"', 'true', 'null', '2147483648', '99999999999999999999'],
    6306,
  ],
  [
    { type: 'float', min: 5, max: 35 },
    ['5.0', '3.5e1', '20.25'],
    ['4.9', '35.01'],
    ['10', '1e1', '"10.0"', '1.0e39', 'null'],
    6307,
  ],
  [{ type: 'double', max: 1 }, ['-1.0e300', '0.5'], ['1.5'], ['1', '-0', '1.0e999', '{}'], 6322],
  [{ type: 'bool', labels: ON_OFF }, ['0', '1'], ['2', '-1'], ['true', '"1"', '1.0', 'null'], 6308],
  [{ type: 'enum', labels: MODES }, ['0', '7'], ['2'], ['"eco"', '1.0', 'true'], 6309],
  [{ type: 'text', length: 6 }, ['""', '"中文"', '"\\u4e2d\\u6587"'], ['"中文."'], ['1', 'null', '[]'], 6310],
  [
    { type: 'date' },
    ['"1700000000000"', '"-1"'],
    [],
    ['1700000000000', '""', '"2026-05-01T00:00:00Z"', '"1.5"', 'null'],
    6311,
  ],
  [{ type: 'array', size: 2, item: { type: 'int' } }, ['[]', '[1,2]'], [], ['{}', '"[]"', 'null'], 6328],
  [{ type: 'struct', members: [] }, ['{}'], [], ['[]', '"{}"', 'null', '1'], 6312],
  [{ type: 'unknown', name: 'hologram' }, ['1', 'null', '[{}]'], [], [], 0],
];

describe('checkArgsText', () => {
  for (const [type, fine, strong, always, code] of TABLE) {
    it(`checks ${type.type}`, () => {
      for (const value of fine) assert.deepEqual(check(type, value), [], value);
      for (const value of strong) {
        assert.deepEqual(check(type, value), [`${code} args.x`], value);
        assert.deepEqual(check(type, value, 'weak'), [], value);
      }
      for (const value of always) {
        assert.deepEqual(check(type, value), [`${code} args.x`], value);
        assert.deepEqual(check(type, value, 'weak'), [`${code} args.x`], value);
        assert.deepEqual(check(type, value, 'none'), [], value);
      }
    });
  }

  it('lenient takes a float without a decimal place, and still wants a number', () => {
    assert.deepEqual(check({ type: 'float' }, '10', 'strong', 'lenient'), []);
    assert.deepEqual(check({ type: 'double' }, '1e3', 'strong', 'lenient'), []);
    assert.deepEqual(check({ type: 'double' }, '"10"', 'strong', 'lenient'), ['6322 args.x']);
  });

  it('looks into arrays and structs', () => {
    const item: DataType = {
      type: 'struct',
      members: parameters({ at: { type: 'text' }, t: { type: 'float' } }),
    };
    const list: DataType = { type: 'array', size: 2, item };
    const text = '[{"at":"x","t":1.0},{"t":1,"z":1}]';
    assert.deepEqual(check(list, text), ['6312 args.x[1].at', '6307 args.x[1].t', '6304 args.x[1].z']);
    assert.deepEqual(check(list, text, 'weak'), ['6307 args.x[1].t']);
    assert.deepEqual(check(list, '[{},{},{}]'), ['6324 args.x']);
    assert.deepEqual(check({ type: 'array', item: { type: 'date' } }, '["1"]'), ['6325 args.x']);
    assert.deepEqual(check({ type: 'array', item: { type: 'unknown', name: '' } }, '[true]'), []);
  });

  it('int and float end where 32 bits end, both ends included', () => {
    for (const value of ['2147483647', '-2147483648'])
      assert.deepEqual(check({ type: 'int' }, value), [], value);
    for (const value of ['3.4028235e38', '-3.4028235e38'])
      assert.deepEqual(check({ type: 'float' }, value), []);
  });

  it('reports missing and unknown parameters only when strong', () => {
    const inputs = parameters({ a: { type: 'int' }, toString: { type: 'int' as const } });
    const codes = (level: ValidateLevel) =>
      checkArgsText(inputs, '{"b":1,"__proto__":2}', level, 'documented');
    assert.deepEqual(codes('strong'), [
      { code: 6302, path: 'args.a', message: 'tsl parse: params required -> a' },
      { code: 6302, path: 'args.toString', message: 'tsl parse: params required -> toString' },
      { code: 6304, path: 'args.b', message: 'tsl parse: params not exist -> b' },
      { code: 6304, path: 'args.__proto__', message: 'tsl parse: params not exist -> __proto__' },
    ]);
    assert.deepEqual(codes('weak'), []);
    assert.deepEqual(codes('none'), []);
  });

  it("speaks with the platform's words where they are public", () => {
    const message = (type: DataType, value: string) =>
      checkArgsText(parameters({ code: type }), `{"code":${value}}`, 'strong', 'documented')[0]?.message;
    assert.equal(message({ type: 'int' }, '"15"'), 'tsl parse: data type is not int -> code');
    assert.equal(
      message({ type: 'bool', labels: ON_OFF }, 'true'),
      'tsl parse: value of bool type must be int -> code',
    );
    assert.equal(message({ type: 'text' }, '1'), 'tsl parse: data type is not string -> code');
  });

  it('wants a JSON object at every level, whatever comes', () => {
    const hostile = [
      '',
      'x',
      '[]',
      '1',
      '"{}"',
      'null',
      '{"a":1',
      '{}{}',
      '\uFEFF{}',
      '{"a":'.repeat(1_000_000),
    ];
    for (const level of ['strong', 'weak', 'none'] as const) {
      for (const text of hostile) {
        assert.deepEqual(
          checkArgsText([], text, level, 'documented').map(({ code, path }) => `${code} ${path}`),
          ['6332 args'],
        );
      }
      assert.deepEqual(checkArgsText([], ' { } ', level, 'documented'), []);
    }
  });
});
