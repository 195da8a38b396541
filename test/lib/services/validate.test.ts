import assert from 'node:assert/strict';
import vm from 'node:vm';
import { ValidationError } from '../../../lib/errors';
import { argsText } from '../../../lib/services/args';
import type { InvokeRequest } from '../../../lib/services';
import { validateInvoke } from '../../../lib/services/validate';

const target = { productKey: 'a1SimPump01', deviceName: 'pump-01', identifier: 'start' };

function problemsOf(request: object): { path: string; rule: string }[] {
  try {
    validateInvoke(request as InvokeRequest);
  } catch (error) {
    assert.ok(error instanceof ValidationError, String(error));
    assert.equal(error.executed, 'no');
    assert.equal(error.kind, 'validation');
    assert.match(error.in('zh'), /\p{Script=Han}/u);
    return error.problems;
  }
  return [];
}

const rulesOf = (request: object): string[] => problemsOf(request).map(({ path, rule }) => `${path} ${rule}`);

function circular(): object {
  const value: Record<string, unknown> = { a: {} };
  (value['a'] as Record<string, unknown>)['b'] = value;
  return value;
}

describe('validateInvoke', () => {
  it('fills in the defaults', () => {
    const valid = validateInvoke(target);
    assert.deepEqual(valid.params, {
      ProductKey: 'a1SimPump01',
      DeviceName: 'pump-01',
      Identifier: 'start',
      Args: '{}',
    });
    assert.deepEqual([valid.qos, valid.timeoutMs, valid.deadlineMs], [0, 12_000, 30_000]);
  });

  it('lets the IotId win and says so', () => {
    const valid = validateInvoke({ ...target, iotId: 'iot-1' });
    assert.deepEqual(Object.keys(valid.params), ['IotId', 'Identifier', 'Args']);
    assert.equal(valid.warnings.length, 1);
    assert.deepEqual(validateInvoke({ identifier: 's', iotId: 'iot-1' }).warnings, []);
  });

  it('takes a service of a custom module', () => {
    assert.equal(
      validateInvoke({ ...target, identifier: 'lighting:setBrightness' }).params['Identifier'],
      'lighting:setBrightness',
    );
  });

  it('sends Qos only when it is 1', () => {
    assert.equal(validateInvoke({ ...target, qos: 0 }).params['Qos'], undefined);
    assert.equal(validateInvoke({ ...target, qos: 1 }).params['Qos'], '1');
  });

  it('lists every problem at once, each with its place', () => {
    assert.deepEqual(
      rulesOf({ productKey: 'pk', qos: 2, timeoutMs: -1, args: { a: NaN, b: { c: [1, Infinity] } } }),
      [
        'deviceName missing',
        'identifier missing',
        'qos invalid-qos',
        'timeoutMs invalid-duration',
        'args.a not-json',
        'args.b.c[1] not-json',
      ],
    );
    assert.deepEqual(rulesOf({ identifier: 's' }), ['target missing']);
    assert.deepEqual(rulesOf({ identifier: 's', deviceName: 'd' }), ['productKey missing']);
  });

  for (const value of ['a\r\nb', 'a\0b', 'a b', ' a', 'a\u2028', 'a\uD800', 'a\u007f', 'x'.repeat(257)]) {
    it(`refuses ${JSON.stringify(value).slice(0, 20)} in every ID`, () => {
      assert.deepEqual(rulesOf({ ...target, productKey: value }), ['productKey invalid-characters']);
      assert.deepEqual(rulesOf({ ...target, deviceName: value }), ['deviceName invalid-characters']);
      assert.deepEqual(rulesOf({ iotId: value, identifier: 's' }), ['iotId invalid-characters']);
      assert.deepEqual(rulesOf({ ...target, identifier: value }), ['identifier invalid-identifier']);
    });
  }

  for (const qos of [2, -1, 'x', '1', NaN, null]) {
    it(`refuses Qos ${String(qos)} ${typeof qos}`, () => {
      assert.deepEqual(rulesOf({ ...target, qos }), ['qos invalid-qos']);
    });
  }

  for (const identifier of ['a:b:c', ':b', 'a:', 'a-b', 'a.b', 'x'.repeat(51), 42]) {
    it(`refuses the Identifier ${String(identifier).slice(0, 10)}`, () => {
      assert.deepEqual(rulesOf({ ...target, identifier }), ['identifier invalid-identifier']);
    });
  }

  for (const ms of [0, -5, NaN, Infinity, 2 ** 31, '10']) {
    it(`refuses a timeout of ${String(ms)} ${typeof ms}`, () => {
      assert.deepEqual(rulesOf({ ...target, timeoutMs: ms }), ['timeoutMs invalid-duration']);
    });
  }
});

