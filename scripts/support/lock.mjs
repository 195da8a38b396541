import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from './texts.mjs';

/**
 * Does the work while no other process holds the same lock file, so that two commands started together in one clone do not
 * install or build over each other. A lock left by a process that is gone is taken over.
 *
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @param {number} [limitMs] how long to wait for the other process; default 10 minutes.
 * @returns {Promise<T>}
 */
export async function withLock(file, work, limitMs = 600_000) {
  mkdirSync(dirname(file), { recursive: true });
  const deadline = Date.now() + limitMs;
  while (!take(file)) {
    if (Date.now() > deadline) {
      throw new Failure({
        en: `Another command has held ${file} for too long. Remove the file when none is running.`,
        zh: `另一个命令占用 ${file} 的时间过长。确认没有命令在运行后，请删除该文件。`,
      });
    }
    await sleep(250);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** @param {string} file */
function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (isAbandoned(file)) rmSync(file, { force: true });
    return false;
  }
}

/** @param {string} file */
function isAbandoned(file) {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    // Empty: its owner is just about to write its id.
    if (pid > 0) process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
