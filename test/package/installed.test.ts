import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measure, type Figures } from '../../scripts/support/packed.mjs';
import { checkInNodeRed } from './support/node-red-checks';
import { checkLibrary } from './support/library-checks';
import { packedPackage, ROOT, type PackedPackage } from './support/packed-package';
import { runProgram } from './support/program';

describe('the installed package', function () {
  this.timeout(240_000);
  let package_: PackedPackage;

  before(async () => {
    package_ = await packedPackage();
  });

  describe('on this Node.js', () => {
    checkLibrary(process.execPath);

    it('has types that a strict program compiles against', async () => {
      const { installed, manifest } = package_;
      writeFileSync(
        join(installed, 'program.ts'),
        `import { createClient, AliyunIotError, type Client } from '${manifest.name}';
         import { startSimulator, type Simulator } from '${manifest.name}/simulator';
         export async function call(): Promise<string> {
           const simulator: Simulator = await startSimulator();
           const client: Client = createClient({ endpoint: simulator.url });
           try {
             const { requestId } = await client.invoke({ iotId: 'x', identifier: 'start', args: {} });
             return requestId;
           } catch (error) {
             return error instanceof AliyunIotError ? error.code : '';
           }
         }`,
      );
      const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
      const types = join(ROOT, 'node_modules/@types');
      const flags = ['--strict', '--module', 'nodenext', '--target', 'es2022', '--noEmit', '--ignoreConfig'];
      const { code, stdout } = await runProgram(
        process.execPath,
        [tsc, ...flags, '--types', 'node', '--typeRoots', types, 'program.ts'],
        { cwd: installed },
      );
      assert.equal(code, 0, stdout);
    });
  });

  describe('in Node-RED 4.1', () => {
    checkInNodeRed(join(ROOT, 'node_modules/node-red'), process.execPath);
  });

  describe('costs', () => {
    let figures: Figures;

    before(async () => {
      figures = await measure(package_.packed, package_.installed, package_.manifest.name);
    });

    it('few dependencies', () => {
      // Six is what node-red-dev allows (D01).
      assert.ok(figures.dependencies <= 6, `${figures.dependencies}`);
      assert.ok(figures.packages <= 60, `${figures.packages}`);
    });

    it('little space', () => {
      assert.ok(figures.installedBytes < 12_000_000, `${figures.installedBytes}`);
    });

    it('little time to load', () => {
      // Far above what is measured: the machine may be busy. This finds a dependency that should load later, not a trend.
      assert.ok(figures.loadMs < 1000 && figures.nodesLoadMs < 1500, JSON.stringify(figures));
    });
  });
});
