import { percentile } from './statistics.mjs';

/** So many calls before measuring, after which V8 compiles hardly anything anew. Whoever is slow makes fewer. */
const WARM_UP = { calls: 25_000, atMostMs: 4_000 };

/**
 * Makes calls until the connections stand and V8 has compiled what they use.
 *
 * @param {() => Promise<unknown>} call
 * @param {number} concurrency
 * @param {number} part how much of the usual, between 0 and 1.
 */
export async function warmUp(call, concurrency, part) {
  const begun = performance.now();
  let calls = 0;
  while (calls < WARM_UP.calls * part && performance.now() - begun < WARM_UP.atMostMs * part) {
    calls += (await load(call, concurrency, 100)).calls;
  }
}

/**
 * Keeps a number of calls going for a while and says what one costs. A call that fails ends the measurement: a client
 * that fails quickly must not look fast.
 *
 * @param {() => Promise<unknown>} call
 * @param {number} concurrency
 * @param {number} forMs
 * @returns {Promise<import('./types.mjs').Measurement>}
 */
export async function load(call, concurrency, forMs) {
  /** @type {number[]} */
  const latencies = [];
  const cpu = process.cpuUsage();
  const begun = performance.now();
  const lane = async () => {
    for (let now = performance.now(); now - begun < forMs;) {
      await call();
      const ended = performance.now();
      latencies.push(ended - now);
      now = ended;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  const { user, system } = process.cpuUsage(cpu);
  return {
    concurrency,
    calls: latencies.length,
    cpuMs: (user + system) / 1000 / latencies.length,
    perSecond: latencies.length / ((performance.now() - begun) / 1000),
    p50: percentile(latencies, 0.5),
    p95: percentile(latencies, 0.95),
    p99: percentile(latencies, 0.99),
  };
}
