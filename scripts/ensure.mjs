// Makes a clone ready to use: dependencies installed, dist built. Does nothing when both are up to date, so every
// command can begin with it. Only Node's own modules are imported here, since nothing else may be there yet.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './support/lock.mjs';
import { npm } from './support/npm.mjs';
import { run } from './support/run.mjs';
import { Failure, tell } from './support/texts.mjs';

/** The folder of the clone. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** What dist is made from. */
const SOURCES = [
  'lib',
  'nodes',
  'icons',
  'scripts/build.mjs',
  'scripts/build-checks.mjs',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.editor.json',
];

/**
 * Installs and builds what is missing or out of date.
 *
 * @param {{ root?: string, signal?: AbortSignal }} [options]
 * @throws {Failure} when Node.js is too old, or the installation or the build fails.
 */
export async function ensure({ root = ROOT, signal } = {}) {
  requireNode();
  await withLock(join(root, '.cache/ensure.lock'), async () => {
    await ensureInstalled(root, signal);
    await ensureBuilt(root, signal);
  });
}

function requireNode() {
  if (Number(process.versions.node.split('.')[0]) >= 20) return;
  throw new Failure({
    en: `Node.js 20 or newer is needed; this is ${process.version}.`,
    zh: `需要 Node.js 20 或更新版本；当前版本为 ${process.version}。`,
  });
}

/** @param {string} root @param {AbortSignal} [signal] */
async function ensureInstalled(root, signal) {
  if (isInstalled(root)) return;
  tell({
    en: 'Installing the dependencies (npm); the first time this takes about a minute ...',
    zh: '正在安装依赖（npm），首次大约需要一分钟……',
  });
  // npm ci refuses a lock file that does not belong to package.json; whoever edits dependencies gets an npm install.
  const command = lockMatches(root) ? 'ci' : 'install';
  await npm([command, '--include=dev', '--prefer-offline'], { cwd: root, signal });
}

/**
 * Whether node_modules holds what package-lock.json lists. Optional packages are passed over: they are for other systems.
 *
 * @param {string} root
 */
export function isInstalled(root) {
  if (!lockMatches(root)) return false;
  const wanted = readJson(join(root, 'package-lock.json'))?.packages ?? {};
  const present = readJson(join(root, 'node_modules/.package-lock.json'))?.packages ?? {};
  return Object.entries(wanted).every(
    ([path, entry]) =>
      path === '' ||
      entry.optional === true ||
      (present[path]?.version === entry.version && existsSync(join(root, path, 'package.json'))),
  );
}

/** @param {string} root */
function lockMatches(root) {
  const locked = readJson(join(root, 'package-lock.json'))?.packages?.[''];
  const wanted = readJson(join(root, 'package.json'));
  return ['dependencies', 'devDependencies', 'optionalDependencies'].every(
    (group) => sorted(locked?.[group]) === sorted(wanted?.[group]),
  );
}

/** @param {Record<string, string>} [versions] */
function sorted(versions = {}) {
  return JSON.stringify(Object.entries(versions).sort());
}

/** @param {string} root @param {AbortSignal} [signal] */
async function ensureBuilt(root, signal) {
  const stamp = join(root, '.cache/build.sha256');
  const sources = digest(root);
  const { main } = readJson(join(root, 'package.json')) ?? {};
  if (existsSync(join(root, main)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return;
  tell({ en: 'Building dist ...', zh: '正在构建 dist……' });
  await run(process.execPath, [join(root, 'scripts/build.mjs')], { cwd: root, signal, limitMs: 120_000 });
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, sources);
}

/**
 * One value for the content of all sources. Times would not do: git sets them as it likes, and a deleted file has none.
 *
 * @param {string} root
 */
function digest(root) {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap((source) => filesOf(root, source))) {
    hash.update(`${file}\0`).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

/** @param {string} root @param {string} path @returns {string[]} */
function filesOf(root, path) {
  const stats = statSync(join(root, path), { throwIfNoEntry: false });
  if (!stats) return [];
  if (!stats.isDirectory()) return [path];
  return readdirSync(join(root, path))
    .sort()
    .flatMap((name) => filesOf(root, join(path, name)));
}

/** @param {string} file */
function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
