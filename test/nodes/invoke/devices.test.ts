import assert from 'node:assert/strict';
import { toDevices } from '../../../nodes/invoke/devices';

describe('the devices of a list', () => {
  it('refuse what throws when it is read', () => {
    const broken = (): never => {
      throw new Error('broken');
    };
    const lists = [
      [Object.defineProperty({}, 'deviceName', { get: broken })],
      [new Proxy({}, { get: broken })],
      new Proxy(['a'], { get: broken }),
    ];
    for (const list of lists) {
      const converted = toDevices(list);
      assert.equal('problem' in converted && converted.problem.rule, 'not-readable');
    }
  });

  it('are read of a list that has lost its methods', () => {
    assert.deepEqual(toDevices(Object.assign(['a', 7], { map: undefined })), { value: ['a', '7'] });
  });
});
