import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../ensure.mjs';
import { testEnvironment } from './environment.mjs';
import { tell } from './texts.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * Runs mocha with the settings of .mocharc.json over these files, or over those named in `args`, and prints after its
 * summary one plain line that is the same in every run: `N passed, N failed`.
 *
 * @param {readonly string[]} specs
 * @param {readonly string[]} args further arguments for mocha.
 * @param {{ env?: NodeJS.ProcessEnv, limitMs?: number, signal?: AbortSignal }} [options] the limit is 10 minutes by default.
 * @returns {Promise<number>} the exit code: 0 when all passed, 1 otherwise.
 */
export async function runMocha(specs, args = [], { env = process.env, limitMs = 600_000, signal } = {}) {
  const named = args.filter(isSpec);
  const others = args.filter((arg) => !isSpec(arg));
  const counts = await mocha(
    [...settings(), ...others, ...(named.length > 0 ? named : specs)],
    env,
    limitMs,
    signal,
  );
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
  process.stdout.write(`${counts.passed} passed, ${counts.failed} failed${skipped}\n`);
  return counts.failed === 0 ? 0 : 1;
}

/** @param {string} arg */
function isSpec(arg) {
  return !arg.startsWith('-') && (arg.endsWith('.ts') || arg.includes('*') || existsSync(arg));
}

/** The settings without their spec, which mocha would add to any files named on the command line. */
function settings() {
  const { require: modules, timeout } = JSON.parse(readFileSync(join(ROOT, '.mocharc.json'), 'utf8'));
  const required = modules.flatMap((/** @type {string} */ name) => ['--require', name]);
  const colour = process.stdout.isTTY ? [] : ['--no-color'];
  return ['--no-config', ...colour, ...required, '--timeout', String(timeout)];
}

/**
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {number} limitMs
 * @param {AbortSignal} [signal]
 * @returns {Promise<Counts>} a run that breaks off counts as one failure more.
 */
function mocha(args, env, limitMs, signal) {
  const reporter = join(ROOT, 'scripts/support/mocha-reporter.cjs');
  const bin = join(ROOT, 'node_modules/mocha/bin/mocha.js');
  const child = spawn(process.execPath, [bin, '--reporter', reporter, ...args], {
    cwd: ROOT,
    env: testEnvironment(env),
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  signal?.addEventListener('abort', () => child.kill('SIGTERM'), { once: true });
  const timer = setTimeout(() => {
    tell({ en: 'The tests did not end in time.', zh: '测试未能在限定时间内结束。' });
    child.kill('SIGKILL');
  }, limitMs);
  return new Promise((resolve) => {
    /** @type {Counts} */
    let counts = { passed: 0, failed: 0, skipped: 0 };
    child.on('message', (message) => (counts = /** @type {Counts} */ (message)));
    child.on('error', (error) => process.stderr.write(`${error.message}\n`));
    child.on('close', (code) => {
      clearTimeout(timer);
      const broken = code !== 0 && counts.failed === 0;
      resolve(broken ? { ...counts, failed: 1 } : counts);
    });
  });
}