describe('argsText', () => {
  it('makes {} of nothing', () => {
    for (const nothing of [undefined, null, '', '  ', Buffer.alloc(0)])
      assert.equal(argsText(nothing).text, '{}');
  });

  it('sends a text and a Buffer byte for byte', () => {
    for (const text of [
      '{"t":10.0}',
      ' { "n" : 123456789012345678901234567890 } ',
      '{"s":"\\u4e2d\\/\u{1F600}*~+!\'()%25"}',
    ]) {
      assert.deepEqual(argsText(text), { text, problems: [], warnings: [] });
      assert.equal(argsText(Buffer.from(text)).text, text);
    }
  });

  it('writes an object as JSON.stringify would', () => {
    const args = {
      text: '中\n\t\0\u2028\uFEFF"\\😀é',
      n: -1.5e-7,
      big: 1e21,
      b: false,
      nothing: null,
      list: [1, [], {}, 'x'],
      nested: { a: { b: 'c' } },
      '': 0,
    };
    assert.equal(argsText(args).text, JSON.stringify(args));
  });

  it('takes objects of a function node, which come from another realm', () => {
    const foreign = vm.runInNewContext('({ speed: 3, list: [{ at: new Date(1700000000000) }] })') as object;
    assert.equal(argsText(foreign).text, '{"speed":3,"list":[{"at":"1700000000000"}]}');
  });

  it('writes a Date as a string of UTC milliseconds and honours toJSON', () => {
    assert.equal(
      argsText({ at: new Date(1_700_000_000_000), x: { toJSON: () => 'own' } }).text,
      '{"at":"1700000000000","x":"own"}',
    );
  });

  it('takes __proto__ for a name like any other and pollutes nothing', () => {
    const text = '{"a":1,"__proto__":{"polluted":1},"constructor":{"prototype":2}}';
    assert.equal(argsText(JSON.parse(text)).text, text);
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  });

  for (const [what, args, problem] of [
    ['a text that is no JSON', 'speed=3', 'args not-json'],
    ['an array', [1], 'args not-an-object'],
    ['the text of an array', '[1]', 'args not-an-object'],
    ['a number', 5, 'args not-an-object'],
    ['a boolean', true, 'args not-an-object'],
    ['a Map', new Map([['a', 1]]), 'args not-an-object'],
    ['a Date', new Date(), 'args not-an-object'],
    ['NaN', { a: NaN }, 'args.a not-json'],
    ['Infinity', { a: { b: -Infinity } }, 'args.a.b not-json'],
    ['a BigInt', { a: [10n] }, 'args.a[0] bigint'],
    ['undefined', { a: undefined }, 'args.a undefined'],
    ['a function', { 'odd name': () => 1 }, 'args["odd name"] not-json'],
    ['a symbol', { a: Symbol('x') }, 'args.a not-json'],
    ['a Buffer inside', { a: Buffer.from('x') }, 'args.a not-json'],
    ['an invalid date', { a: new Date(NaN) }, 'args.a not-json'],
    ['a circle', circular(), 'args.a.b circular'],
    ['a lone surrogate', { a: '\uD83D' }, 'args.a not-unicode'],
    ['a lone surrogate in a name', { '\uDE00': 1 }, 'args["\\ude00"] not-unicode'],
    ['a lone surrogate in a text', '{"a":"\uD83D"}', 'args not-unicode'],
    ['more than a message holds', { a: 'x'.repeat(262_144) }, 'args too-long'],
  ] as const) {
    it(`refuses ${what}`, () => {
      assert.deepEqual(
        argsText(args).problems.map(({ path, rule }) => `${path} ${rule}`),
        [problem],
      );
    });
  }

  it('takes the longest Args a message holds, and not one byte more', () => {
    const longest = { a: 'x'.repeat(262_144 - 8) };
    assert.equal(argsText(longest).problems.length, 0);
    assert.equal(argsText({ a: `${longest.a}x` }).problems.length, 1);
  });

  it('refuses what is nested without end, and does not overflow', () => {
    let deep: object = {};
    for (let i = 0; i < 100_000; i++) deep = { deep };
    assert.equal(argsText(deep).problems[0]?.rule, 'too-deep');
    assert.equal(argsText('{"a":'.repeat(100_000)).problems[0]?.rule, 'not-json');
  });

  it('names the Inject node for its timestamp', () => {
    assert.match(argsText(Date.now()).problems[0]?.texts.en ?? '', /Inject/);
    assert.doesNotMatch(argsText(42).problems[0]?.texts.en ?? '', /Inject/);
  });

  it('sees the same object twice without calling it a circle', () => {
    const shared = { a: 1 };
    assert.equal(argsText({ x: shared, y: shared }).text, '{"x":{"a":1},"y":{"a":1}}');
  });
});
