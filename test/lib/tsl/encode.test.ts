import assert from 'node:assert/strict';
import { ValidationError } from '../../../lib/errors';
import { checkArgsText, encodeArgs, type DataType } from '../../../lib/tsl';
import { ALL, fitting, MODES, ON_OFF, parameters } from './parameters';

function encode(type: DataType, value: unknown): string {
  return encodeArgs(parameters({ x: type }), { x: value }).slice('{"x":'.length, -1);
}

describe('encodeArgs', () => {
  it('writes what the platform wants, keys in the order they were given', () => {
    const text = encodeArgs(ALL, fitting());
    assert.equal(
      text,
      '{"int":1500,"float":20.0,"double":1.0e+21,"bool":1,"enum":1,"text":"中文","date":"1700000000000",' +
        '"list":[1.0,2.5,-0.0],"items":[{"at":"x","on":1},{"at":"y","on":0}],' +
        '"struct":{"123":10.0,"when":"1777593600000"}}',
    );
    assert.deepEqual(checkArgsText(ALL, text, 'strong', 'documented'), []);
    assert.equal(encodeArgs(ALL.slice(0, 2), { float: 5, int: 1 }), '{"float":5.0,"int":1}');
  });

  it('gives a float or double a decimal place, always', () => {
    const numbers: [number, string][] = [
      [10, '10.0'],
      [-10, '-10.0'],
      [0, '0.0'],
      [-0, '-0.0'],
      [0.1, '0.1'],
      [1e21, '1.0e+21'],
      [-1e-7, '-1.0e-7'],
      [1.5e-9, '1.5e-9'],
    ];
    for (const type of ['float', 'double'] as const) {
      for (const [value, written] of numbers) {
        assert.equal(encode({ type }, value), written);
        assert.equal(JSON.parse(written), value);
      }
    }
  });

  it('writes an int without one', () => {
    assert.equal(encode({ type: 'int' }, 10), '10');
    assert.equal(encode({ type: 'int' }, -0), '0');
  });

  it('turns friendly values into numbers and milliseconds', () => {
    for (const value of [true, 1, 'on']) assert.equal(encode({ type: 'bool', labels: ON_OFF }, value), '1');
    for (const value of [false, 0, 'off']) assert.equal(encode({ type: 'bool', labels: ON_OFF }, value), '0');
    for (const value of [7, 'boost']) assert.equal(encode({ type: 'enum', labels: MODES }, value), '7');
    for (const value of [5, '5', new Date(5), '1970-01-01T00:00:00.005Z', '1970-01-01T08:00:00.005+0800']) {
      assert.equal(encode({ type: 'date' }, value), '"5"');
    }
  });

  it('writes what the model does not know as plain JSON', () => {
    const args = { a: [10, 'x', null, { b: true }], d: new Date(1_700_000_000_000) };
    assert.equal(encodeArgs([], args), '{"a":[10,"x",null,{"b":true}],"d":"1700000000000"}');
    assert.equal(encodeArgs([], {}), '{}');
    assert.equal(encode({ type: 'unknown', name: 'hologram' }, { a: 1 }), '{"a":1}');
  });

  it('leaves a value that does not fit its type as it is', () => {
    assert.equal(encode({ type: 'float' }, '10'), '"10"');
    assert.equal(encode({ type: 'enum', labels: MODES }, 'turbo'), '"turbo"');
    assert.equal(encode({ type: 'array', item: { type: 'float' } }, { a: 1 }), '{"a":1}');
    assert.equal(encode({ type: 'struct', members: parameters({ a: { type: 'float' } }) }, [1]), '[1]');
  });

  it('takes `__proto__` for a key like any other', () => {
    const text = '{"__proto__":{"polluted":1},"constructor":2}';
    assert.equal(encodeArgs([], JSON.parse(text) as object), text);
    assert.equal(
      encodeArgs(parameters({ constructor: { type: 'float' as const } }), { constructor: 2 }),
      '{"constructor":2.0}',
    );
    assert.equal(({} as { polluted?: number }).polluted, undefined);
  });

  it('throws before JSON loses something', () => {
    const circle: { self?: unknown } = {};
    circle.self = circle;
    for (const value of [NaN, () => 1, [undefined], { a: undefined }, 10n, circle, '\ud800']) {
      assert.throws(
        () => encode({ type: 'float' }, value),
        (error) => error instanceof ValidationError && error.problems[0]!.path.startsWith('args.x'),
      );
    }
  });
});
