// npm run test:matrix: the packed package in every Node-RED and on every Node.js it is promised for. What runs there
// comes from npm into .cache/matrix; the checks are those of test/package.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, ensure } from './ensure.mjs';
import { npm } from './support/npm.mjs';
import { askedToStop } from './support/stop.mjs';
import { reason } from './support/texts.mjs';

/**
 * Oldest and newest of what the package promises to run on. The first is the lowest Node.js that package.json allows.
 *
 * @type {{ nodeRed: string, node: string }[]}
 */
const ROWS = [
  { nodeRed: '4.0.9', node: '20.0.0' },
  { nodeRed: '4.1.15', node: '22.23.3' },
  { nodeRed: '5.0.7', node: '24.21.0' },
];

const CACHE = join(ROOT, '.cache/matrix');

/**
 * Installs one version of a package in a folder of its own, unless it is there.
 *
 * @param {string} name
 * @param {string} version
 * @returns {Promise<string>} the folder of the package.
 */
async function provide(name, version) {
  const folder = join(CACHE, `${name}-${version}`);
  const installed = join(folder, 'node_modules', name);
  const manifest = join(installed, 'package.json');
  if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version === version)
    return installed;
  process.stderr.write(`Installing ${name} ${version} ...\n`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  await npm(['install', '--prefer-offline', '--ignore-scripts', '--force', `${name}@${version}`], {
    cwd: folder,
  });
  return installed;
}

try {
  const signal = askedToStop();
  await ensure({ signal });
  const rows = [];
  for (const { nodeRed, node } of ROWS) {
    rows.push({
      title: `Node-RED ${nodeRed} on Node.js ${node}`,
      nodeRedDir: await provide('node-red', nodeRed),
      node: join(await provide(`node-${process.platform}-${process.arch}`, node), 'bin/node'),
    });
  }
  const { runMocha } = await import('./support/mocha.mjs');
  const env = { ...process.env, MATRIX: JSON.stringify(rows) };
  process.exitCode = await runMocha(['test/matrix/**/*.test.ts'], process.argv.slice(2), { env, signal });
} catch (error) {
  process.stderr.write(`${reason(error)}\n`);
  process.exitCode = 1;
}
