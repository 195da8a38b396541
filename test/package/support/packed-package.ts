import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { install, pack, type Packed } from '../../../scripts/support/packed.mjs';

export const ROOT = join(__dirname, '../../..');

/** The parts of package.json the tests read. */
export interface Manifest {
  name: string;
  version: string;
  main: string;
  types: string;
  dependencies: Record<string, string>;
  scripts: Record<string, string>;
  'node-red': { version: string; nodes: Record<string, string> };
}

/** The package packed, and installed from the tarball as a user would, in a folder outside the project. */
export interface PackedPackage {
  packed: Packed;
  manifest: Manifest;
  /** The folder with node_modules in it. */
  installed: string;
  /** The package's own folder in it. */
  dir: string;
}

/** The package's manifest as it stands in the project. */
export const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;

const once: { preparation?: Promise<PackedPackage> } = {};

/** Packs and installs once for all tests of a run. */
export function packedPackage(): Promise<PackedPackage> {
  return (once.preparation ??= prepare());
}

async function prepare(): Promise<PackedPackage> {
  const work = mkdtempSync(join(tmpdir(), 'aliyun-iot-package-'));
  process.once('exit', () => {
    rmSync(work, { recursive: true, force: true });
  });
  const packed = await pack(ROOT, work);
  const installed = join(work, 'installed');
  await install(packed.file, installed);
  return { packed, manifest, installed, dir: join(installed, 'node_modules', manifest.name) };
}
