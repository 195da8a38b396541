import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import { checkArgs, checkArgsText, type DataType } from '../../../lib/tsl';
import { ALL, fitting, MODES, ON_OFF, parameters } from './parameters';

function rules(type: DataType, value: unknown, level: 'strong' | 'weak' = 'strong'): string[] {
  return checkArgs(parameters({ x: type }), { x: value }, level).map(({ path, rule }) => `${path} ${rule}`);
}

function accepts(type: DataType, ...values: unknown[]): void {
  for (const value of values) assert.deepEqual(rules(type, value), [], String(value));
}

function refuses(type: DataType, rule: string, ...values: unknown[]): void {
  for (const value of values) assert.deepEqual(rules(type, value), [`args.x ${rule}`], String(value));
}

describe('checkArgs', () => {
  it('takes the friendly values of a user', () => {
    assert.deepEqual(checkArgs(ALL, fitting(), 'strong'), []);
  });

  it('takes objects and dates of another realm, such as a function node', () => {
    const args = runInNewContext('({ date: new Date(5), struct: { a: [1] } })') as object;
    const inputs = parameters({
      date: { type: 'date' },
      struct: { type: 'struct', members: parameters({ a: { type: 'array', item: { type: 'int' } } }) },
    });
    assert.deepEqual(checkArgs(inputs, args, 'strong'), []);
    assert.deepEqual(checkArgs([], args, 'none'), []);
  });

  it('lists all problems at once, in the order of the model, with paths', () => {
    const args = {
      ...fitting(),
      int: undefined,
      items: [
        { at: 1, on: true },
        { on: 'x', of: 1 },
      ],
      'a b': 1,
      sped: 2,
    };
    const problems = checkArgs(ALL, args, 'strong').map(({ path, rule }) => `${path} ${rule}`);
    assert.deepEqual(problems, [
      'args.int missing',
      'args.items[0].at wrong-type',
      'args.items[1].at missing',
      'args.items[1].on wrong-type',
      'args.items[1].of unknown-parameter',
      'args["a b"] unknown-parameter',
      'args.sped unknown-parameter',
    ]);
  });

  it('says in both languages what is wanted and what was given', () => {
    const [problem] = checkArgs(ALL.slice(0, 1), { int: 3500 }, 'strong');
    assert.deepEqual(problem, {
      path: 'args.int',
      rule: 'out-of-range',
      texts: {
        en: 'must be a whole number from 0 to 3000 rpm; it is 3500.',
        zh: '应为 0 到 3000 rpm 之间的整数；当前值：3500。',
      },
    });
  });

  it('never shows a long text or the text of a text parameter', () => {
    const secret = 'correct horse battery staple, and some more';
    for (const type of [
      { type: 'int' },
      { type: 'text', length: 3 },
      { type: 'struct', members: [] },
    ] as const) {
      const text = JSON.stringify(checkArgs(parameters({ x: type }), { x: secret }, 'strong'));
      assert.ok(text.length > 2 && !text.includes('horse'), text);
    }
  });

  it('int: whole numbers of 32 bits within the range', () => {
    const int: DataType = { type: 'int', min: 0, max: 3000, step: 10 };
    accepts(int, 0, 3000, -0, 15);
    refuses(int, 'wrong-type', 2.5, NaN, '15', true, null, [], new Date(), 7n);
    refuses(int, 'out-of-range', -1, 3001, 1e12);
    refuses({ type: 'int' }, 'out-of-range', 2 ** 31, -(2 ** 31) - 1);
    accepts({ type: 'int' }, 2 ** 31 - 1, -(2 ** 31));
    refuses({ type: 'int', max: 1e12 }, 'out-of-range', 2 ** 31);
  });

  it('float and double: finite numbers within the range', () => {
    accepts({ type: 'float', min: 5, max: 35, step: 0.5 }, 5, 35, 20.3);
    refuses({ type: 'float', min: 5, max: 35 }, 'out-of-range', 4.9, 35.1);
    refuses({ type: 'float' }, 'out-of-range', 1e39, -Infinity);
    accepts({ type: 'double' }, 1e39, Number.MAX_VALUE);
    refuses({ type: 'double' }, 'wrong-type', NaN, '1.0', null, 2n ** 64n);
    refuses({ type: 'double' }, 'out-of-range', Infinity);
  });

  it('bool: true, false, 0, 1 or a label', () => {
    accepts({ type: 'bool', labels: ON_OFF }, true, false, 0, 1, 'on', 'off');
    refuses({ type: 'bool', labels: ON_OFF }, 'wrong-type', 2, 'true', 'On', '1', '', null);
    accepts({ type: 'bool', labels: new Map() }, true, 0);
  });

  it('enum: a listed number or a label only one item has', () => {
    accepts({ type: 'enum', labels: MODES }, 0, 7, 'boost');
    refuses({ type: 'enum', labels: MODES }, 'not-listed', 2);
    refuses({ type: 'enum', labels: MODES }, 'wrong-type', 1.5, 'Boost', true, '7');
    const twins = new Map([...MODES, [8, 'boost']]);
    refuses({ type: 'enum', labels: twins }, 'wrong-type', 'boost');
    accepts({ type: 'enum', labels: new Map() }, 99);
  });

  it('text: its length counts in bytes of UTF-8', () => {
    accepts({ type: 'text', length: 6 }, '', '中文', 'abcdef', '\0\n"');
    refuses({ type: 'text', length: 6 }, 'too-long', '中文。', 'abcdefg');
    refuses({ type: 'text' }, 'wrong-type', 1, null, {}, ['a']);
    refuses({ type: 'text' }, 'not-unicode', 'a\ud800', '\udc00\ud800');
    accepts({ type: 'text' }, '\ud83d\ude00');
  });

  it('date: a moment, never a time of some unnamed zone', () => {
    const moments = [new Date(0), 1_700_000_000_000, '1700000000000', '-1', '2026-05-01T08:00:00+08:00'];
    accepts({ type: 'date' }, ...moments, '2026-05-01T08:00Z', '2024-02-29T00:00:00.123Z');
    refuses({ type: 'date' }, 'wrong-type', new Date(NaN), 1.5, 1e17, '', 'tomorrow', '2026-05-01', true);
    refuses(
      { type: 'date' },
      'wrong-type',
      '2026-05-01T08:00:00',
      '2026-02-30T00:00:00Z',
      '2026-05-01T25:00Z',
    );
  });

  it('array: its size and each of its items', () => {
    const list: DataType = { type: 'array', size: 3, item: { type: 'int' } };
    accepts(list, [], [1, 2, 3]);
    refuses(list, 'too-many', [1, 2, 3, 4]);
    refuses(list, 'wrong-type', '1', { 0: 1 }, new Uint8Array(2));
    assert.deepEqual(rules(list, [1, '2', undefined]), ['args.x[1] wrong-type', 'args.x[2] wrong-type']);
    refuses({ type: 'array', item: { type: 'int' } }, 'too-many', Array(513).fill(1));
  });

  it('struct: exactly its members', () => {
    const struct: DataType = {
      type: 'struct',
      members: parameters({ a: { type: 'int' }, b: { type: 'text' } }),
    };
    accepts(struct, { b: '', a: 1 });
    assert.deepEqual(rules(struct, { a: 1, c: 1 }), ['args.x.b missing', 'args.x.c unknown-parameter']);
    assert.deepEqual(rules(struct, { a: undefined, b: '', c: undefined }), ['args.x.a missing']);
    refuses(struct, 'wrong-type', [], 'a', new Map());
  });

  it('weak: types of known parameters only', () => {
    const args = {
      int: 9999,
      enum: 99,
      text: 'much too long',
      struct: {},
      list: [1, 2, 3, 4],
      other: { a: 1 },
    };
    assert.deepEqual(checkArgs(ALL, args, 'weak'), []);
    const wrong = { int: 'x', enum: 'x', text: 1, struct: [], list: ['a'], other: NaN };
    assert.equal(checkArgs(ALL, wrong, 'weak').length, 6);
  });

  it('none: anything JSON can carry', () => {
    assert.deepEqual(checkArgs(ALL, { int: 'x', other: [null, 10, new Date()] }, 'none'), []);
  });

  it('finds what JSON would drop or change without a word', () => {
    const circle: Record<string, unknown> = { fine: 1 };
    circle.self = { circle };
    const shared = { a: 1 };
    const cases: [unknown, string][] = [
      [NaN, 'args.x not-json'],
      [-Infinity, 'args.x not-json'],
      [() => 1, 'args.x not-json'],
      [Symbol('s'), 'args.x not-json'],
      [new Map(), 'args.x not-json'],
      [Buffer.from('a'), 'args.x not-json'],
      [new Date(NaN), 'args.x not-json'],
      [[1, undefined], 'args.x[1] undefined'],
      [{ a: undefined }, 'args.x.a undefined'],
      [[10n], 'args.x[0] bigint'],
      ['\ud800', 'args.x not-unicode'],
      [{ '\ud800': 1 }, 'args.x["\\ud800"] not-unicode'],
      [circle, 'args.x.self.circle circular'],
      [JSON.parse('['.repeat(5000) + ']'.repeat(5000)), `args.x${'[0]'.repeat(63)} too-deep`],
    ];
    for (const [x, expected] of cases) {
      const found = checkArgs([], { x }, 'none').map(({ path, rule }) => `${path} ${rule}`);
      assert.deepEqual(found, [expected]);
    }
    assert.deepEqual(checkArgs([], { a: shared, b: [shared, shared] }, 'none'), []);
  });

  it('walks a web of objects in linear time and stops at 100 problems', () => {
    const web = Array.from({ length: 2000 }, (): Record<string, unknown> => ({}));
    web.forEach((node, i) => {
      for (let k = 1; k < 8; k++) node[`n${k}`] = web[(i * k + k) % 2000];
    });
    assert.equal(checkArgs([], { web }, 'none').length, 100);
    assert.equal(
      checkArgs(
        parameters({ x: { type: 'array', item: { type: 'int' } } }),
        { x: Array(500).fill('') },
        'strong',
      ).length,
      100,
    );
  });

  it('enters an object once, however many paths lead to it', () => {
    let node: object = { bad: NaN };
    for (let level = 0; level < 40; level++) node = { a: node, b: node };
    assert.equal(checkArgs([], { node }, 'none').length, 1);
  });

  it('takes as many levels as the platform side reads', () => {
    const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
    for (const [levels, fits] of [
      [63, true],
      [64, false],
    ] as const) {
      const args = { x: nested(levels) };
      assert.equal(checkArgs([], args, 'none').length === 0, fits);
      assert.equal(checkArgsText([], JSON.stringify(args), 'none', 'documented').length === 0, fits);
    }
  });

  it('uses toJSON as JSON.stringify does', () => {
    const moment = { toJSON: () => '2026-05-01T00:00:00.000Z' };
    accepts({ type: 'date' }, moment);
    assert.deepEqual(checkArgs([], { moment }, 'none'), []);
  });

  it('inherits nothing', () => {
    assert.deepEqual(
      rules({ type: 'struct', members: parameters({ toString: { type: 'int' as const } }) }, {}),
      ['args.x.toString missing'],
    );
    const args = JSON.parse('{"__proto__":{"int":1}}') as object;
    assert.deepEqual(
      checkArgs(ALL.slice(0, 1), args, 'strong').map(({ rule }) => rule),
      ['missing', 'unknown-parameter'],
    );
  });

  it('shows what the object should look like', () => {
    const wanted = (inputs: typeof ALL) =>
      /such as (.*); it is/.exec(checkArgs(inputs, 1, 'weak')[0]!.texts.en)?.[1];
    assert.equal(wanted(ALL.slice(3, 6)), '{"bool":true,"enum":0,"text":""}');
    assert.equal(wanted(ALL.slice(6, 8)), '{"date":"2026-05-01T08:00:00+08:00","list":[]}');
    assert.equal(wanted(ALL.slice(9)), '{"struct":{"123":0,"when":"2026-05-01T08:00:00+08:00"}}');
    const labels = new Map([[7, 'boost']]);
    assert.equal(
      wanted(parameters({ e: { type: 'enum', labels }, i: { type: 'int', min: -5 } })),
      '{"e":7,"i":0}',
    );
    assert.match(checkArgs([], 1, 'strong')[0]!.texts.en, /\{\} when the service takes no parameters/);
  });

  it('names what the model has when it does not have a parameter', () => {
    const unknown = (inputs: typeof ALL) =>
      checkArgs(inputs, { ...fitting(), sped: 1 }, 'strong').at(-1)!.texts;
    assert.match(unknown(ALL.slice(0, 2)).en, /which has int, float\. Check the spelling/);
    assert.match(unknown([]).en, /which has no parameters here/);
    const many = (count: number) =>
      parameters(Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i}`, { type: 'date' }])));
    assert.match(unknown(many(12)).en, /p10, p11\. Check/);
    assert.match(unknown(many(13)).en, /p10, p11 and 1 more\. Check/);
  });

  it('wants an object, and knows the timestamp of the Inject node', () => {
    for (const level of ['strong', 'weak', 'none'] as const) {
      for (const args of ['x', 12, true, null, undefined, [], new Date(), Buffer.from('{}'), () => 1]) {
        const problems = checkArgs(ALL, args, level);
        assert.deepEqual(
          problems.map(({ path, rule }) => `${path} ${rule}`),
          ['args not-an-object'],
        );
        assert.match(problems[0]!.texts.en, /such as \{"int":0,"float":5,"double":0\}/);
        assert.doesNotMatch(problems[0]!.texts.en, /Inject/);
      }
    }
    const [problem] = checkArgs(ALL, 1_700_000_000_000, 'strong');
    assert.match(problem!.texts.en, /Inject node's timestamp/);
    for (const other of [999_999_999_999, 10_000_000_000_000, new Date(1_700_000_000_000)]) {
      assert.doesNotMatch(checkArgs(ALL, other, 'strong')[0]!.texts.en, /Inject/);
    }
    assert.match(problem!.texts.zh, /inject 节点的时间戳/);
  });
});
