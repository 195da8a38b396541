import assert from 'node:assert/strict';
import { without } from '../../../nodes/invoke/without';

describe('a value without one of its properties', () => {
  const big = { rows: [1, 2] };

  it('is another one, which shares what is left', () => {
    const msg = { devices: ['a'], payload: big };
    const rest = without(msg, ['devices']);
    assert.deepEqual(rest, { payload: big });
    assert.equal(rest.payload, big);
    assert.deepEqual(msg.devices, ['a']);
  });

  it('is found by its path, through arrays', () => {
    const msg = { payload: { groups: [{ devices: ['a'], name: 'x' }, big] }, topic: 't' };
    const before = structuredClone(msg);
    const rest = without(msg, ['payload', 'groups', 0, 'devices']);
    assert.deepEqual(rest, { payload: { groups: [{ name: 'x' }, big] }, topic: 't' });
    assert.deepEqual(without(msg, ['payload', 'groups', 0]).payload, { groups: [big] });
    assert.deepEqual(msg, before);
  });

  it('keeps its kind', () => {
    class Reading {
      devices = ['a'];
      unit = 'C';
    }
    const { payload } = without({ payload: new Reading() }, ['payload', 'devices']);
    assert.ok(payload instanceof Reading);
    assert.deepEqual(Object.keys(payload), ['unit']);
  });

  it('is the same when the path leads nowhere', () => {
    for (const path of [['a'], ['a', 'b'], ['payload', 'x'], []]) {
      assert.deepEqual(without({ payload: 1 }, path), { payload: 1 });
    }
  });
});
