// npm run soak:messages: a real Node-RED calls asynchronous services and waits for the replies, while each side is killed
// and started again at random for 5 minutes: its connections, the broker, the platform, the devices, Node-RED itself.
//   --seconds N   how long
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ensure } from './ensure.mjs';
import { reason } from './support/texts.mjs';

const CALLS_A_SECOND = 20;
/** From this part of the time on Node-RED is left alive, so that what it holds can be compared: */
const LAST_LIFE_PART = 0.5;
/** with what it held after it had been at work for a while. */
const COMPARE_FROM_PART = 0.65;
/** Shorter runs end before the heap has found its size, so that nothing is compared. */
const COMPARE_FROM_S = 240;
const GROWTH = 0.1;
/** Timers and sockets come and go a little: a connection that is kept alive, a status that is about to be shown. */
const COME_AND_GO = 4;
const SETTLE_MS = 20_000;

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '300' } } });
const seconds = Number(values.seconds);

/** @typedef {import('./node-red/node-red.mjs').Vitals} Vitals */
/** @typedef {import('./soak/messages/sides.mjs').Sides} Sides */
/** @typedef {import('./soak/messages/ledger.mjs').MessagesLedger} MessagesLedger */

/** @param {() => boolean | Promise<boolean>} isDone @param {number} withinMs */
async function until(isDone, withinMs) {
  const giveUpAt = performance.now() + withinMs;
  while (!(await isDone()) && performance.now() < giveUpAt) await sleep(100);
}

/**
 * Calls devices at random until it is stopped.
 *
 * @param {Sides} sides
 * @param {MessagesLedger} ledger
 * @param {readonly string[]} devices
 * @param {AbortSignal} stop
 */
async function load(sides, ledger, devices, stop) {
  const posts = new Set();
  while (!stop.aborted) {
    await sleep(1_000 / CALLS_A_SECOND);
    if (!sides.nodeRed) continue;
    const device = devices[Math.floor(Math.random() * devices.length)] ?? '';
    const post = sides.call(ledger.open(sides.life), device);
    posts.add(post);
    void post.finally(() => posts.delete(post));
  }
  await Promise.all(posts);
}

/** Lets everything come to its end. @param {Sides} sides @param {MessagesLedger} ledger @param {number} longestMs */
async function drain(sides, ledger, longestMs) {
  await until(() => ledger.unsettled === 0, longestMs);
  await until(async () => {
    const { waiting, unsettled } = await sides.platform.ask('state');
    return waiting + unsettled === 0;
  }, 60_000);
}

/**
 * @param {Sides} sides
 * @param {(vitals: Vitals) => boolean} isCalm
 * @returns {Promise<Vitals>}
 */
async function vitals(sides, isCalm = () => true) {
  /** @type {Vitals} */
  let seen = { heapMb: 0, timers: 0, sockets: 0, listeners: 0 };
  await until(async () => {
    if (sides.nodeRed) seen = await sides.nodeRed.vitals();
    return isCalm(seen);
  }, SETTLE_MS);
  return seen;
}

/** @param {Vitals} before @param {Vitals} after @returns {string[]} */
function grown(before, after) {
  const counted = /** @type {const} */ (['timers', 'sockets', 'listeners']);
  const more = counted.filter((what) => after[what] > before[what] + COME_AND_GO);
  const wrong = more.map((what) => `${what} grew from ${before[what]} to ${after[what]}`);
  return after.heapMb > before.heapMb * (1 + GROWTH) ? [...wrong, 'the heap grew'] : wrong;
}

/** @param {Vitals} vitals */
function shown({ heapMb, timers, sockets, listeners }) {
  return `${heapMb.toFixed(1)} MB, ${timers} timers, ${sockets} sockets, ${listeners} listeners`;
}

/** @returns {Promise<string[]>} what was not as it has to be. */
async function soak() {
  const [{ Sides }, { MessagesLedger }, { Blows }, { KEYS }, { REAL, VIRTUAL }, { LONGEST_MS }] =
    await Promise.all([
      import('./soak/messages/sides.mjs'),
      import('./soak/messages/ledger.mjs'),
      import('./soak/messages/blows.mjs'),
      import('./soak/messages/login.mjs'),
      import('./soak/messages/seed.mjs'),
      import('./soak/messages/flow.mjs'),
    ]);
  const ledger = new MessagesLedger();
  const sides = await Sides.start(ledger);
  const blows = new Blows(sides);
  const meanMs = Math.min(6_000, (seconds * 1_000) / 8);
  const begun = performance.now();
  const at = (/** @type {number} */ part) => begun + part * seconds * 1_000;
  /** @param {() => Promise<void>} work */
  const underLoad = async (work) => {
    const stop = new AbortController();
    const loading = load(sides, ledger, [...VIRTUAL, ...REAL], stop.signal);
    await work();
    stop.abort();
    await loading;
    await drain(sides, ledger, LONGEST_MS);
  };
  try {
    const compares = seconds >= COMPARE_FROM_S;
    const peace = { meanMs, spare: ['Node-RED killed'] };
    await underLoad(async () => {
      await blows.strike(at(compares ? LAST_LIFE_PART : 1), { meanMs });
      if (compares) await blows.strike(at(COMPARE_FROM_PART), peace);
    });
    const before = await vitals(sides);
    const leftMs = (1 - COMPARE_FROM_PART) * seconds * 1_000;
    if (compares) await underLoad(() => blows.strike(performance.now() + leftMs, peace));
    const after = await vitals(sides, (seen) => grown(before, seen).length === 0);
    const wrong = [...ledger.broken(), ...grown(before, after)];
    const log = sides.log;
    if (Object.values(KEYS).some((secret) => log.includes(secret))) wrong.push('a secret is in the log');
    if (log.includes('MaxListenersExceededWarning')) wrong.push('listeners were left behind');
    process.stdout.write(
      `soak: ${seconds} s; ${blows.summary}; ${ledger.summary}; ${compares ? `${shown(before)} -> ` : ''}${shown(after)}; ` +
        `${wrong.length === 0 ? 'as promised' : `${wrong.length} wrong`}\n`,
    );
    return wrong;
  } finally {
    await sides.end();
  }
}

try {
  await ensure();
  const wrong = await soak();
  for (const line of wrong.slice(0, 20)) process.stderr.write(`${line}\n`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
} catch (error) {
  process.stderr.write(`${reason(error)}\n`);
  process.exitCode = 1;
}
