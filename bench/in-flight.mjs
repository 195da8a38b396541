// 4,000 synchronous calls under way at once, in a process of its own: 500 calls a second to devices that take 8 s each.
// Started with --expose-gc as `in-flight.mjs '{"endpoint": ..., "ourPackage": ...}'`; prints a JSON object.
import { createRequire } from 'node:module';
import { ACCESS_KEY, CALL } from './support/call.mjs';
import { warmUp } from './support/load.mjs';
import { percentile } from './support/statistics.mjs';

const CALLS = 4_000;
const PER_SECOND = 500;

/** Collecting all garbage stops the process for a moment: before the first answers come, or they would seem late. */
const WEIGHED_AT = 3_500;

const { endpoint, ourPackage } = JSON.parse(process.argv[2] ?? '{}');
const { createClient } = createRequire(import.meta.url)(ourPackage);

/** @param {string} path */
const clientFor = (path) =>
  createClient({
    endpoint: `${endpoint}${path}`,
    accessKeyId: ACCESS_KEY.id,
    accessKeySecret: ACCESS_KEY.secret,
    limits: { maxQps: 100_000, concurrency: CALLS, queue: CALLS },
  });

// First others, so that code and what V8 makes of it do not count as time or memory of the calls.
const other = clientFor('');
await warmUp(() => other.invoke(CALL), 100, 0.3);
await other.close();

const client = clientFor('held');

/** @param {number} number */
async function call(number) {
  const begun = performance.now();
  const { result } = await client.invoke({ ...CALL, args: { number } });
  const tookMs = performance.now() - begun;
  return { right: result.data.number === number, addedMs: tookMs - result.data.tookMs };
}

const heap = () => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
};

const heapBefore = heap();
let heapKbPerCall = Number.NaN;
/** @type {Promise<{ right: boolean, addedMs: number }>[]} */
const calls = [];
const begun = performance.now();
while (calls.length < CALLS) {
  const due = Math.min(CALLS, Math.ceil(((performance.now() - begun) / 1000) * PER_SECOND));
  while (calls.length < due) calls.push(call(calls.length));
  if (Number.isNaN(heapKbPerCall) && calls.length >= WEIGHED_AT) {
    heapKbPerCall = (heap() - heapBefore) / 1000 / calls.length;
  }
  await new Promise((resolve) => setTimeout(resolve, 2));
}
const answers = await Promise.all(calls);
const added = answers.map(({ addedMs }) => addedMs);
await client.close();
process.stdout.write(
  JSON.stringify({
    calls: CALLS,
    right: answers.filter(({ right }) => right).length,
    heapKbPerCall,
    addedP50: percentile(added, 0.5),
    addedP99: percentile(added, 0.99),
  }),
);
