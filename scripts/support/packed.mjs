import { lstatSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npmEnvironment } from './environment.mjs';
import { npm } from './npm.mjs';
import { run } from './run.mjs';

/**
 * The package as a registry would hand it out.
 *
 * @typedef {object} Packed
 * @property {string} file path of the tarball.
 * @property {number} size bytes of the tarball.
 * @property {string[]} contents paths of the files in it.
 */

/**
 * What the package costs whoever installs it.
 *
 * @typedef {object} Figures
 * @property {number} dependencies those named in package.json.
 * @property {number} packages all that come with the package, itself not counted.
 * @property {number} packedBytes
 * @property {number} installedBytes everything in node_modules, file sizes added up.
 * @property {number} loadMs the library, in a fresh process.
 * @property {number} nodesLoadMs the files Node-RED loads, in a fresh process.
 * @property {number} rssBytes memory the library takes after loading.
 */

/**
 * Packs the package as it is built now.
 *
 * @param {string} root
 * @param {string} into an empty folder.
 * @returns {Promise<Packed>}
 */
export async function pack(root, into) {
  // Without scripts: prepack would build once more, under the feet of whatever uses dist at this moment.
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', into];
  const { stdout } = await npm(args, { cwd: root, env: npmEnvironment(), limitMs: 60_000 });
  const report = Object.values(JSON.parse(stdout))[0];
  return {
    file: join(into, report.filename.replace('@', '').replace('/', '-')),
    size: report.size,
    contents: report.files.map((/** @type {{ path: string }} */ { path }) => path),
  };
}

/**
 * Installs a tarball the way a user does, without development dependencies, into a folder of its own.
 *
 * @param {string} tarball
 * @param {string} into
 */
export async function install(tarball, into) {
  mkdirSync(into, { recursive: true });
  writeFileSync(join(into, 'package.json'), '{ "name": "a-user", "version": "1.0.0", "private": true }\n');
  const args = ['install', '--omit=dev', '--engine-strict', '--prefer-offline', tarball];
  await npm(args, { cwd: into, env: npmEnvironment(), limitMs: 180_000 });
}

/**
 * Measures an installed package.
 *
 * @param {Packed} packed
 * @param {string} installed the folder it was installed into.
 * @param {string} name
 * @returns {Promise<Figures>}
 */
export async function measure(packed, installed, name) {
  const manifest = readJson(join(installed, 'node_modules', name, 'package.json'));
  const lock = readJson(join(installed, 'node_modules/.package-lock.json'));
  const nodeFiles = Object.values(manifest['node-red'].nodes).map((file) => `./node_modules/${name}/${file}`);
  const library = await loadingCost(installed, [name]);
  const nodes = await loadingCost(installed, nodeFiles);
  return {
    dependencies: Object.keys(manifest.dependencies ?? {}).length,
    packages: Object.keys(lock.packages).length - 1,
    packedBytes: packed.size,
    installedBytes: bytesIn(join(installed, 'node_modules')),
    loadMs: library.ms,
    nodesLoadMs: nodes.ms,
    rssBytes: library.rss,
  };
}

/**
 * @param {string} cwd
 * @param {string[]} modules
 * @returns {Promise<{ ms: number, rss: number }>} the median of five fresh processes.
 */
async function loadingCost(cwd, modules) {
  const script = `
    const before = process.memoryUsage.rss();
    const start = performance.now();
    for (const name of ${JSON.stringify(modules)}) require(name);
    const ms = performance.now() - start;
    console.log(JSON.stringify({ ms, rss: process.memoryUsage.rss() - before }));`;
  const runs = [];
  for (let i = 0; i < 5; i += 1) {
    const { stdout } = await run(process.execPath, ['-e', script], { cwd, limitMs: 30_000 });
    runs.push(JSON.parse(stdout));
  }
  return { ms: median(runs.map(({ ms }) => ms)), rss: median(runs.map(({ rss }) => rss)) };
}

/** @param {number[]} values */
function median(values) {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** @param {string} path @returns {number} */
function bytesIn(path) {
  const stats = lstatSync(path);
  if (!stats.isDirectory()) return stats.size;
  return readdirSync(path).reduce((sum, name) => sum + bytesIn(join(path, name)), 0);
}

/** @param {string} file */
function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
