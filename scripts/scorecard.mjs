// npm run scorecard: node-red-dev's scorecard of the packed package, judged by its JSON and not by its colours.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, ensure } from './ensure.mjs';
import { canariesFor, judge } from './scorecard/judge.mjs';
import { npm } from './support/npm.mjs';
import { install, pack } from './support/packed.mjs';
import { run } from './support/run.mjs';
import { reason } from './support/texts.mjs';

const VERSION = '0.1.6';
const TOOL = join(ROOT, '.cache/node-red-dev');

async function ensureTool() {
  const manifest = join(TOOL, 'node_modules/node-red-dev/package.json');
  if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version === VERSION) return;
  process.stderr.write(`Installing node-red-dev ${VERSION} ...\n`);
  mkdirSync(TOOL, { recursive: true });
  writeFileSync(join(TOOL, 'package.json'), '{ "private": true }\n');
  await npm(['install', '--prefer-offline', '--ignore-scripts', `node-red-dev@${VERSION}`], { cwd: TOOL });
}

/**
 * @param {string} packageDir
 * @param {string} work
 * @param {object[]} canaries packages to add to the public catalogue.
 * @returns {Promise<import('./scorecard/judge.mjs').Report>}
 */
async function validate(packageDir, work, canaries) {
  const output = join(work, 'scorecard.json');
  const catalogue = join(work, 'catalogue.json');
  const { stdout: registry } = await npm(['config', 'get', 'registry'], { cwd: TOOL });
  const bin = join(TOOL, 'node_modules/node-red-dev/bin/run');
  const preload = join(ROOT, 'scripts/scorecard/preload.cjs');
  const args = ['-r', preload, bin, 'validate', '-p', packageDir, '-o', output];
  const { stdout, stderr } = await run(process.execPath, args, {
    cwd: work,
    limitMs: 180_000,
    env: {
      ...process.env,
      SCORECARD_TOOL: bin,
      SCORECARD_CATALOGUE: catalogue,
      SCORECARD_REGISTRY: registry.trim().replace(/\/?$/, '/'),
      SCORECARD_CANARIES: JSON.stringify(canaries),
    },
  });
  return {
    card: JSON.parse(readFileSync(output, 'utf8')),
    log: stdout + stderr,
    catalogue: existsSync(catalogue) ? JSON.parse(readFileSync(catalogue, 'utf8')) : undefined,
  };
}

const work = mkdtempSync(join(tmpdir(), 'aliyun-iot-scorecard-'));
try {
  await ensure();
  await ensureTool();
  const { name, 'node-red': declared } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const installed = join(work, 'installed');
  const packageDir = join(installed, 'node_modules', name);
  await install((await pack(ROOT, work)).file, installed);
  const report = await validate(packageDir, work, []);
  const withCanaries = await validate(packageDir, work, canariesFor(Object.keys(declared.nodes)));
  const verdicts = judge({ toolDir: TOOL, installed, name, report, withCanaries });
  for (const [code, { verdict, note }] of Object.entries(verdicts)) {
    process.stdout.write(`${code}  ${verdict}${note && `  (${note})`}\n`);
    if (verdict === 'failed') process.exitCode = 1;
  }
  if (process.exitCode === 1) process.stderr.write(report.log);
} catch (error) {
  process.stderr.write(`${reason(error)}\n`);
  process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}
