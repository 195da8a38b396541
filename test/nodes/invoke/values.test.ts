import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { toArgs, toId, toQos, toTimeout } from '../../../nodes/invoke/values';

const valueOf = (converted: object): unknown => {
  assert.ok('value' in converted, JSON.stringify(converted));
  return converted.value;
};
const ruleOf = (converted: object): unknown => (converted as { problem?: { rule: string } }).problem?.rule;

describe('values of an invoke node', () => {
  it('reads IDs: text as it is, a whole number as text, nothing as nothing', () => {
    assert.equal(valueOf(toId(' pump ', 'x')), ' pump ');
    assert.equal(valueOf(toId('', 'x')), '');
    assert.equal(valueOf(toId(1234567890, 'x')), '1234567890');
    assert.equal(valueOf(toId(undefined, 'x')), undefined);
    assert.equal(valueOf(toId(null, 'x')), undefined);
  });

  for (const value of [1.5, NaN, 2 ** 60, true, {}, [], () => 1, Symbol('s'), 5n]) {
    it(`refuses ${inspect(value)} as an ID`, () => {
      const converted = toId(value, 'deviceName');
      assert.equal(ruleOf(converted), 'not-a-text');
      assert.equal((converted as { problem: { path: string } }).problem.path, 'deviceName');
    });
  }

  it('reads arguments: a Buffer as text, nothing at all as none, all else as it is', () => {
    const args = { a: 1 };
    assert.equal(valueOf(toArgs(args, 'args')), args);
    assert.equal(valueOf(toArgs(Buffer.from('{"t":10.0,"s":"水"}'), 'args')), '{"t":10.0,"s":"水"}');
    assert.equal(valueOf(toArgs(new Uint8Array([0x7b, 0x7d]), 'args')), '{}');
    for (const none of [undefined, null, '', Buffer.alloc(0)]) {
      assert.equal(valueOf(toArgs(none, 'args')), undefined);
    }
    for (const other of [0, false, [], 'x']) {
      assert.equal(valueOf(toArgs(other, 'args')), other, 'the client refuses it, for all its users alike');
    }
  });

  it('refuses a Buffer that is no text instead of changing it', () => {
    assert.equal(ruleOf(toArgs(Buffer.from([0x7b, 0xff, 0x7d]), 'args')), 'not-utf8');
  });

  it('reads Qos also from a text and leaves the rest to the client', () => {
    assert.equal(valueOf(toQos('1')), 1);
    assert.equal(valueOf(toQos(0)), 0);
    assert.equal(valueOf(toQos('')), undefined);
    assert.equal(valueOf(toQos(undefined)), undefined);
    assert.equal(valueOf(toQos('x')), 'x');
    assert.equal(valueOf(toQos(2)), 2);
    assert.equal(valueOf(toQos(true)), true);
  });

  it('takes the timeout of the dialog', () => {
    assert.equal(valueOf(toTimeout('5000', 'timeout', { requestTimeout: 9000 })), 5000);
    assert.equal(valueOf(toTimeout(300, 'timeout', {})), 300);
  });

  for (const value of ['x', 0, -1, Infinity, '0', {}, true]) {
    it(`refuses ${inspect(value)} as the dialog's timeout`, () => {
      assert.equal(ruleOf(toTimeout(value, 'timeout', {})), 'not-a-timeout');
    });
  }

  for (const [asked, used] of [
    [5000, 5000],
    ['5000', 5000],
    [10, 1000],
    [9e9, 120_000],
    [Infinity, 120_000],
    [0, undefined],
    [-5, undefined],
    [NaN, undefined],
    ['soon', undefined],
    [null, undefined],
    [{}, undefined],
    [undefined, undefined],
  ] as const) {
    it(`reads msg.requestTimeout ${inspect(asked)} as ${inspect(used)}`, () => {
      assert.equal(valueOf(toTimeout('', 'timeout', { requestTimeout: asked })), used);
      assert.equal(valueOf(toTimeout(undefined, 'timeout', { requestTimeout: asked })), used);
    });
  }
});
