import { CLIENTS } from '../clients/index.mjs';
import { startWorker } from './worker-process.mjs';

const CONCURRENCIES = [1, 10, 100];

/**
 * Lets all clients take turns: each waits, warm and in a process of its own, until it may call for a moment. So whatever
 * else the machine does in the meantime it does to all of them. The order is another one in each round.
 *
 * @param {import('./types.mjs').Setup} setup
 * @param {import('./types.mjs').Effort} effort
 * @param {(progress: string) => void} tell
 * @returns {Promise<import('./types.mjs').Round[]>}
 */
export async function measureRounds(setup, { rounds, sliceMs, warmUpPart }, tell) {
  tell('starting the clients');
  const workers = await Promise.all(CLIENTS.map(({ name }) => startWorker(name, setup)));
  try {
    /** @type {import('./types.mjs').Round[]} */
    const measured = [];
    for (const concurrency of CONCURRENCIES) {
      for (const worker of workers) {
        tell(`${concurrency} at once, warming up: ${worker.name}`);
        await worker.give({ concurrency, warmUpPart });
      }
      for (let round = 0; round < rounds; round += 1) {
        tell(`${concurrency} at once, round ${round + 1} of ${rounds}`);
        const one = (measured[round] ??= {});
        for (const worker of rotated(workers, round * 3)) {
          (one[worker.name] ??= []).push(await worker.give({ concurrency, forMs: sliceMs }));
        }
      }
    }
    return measured;
  } finally {
    for (const worker of workers) worker.stop();
  }
}

/**
 * @template T
 * @param {readonly T[]} list
 * @param {number} by
 */
function rotated(list, by) {
  return list.map((_, i) => /** @type {T} */ (list[(i + by) % list.length]));
}
