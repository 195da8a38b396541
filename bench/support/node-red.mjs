import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Of no types: those published for `init` ask for a server, which only the editor needs. @type {any} */
const RED = createRequire(import.meta.url)('node-red');

/**
 * Starts a Node-RED in this process, without editor and without flows.
 *
 * @param {object} [settings] added to Node-RED's settings.
 * @returns {Promise<{ RED: any, stop: () => Promise<void> }>}
 */
export async function startNodeRed(settings = {}) {
  const userDir = mkdtempSync(join(tmpdir(), 'aliyun-iot-bench-'));
  RED.init({
    userDir,
    httpAdminRoot: false,
    httpNodeRoot: false,
    credentialSecret: false,
    logging: { console: { level: 'off' } },
    ...settings,
  });
  // Node-RED starts the flows it kept, here none, only after `start`, and would do away with what is deployed meanwhile.
  const ready = once(RED.events, 'flows:started');
  await RED.start();
  await ready;
  const stop = async () => {
    await RED.stop();
    rmSync(userDir, { recursive: true, force: true });
  };
  return { RED, stop };
}
