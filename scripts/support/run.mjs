import { spawn } from 'node:child_process';
import { basename } from 'node:path';
import { Failure } from './texts.mjs';

/**
 * @typedef {object} RunOptions
 * @property {string} cwd
 * @property {NodeJS.ProcessEnv} [env] default: that of this process.
 * @property {number} [limitMs] default 10 minutes; the command is ended when it takes longer.
 * @property {AbortSignal} [signal] ends the command.
 */

/**
 * Runs a command quietly and returns what it printed.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} options
 * @returns {Promise<{ stdout: string, stderr: string }>}
 * @throws {Failure} with the end of its output, when it fails or takes too long.
 */
export function run(command, args, { cwd, env = process.env, limitMs = 600_000, signal }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text) => (output.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (output.stderr += text));

    let late = false;
    const end = () => child.kill('SIGTERM');
    const timer = setTimeout(() => ((late = true), end()), limitMs);
    signal?.addEventListener('abort', end, { once: true });
    if (signal?.aborted) end();

    /** @param {string} en @param {string} zh */
    const fail = (en, zh) => {
      const details = (output.stdout + output.stderr).trim().split('\n').slice(-30).join('\n');
      reject(
        new Failure({ en: `${shown(command, args)} ${en}`, zh: `${shown(command, args)} ${zh}` }, details),
      );
    };
    child.on('error', (error) => fail(`could not be run: ${error.message}`, `无法运行：${error.message}`));
    child.on('close', (code, killedBy) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      const seconds = Math.round(limitMs / 1000);
      if (late) fail(`was ended after ${seconds} s.`, `超过 ${seconds} 秒，已被终止。`);
      else if (code !== 0) fail(`failed (${code ?? killedBy}).`, `失败（${code ?? killedBy}）。`);
      else resolve(output);
    });
  });
}

/** @param {string} command @param {readonly string[]} args */
function shown(command, args) {
  const words = command === process.execPath ? args : [command, ...args];
  return words.map((word) => basename(word, '-cli.js')).join(' ');
}
