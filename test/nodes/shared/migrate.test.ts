import assert from 'node:assert/strict';
import { migrate, type Step } from '../../../nodes/shared/migrate';

const STEPS: readonly Step[] = [
  (config) => ({ ...config, a: 1 }),
  ({ a, ...config }) => ({ ...config, b: Number(a) + 1 }),
  (config) => ({ ...config, c: true }),
];

describe('migrations', () => {
  it('take each step that is missing, in order', () => {
    assert.deepEqual(migrate({ id: 'x' }, STEPS), { id: 'x', b: 2, c: true, version: 4 });
    assert.deepEqual(migrate({ a: 5, version: 2 }, STEPS), { b: 6, c: true, version: 4 });
    assert.deepEqual(migrate({ version: '3' }, STEPS), { c: true, version: 4 });
    assert.deepEqual(migrate({ version: 4, a: 1 }, STEPS), { version: 4, a: 1 });
  });
});
