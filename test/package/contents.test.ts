import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SIMULATOR_ACCESS_KEY_SECRET } from '../../lib/simulator';
import { manifest, packedPackage, type PackedPackage } from './support/packed-package';

const MAX_PACKED_BYTES = 500_000;

describe('the tarball', function () {
  this.timeout(240_000);
  let package_: PackedPackage;

  before(async () => {
    package_ = await packedPackage();
  });

  it('holds what a user needs', () => {
    const { contents } = package_.packed;
    const needed = [
      'package.json',
      'README.md',
      'README.zh-CN.md',
      'CHANGELOG.md',
      'SECURITY.md',
      'LICENSE',
      manifest.main,
      manifest.types,
      'dist/lib/simulator/index.d.ts',
      'dist/lib/simulator/cli.js',
      ...Object.values(manifest['node-red'].nodes).flatMap((file) => [file, file.replace(/\.js$/, '.html')]),
    ];
    assert.deepEqual(
      needed.filter((path) => !contents.includes(path)),
      [],
    );
    assert.ok(contents.some((path) => /^examples\/.*\.json$/.test(path)));
  });

  it('holds nothing else', () => {
    const known =
      /^(dist|examples)\/|^(package\.json|(README|README\.zh-CN|CHANGELOG|SECURITY)\.md|LICENSE)$/;
    const ours = /\.(js|d\.ts|html|json|svg)$/;
    const strange = package_.packed.contents.filter(
      (path) => !known.test(path) || (/^(dist|examples)\//.test(path) && !ours.test(path)),
    );
    assert.deepEqual(strange, []);
    assert.deepEqual(
      package_.packed.contents.filter((path) =>
        /(^|\/)(test|bench|scripts)\/|\.test\.|tsconfig|^dist\/nodes\/.*\.d\.ts$/.test(path),
      ),
      [],
    );
  });

  it('is small', () => {
    assert.ok(package_.packed.size < MAX_PACKED_BYTES, `${package_.packed.size} bytes`);
  });

  it('carries no secret and no path of the machine it was made on', () => {
    const suspicious = [
      /\bLTAI[A-Za-z0-9]{12,}/,
      /-----BEGIN [A-Z ]*PRIVATE KEY/,
      /_authToken/,
      /\/home\/|\/root\//,
    ];
    const found = package_.packed.contents.filter((path) => {
      const text = readFileSync(join(package_.dir, path), 'utf8');
      return suspicious.some((pattern) => pattern.test(text)) || text.includes(process.cwd());
    });
    assert.deepEqual(found, []);
  });

  it('names the key of the simulator in the simulator only, and in no browser code', () => {
    const found = package_.packed.contents.filter(
      (path) =>
        /\.(html|json)$/.test(path) &&
        readFileSync(join(package_.dir, path), 'utf8').includes(SIMULATOR_ACCESS_KEY_SECRET),
    );
    assert.deepEqual(found, []);
  });

  it('runs no script when it is installed', () => {
    const hooks = ['preinstall', 'install', 'postinstall', 'prepare'];
    assert.deepEqual(
      hooks.filter((name) => name in manifest.scripts),
      [],
    );
  });
});
