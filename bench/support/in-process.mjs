import { fileURLToPath } from 'node:url';
import { run } from '../../scripts/support/run.mjs';
import { testEnvironment } from '../../scripts/support/environment.mjs';

/**
 * Runs one of the programs of this folder in a fresh process and reads the JSON it prints. No proxy, and nothing else of
 * the environment that would change what is measured.
 *
 * @param {string} program its file name.
 * @param {object} input
 * @param {AbortSignal} signal ends the process.
 * @returns {Promise<any>}
 */
export async function inProcess(program, input, signal) {
  const folder = fileURLToPath(new URL('..', import.meta.url));
  const args = ['--expose-gc', `${folder}${program}`, JSON.stringify(input)];
  const env = testEnvironment();
  const { stdout } = await run(process.execPath, args, { cwd: folder, env, limitMs: 120_000, signal });
  return JSON.parse(stdout);
}
