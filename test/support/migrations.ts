import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The tests of a node's migrations: every shape that was ever released, one fixture each, becomes the current one.
 *
 * @param folder where `v1.json`, `v2.json`, ... are; the last one is what the first ones become.
 * @param migrate brings settings to the current version.
 */
export function testMigrations(folder: string, migrate: (config: object) => object): void {
  const read = (version: number): object =>
    JSON.parse(readFileSync(join(folder, `v${version}.json`), 'utf8')) as object;
  const current = readdirSync(folder).length;

  for (let version = 1; version <= current; version += 1) {
    it(`brings version ${version} to version ${current}, and changes nothing it is given`, () => {
      const stored = Object.freeze(read(version));
      assert.deepEqual(migrate(stored), read(current));
      assert.deepEqual(stored, read(version));
    });
  }

  it('is done after once', () => {
    const migrated = migrate(read(1));
    assert.deepEqual(migrate(migrated), migrated);
  });

  it('takes settings without a version, or with an unreadable one, for the first', () => {
    for (const version of [undefined, null, 0, -1, 1.5, 'x', '1', {}]) {
      assert.deepEqual(migrate({ ...read(1), version }), read(current));
    }
  });

  it('leaves what a newer package has stored alone', () => {
    const newer = { ...read(current), version: current + 1, other: 1 };
    assert.deepEqual(migrate(newer), newer);
  });

  it('keeps what somebody has set already', () => {
    const added = Object.keys(read(current)).filter((key) => !(key in read(1)));
    assert.ok(added.length > 0);
    for (const key of added) {
      assert.equal((migrate({ ...read(1), [key]: 'mine' }) as Record<string, unknown>)[key], 'mine');
    }
  });
}
