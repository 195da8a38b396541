// 4,000 synchronous calls under way at once, in a process of its own: 500 calls a second to devices that take 8 s each.
// Started with --expose-gc as `in-flight.mjs '{"client": ..., "endpoint": ..., "ourPackage": ...}'`; prints a JSON object.
import { ours } from './clients/ours.mjs';
import raw from './clients/raw.mjs';
import { warmUp } from './support/load.mjs';
import { percentile } from './support/statistics.mjs';

const CALLS = 4_000;
const PER_SECOND = 500;

/** Collecting all garbage stops the process for a moment: before the first answers come, or they would seem late. */
const WEIGHED_AT = 3_500;

/** How each client is made, and where its answer has what the device said. */
const CLIENTS = {
  ours: { make: ours('acs3-hmac-sha256'), said: (/** @type {any} */ { result }) => result.data },
  raw: { make: raw, said: (/** @type {any} */ { Data }) => JSON.parse(Data.Result).data },
};

const { client: name, endpoint, ourPackage } = JSON.parse(process.argv[2] ?? '{}');
const { make, said } = CLIENTS[/** @type {keyof typeof CLIENTS} */ (name)];

// First others, so that code and what V8 makes of it do not count as time or memory of the calls.
const other = await make({ endpoint, ourPackage });
await warmUp(other.call, 100, 0.3);
await other.close();

const client = await make({ endpoint: `${endpoint}held`, ourPackage });

/** @param {number} number */
async function call(number) {
  const begun = performance.now();
  const device = said(await client.call({ number }));
  const tookMs = performance.now() - begun;
  return { right: device.number === number, addedMs: tookMs - device.tookMs };
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
