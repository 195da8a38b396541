// One client in a process of its own, which support/worker-process.mjs starts and talks to: it makes ready, then does each
// task it is given and answers with what came of it.
import { CLIENTS } from './clients/index.mjs';
import { load, warmUp } from './support/load.mjs';

const { client: wanted, ...setup } = JSON.parse(process.argv[2] ?? '{}');
const make = await CLIENTS.find(({ name }) => name === wanted)?.load();
if (!make) throw new Error(`There is no client "${wanted}".`);
const client = await make(setup);

/** @param {import('./support/types.mjs').Task} task */
async function work({ concurrency, warmUpPart, forMs = 0 }) {
  return warmUpPart ? warmUp(client.call, concurrency, warmUpPart) : load(client.call, concurrency, forMs);
}

process.on('message', (/** @type {import('./support/types.mjs').Task} */ task) => {
  work(task).then(
    (done) => process.send?.(done ?? {}),
    (error) => {
      process.stderr.write(`${wanted}: ${error.stack}\n`);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => void client.close().finally(() => process.exit()));
process.send?.('ready');
