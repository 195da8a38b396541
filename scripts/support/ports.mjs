import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * The first port from `wanted` on that nobody listens on at the loopback address, within twenty; else 0 (any).
 *
 * @param {number} wanted
 */
export async function freePort(wanted) {
  for (let port = wanted; port < wanted + 20 && port < 65_536; port += 1) {
    if (await isFree(port)) return port;
  }
  return 0;
}

/** @param {number} port */
async function isFree(port) {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
