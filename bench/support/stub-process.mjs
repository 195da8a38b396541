import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/**
 * Starts the stub in a process of its own. It also ends by itself when this process does.
 *
 * @returns {Promise<{ endpoint: string, stop: () => void }>}
 */
export async function startStub() {
  const child = fork(fileURLToPath(new URL('../stub.mjs', import.meta.url)));
  const [port] = await once(child, 'message');
  return { endpoint: `http://127.0.0.1:${port}/`, stop: () => child.disconnect() };
}
