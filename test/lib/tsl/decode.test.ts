import assert from 'node:assert/strict';
import { decodeData } from '../../../lib/tsl';
import { ALL, MODES, parameters } from './parameters';

describe('decodeData', () => {
  it('gives labels, booleans and Dates, also inside arrays and structs', () => {
    const data = {
      int: 1,
      float: 20,
      bool: 0,
      enum: 7,
      text: '1',
      date: '1700000000000',
      items: [{ at: '0', on: 1 }],
      struct: { '123': 1.5, when: 0 },
    };
    assert.deepEqual(decodeData(ALL, data), {
      int: 1,
      float: 20,
      bool: false,
      enum: 'boost',
      text: '1',
      date: new Date(1_700_000_000_000),
      items: [{ at: '0', on: true }],
      struct: { '123': 1.5, when: new Date(0) },
    });
    assert.equal(data.bool, 0, 'the data are not changed');
  });

  it('leaves alone what does not fit the model', () => {
    const data = {
      bool: 2,
      enum: 99,
      date: 'soon',
      list: 'x',
      items: [null, { on: 'x' }],
      struct: [],
      other: 1,
    };
    assert.deepEqual(decodeData(ALL, data), data);
    for (const whole of [undefined, null, 'text', 7, [1]]) assert.deepEqual(decodeData(ALL, whole), whole);
  });

  it('leaves the number of an item whose label says nothing', () => {
    const labels = new Map([...MODES, [8, 'boost'], [9, '']]);
    const outputs = parameters({ a: { type: 'enum', labels }, b: { type: 'enum', labels } });
    assert.deepEqual(decodeData(outputs, { a: 8, b: 9 }), { a: 8, b: 9 });
  });

  it('takes `__proto__` for a key like any other', () => {
    const decoded = decodeData(ALL, JSON.parse('{"__proto__":{"a":1}}')) as { a?: number };
    assert.deepEqual(Object.keys(decoded), ['__proto__']);
    assert.equal(decoded.a, undefined);
  });
});
