// npm run soak: a real Node-RED calls a platform that goes wrong at random, 50 times a second for 10 minutes.
//   --seconds N   how long
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ROOT, ensure } from './ensure.mjs';
import { startNodeRed } from './node-red/node-red.mjs';
import { KEYS, soakFlow } from './soak/flow.mjs';
import { Ledger } from './soak/ledger.mjs';
import { reason } from './support/texts.mjs';

const CALLS_A_SECOND = 50;
/** Node-RED loads and warms up; from then on its memory has to stay as it is. */
const WARM_UP_PART = 0.2;
const GROWTH = 0.1;
/** Shorter runs end before the heap has found its size, so that their memory is told and not judged. */
const JUDGE_MEMORY_FROM_S = 300;
/** The longest a call can take: its deadline, and a little for a busy machine. */
const DRAIN_MS = 35_000;

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '600' } } });
const seconds = Number(values.seconds);

/** Megabytes of memory a process holds. @param {number} pid */
function rssOf(pid) {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
}

/** @param {string} url @param {object[]} flow */
async function deploy(url, flow) {
  const answer = await fetch(`${url}/flows`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'node-red-deployment-type': 'full' },
    body: JSON.stringify(flow),
  });
  if (!answer.ok) throw new Error(`Node-RED answered ${answer.status} to the deploy`);
}

/** @param {string} url @param {string} marker */
async function send(url, marker) {
  const answer = await fetch(`${url}/call/${marker}`, { method: 'POST' });
  await answer.text();
  if (answer.status !== 202) throw new Error(`Node-RED answered ${answer.status} to the message ${marker}`);
}

/** The routes of a flow are there a moment after its deploy. @param {string} url */
async function untilUp(url) {
  for (let tries = 0; tries < 100; tries += 1) {
    if (
      await send(url, 'up').then(
        () => true,
        () => false,
      )
    )
      return;
    await sleep(50);
  }
  throw new Error('The flow did not start');
}

/** @param {() => boolean} isDone @param {number} withinMs */
async function until(isDone, withinMs) {
  const giveUpAt = Date.now() + withinMs;
  while (!isDone() && Date.now() < giveUpAt) await sleep(50);
}

/**
 * Sends the messages, one every 20 ms, and watches the memory.
 *
 * @param {{ url: string, pid: number }} nodeRed
 * @param {Ledger} ledger
 * @returns {Promise<number[]>} megabytes, once a second.
 */
async function load({ url, pid }, ledger) {
  const startedAt = performance.now();
  /** @type {number[]} */
  const memory = [];
  /** @type {Set<Promise<unknown>>} */
  const posts = new Set();
  for (let sent = 0; sent < seconds * CALLS_A_SECOND; sent += 1) {
    await sleep(Math.max(0, startedAt + (sent * 1000) / CALLS_A_SECOND - performance.now()));
    const post = send(url, ledger.open());
    posts.add(post);
    void post.finally(() => posts.delete(post)).catch(() => undefined);
    if (sent % CALLS_A_SECOND === 0) memory.push(rssOf(pid));
  }
  await Promise.all(posts);
  return memory;
}

/** @returns {Promise<string[]>} what was not as it has to be. */
async function soak() {
  const { startFaultServer } = await import('./soak/faults.mjs');
  const server = await startFaultServer();
  const userDir = mkdtempSync(join(tmpdir(), 'aliyun-iot-soak-'));
  const ledger = new Ledger();
  const nodeRed = await startNodeRed({
    nodeRedDir: dirname(createRequire(import.meta.url).resolve('node-red/package.json')),
    userDir,
    nodesDir: [ROOT],
    onAnswer: (answer) => ledger.take(answer),
  });
  try {
    await deploy(nodeRed.url, soakFlow(server.url));
    await untilUp(nodeRed.url);
    const memory = await load(nodeRed, ledger);
    await until(() => ledger.unsettled === 0, DRAIN_MS);
    await deploy(nodeRed.url, []);
    await until(() => server.sockets.size === 0, 2_000);
    return judge(ledger, server, memory, nodeRed.log());
  } finally {
    await nodeRed.stop();
    await server.close();
    rmSync(userDir, { recursive: true, force: true });
  }
}

/**
 * @param {Ledger} ledger
 * @param {import('../test/faults/server.js').FaultServer} server
 * @param {number[]} memory
 * @param {string} log
 */
function judge(ledger, server, memory, log) {
  const warmedUp = memory.slice(Math.ceil(memory.length * WARM_UP_PART));
  // Garbage comes and goes in waves of minutes; a leak lifts their troughs.
  const half = Math.ceil(warmedUp.length / 2);
  const before = Math.min(...warmedUp.slice(0, half));
  const after = Math.min(...warmedUp.slice(-half));
  const growth = after / before - 1;
  const executions = [...server.executions.values()].reduce((sum, times) => sum + times, 0);
  const wrong = ledger.broken((marker) => server.executed(marker));
  if (executions > ledger.asked) wrong.push(`${executions} executions of ${ledger.asked} messages`);
  if (server.sockets.size > 0) wrong.push(`${server.sockets.size} connections were left open`);
  if (seconds >= JUDGE_MEMORY_FROM_S && growth > GROWTH) wrong.push('the memory grew');
  if ([...Object.values(KEYS), ...server.secrets()].some((secret) => log.includes(secret)))
    wrong.push('a secret is in the log');
  process.stdout.write(
    `soak: ${seconds} s, ${ledger.asked} messages, ${server.received.length} requests, ${executions} executions; ` +
      `${ledger.summary}; RSS ${before.toFixed(0)} -> ${after.toFixed(0)} MB (${(growth * 100).toFixed(1)} %); ` +
      `${wrong.length === 0 ? 'as promised' : `${wrong.length} wrong`}\n`,
  );
  return wrong;
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
