import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { testEnvironment } from '../../scripts/support/environment.mjs';

/**
 * Starts a client in a process of its own; it ends with this one. No proxy comes along, nor anything else of the
 * environment that would change what is measured.
 *
 * @param {string} name as in clients/index.mjs.
 * @param {import('./types.mjs').Setup} setup
 * @returns {Promise<{ name: string, give: (task: import('./types.mjs').Task) => Promise<any>, stop: () => void }>}
 */
export async function startWorker(name, setup) {
  const program = fileURLToPath(new URL('../worker.mjs', import.meta.url));
  const child = fork(program, [JSON.stringify({ client: name, ...setup })], { env: testEnvironment() });
  const died = once(child, 'exit').then(() => {
    throw new Error(`The client "${name}" failed.`);
  });
  // Stopping it is no failure.
  died.catch(() => undefined);
  const answer = async () => (await Promise.race([once(child, 'message'), died]))[0];
  await answer();
  return {
    name,
    give: (task) => {
      child.send(task);
      return answer();
    },
    stop: () => child.connected && child.disconnect(),
  };
}
