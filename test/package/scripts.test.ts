import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isInstalled } from '../../scripts/ensure.mjs';
import { npmEnvironment, testEnvironment } from '../../scripts/support/environment.mjs';
import { outdatedFigures, withFigures } from '../../scripts/support/figures.mjs';
import { withLock } from '../../scripts/support/lock.mjs';
import { freePort } from '../../scripts/support/ports.mjs';
import { runProgram } from './support/program';

describe('the scripts', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'aliyun-iot-scripts-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function write(path: string, value: unknown): void {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), JSON.stringify(value));
  }

  describe('know whether the dependencies are installed', () => {
    const dependencies = { got: '^14.6.6' };
    const got = { version: '14.6.6' };

    beforeEach(() => {
      write('package.json', { dependencies });
      write('package-lock.json', {
        packages: {
          '': { dependencies },
          'node_modules/got': got,
          'node_modules/for-windows': { version: '1.0.0', optional: true },
        },
      });
      write('node_modules/.package-lock.json', { packages: { 'node_modules/got': got } });
      write('node_modules/got/package.json', got);
    });

    it('and pass over packages for other systems', () => {
      assert.ok(isInstalled(folder));
    });

    it('when nothing was ever installed', () => {
      rmSync(join(folder, 'node_modules'), { recursive: true });
      assert.ok(!isInstalled(folder));
    });

    it('when another version is there', () => {
      write('node_modules/.package-lock.json', { packages: { 'node_modules/got': { version: '13.0.0' } } });
      assert.ok(!isInstalled(folder));
    });

    it('when a folder was deleted', () => {
      rmSync(join(folder, 'node_modules/got'), { recursive: true });
      assert.ok(!isInstalled(folder));
    });

    it('when package.json asks for more than the lock file knows', () => {
      write('package.json', { dependencies, devDependencies: { mocha: '^12.0.0' } });
      assert.ok(!isInstalled(folder));
    });
  });

  describe('keep two commands from installing at once', () => {
    it('by letting the second wait', async () => {
      const file = join(folder, '.cache/lock');
      const events: string[] = [];
      const work = (name: string) => async (): Promise<void> => {
        events.push(`${name} begins`);
        await new Promise((resolve) => setTimeout(resolve, 50));
        events.push(`${name} ends`);
      };
      await Promise.all([withLock(file, work('a')), withLock(file, work('b'))]);
      assert.deepEqual(events, ['a begins', 'a ends', 'b begins', 'b ends']);
    });

    it('and are not stopped by one that died', async () => {
      const file = join(folder, 'lock');
      const { stdout } = await runProgram(process.execPath, ['-p', 'process.pid']);
      writeFileSync(file, stdout.trim());
      assert.equal(await withLock(file, () => Promise.resolve('done'), 2000), 'done');
    });

    it('and say which file is in the way', async () => {
      const file = join(folder, 'lock');
      writeFileSync(file, String(process.pid));
      await assert.rejects(
        withLock(file, () => Promise.resolve(), 10),
        (error: Error) => error.message.includes(file),
      );
    });
  });

  it('find a port that nobody listens on', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const found = await freePort(port);
    server.close();
    assert.notEqual(found, port);
    assert.ok(found === 0 || (found > port && found < port + 20));
  });

  it('run tests without the proxies, the mode and the cloud account of the machine, and npm with its proxies', () => {
    const personal = { HTTPS_PROXY: 'http://proxy', no_proxy: 'x', NODE_ENV: 'production' };
    const given = { ...personal, ALIBABA_CLOUD_ACCESS_KEY_ID: 'x', PATH: '/bin' };
    const tests = testEnvironment(given);
    const npm = npmEnvironment(testEnvironment(tests));
    for (const name of ['HTTPS_PROXY', 'no_proxy', 'NODE_ENV', 'ALIBABA_CLOUD_ACCESS_KEY_ID']) {
      assert.equal(tests[name], undefined, name);
    }
    assert.equal(tests.PATH, '/bin');
    assert.deepEqual(npm, { PATH: '/bin', HTTPS_PROXY: 'http://proxy', no_proxy: 'x' });
  });

  describe('hold the figures in the READMEs', () => {
    const readme = '# Title\n<!-- figures -->\nold\n<!-- /figures -->\nrest\n';
    const figures = {
      dependencies: 3,
      packages: 24,
      packedBytes: 120_400,
      installedBytes: 3_060_000,
      loadMs: 130,
      nodesLoadMs: 150,
      rssBytes: 20_000_000,
    };

    it('true when they have just been written, in both languages', () => {
      for (const language of ['en', 'zh'] as const) {
        const written = withFigures(readme, figures, language);
        assert.deepEqual(outdatedFigures(written, figures), []);
        assert.ok(
          written.startsWith('# Title\n<!-- figures -->') && written.endsWith('<!-- /figures -->\nrest\n'),
        );
        assert.equal(withFigures(written, figures, language), written);
      }
      assert.match(withFigures(readme, figures, 'en'), /\| Download \| 120 kB \|/);
      assert.match(withFigures(readme, figures, 'zh'), /\| 下载大小 \| 120 kB \|/);
    });

    it('to the last package, sizes to a tenth, times not at all', () => {
      const written = withFigures(readme, figures, 'en');
      const outdated = (change: Partial<typeof figures>): number =>
        outdatedFigures(written, { ...figures, ...change }).length;
      assert.equal(outdated({ dependencies: 4 }), 1);
      assert.equal(outdated({ packages: 23 }), 1);
      assert.equal(outdated({ packedBytes: 130_000, installedBytes: 3_300_000 }), 0);
      assert.equal(outdated({ packedBytes: 140_000 }), 1);
      assert.equal(outdated({ installedBytes: 2_000_000 }), 1);
      assert.equal(outdated({ loadMs: 999, nodesLoadMs: 999, rssBytes: 999 }), 0);
    });

    it('and notice when they are not there', () => {
      assert.equal(outdatedFigures(readme, figures).length, 7);
      assert.throws(() => outdatedFigures('# Title', figures), /lacks <!-- figures -->/);
    });
  });
});
