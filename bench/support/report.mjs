import { median } from './statistics.mjs';

/** @typedef {import('./types.mjs').Round} Round */
/** @typedef {import('./types.mjs').Measurement} Measurement */

/**
 * @typedef {object} Figure
 * @property {string} what
 * @property {number} value
 * @property {string} unit
 * @property {number} atMost the target.
 */

const RAW = 'raw';
const POP = 'pop-core';
const SDK = 'iot20180120';
const HTTP_FLOW = 'flow: function + http request';
const SDK_FLOW = 'flow: function + iot20180120';
const OURS_SHA1 = 'invoke hmac-sha1';
const OURS_ACS3 = 'invoke acs3';
const NODE_SHA1 = 'flow: invoke node hmac-sha1';
const NODE_ACS3 = 'flow: invoke node acs3';
/** Where the targets are measured: busy enough that waiting for the next answer is not what costs. */
const BUSY = 10;

/**
 * All measurements, one line for each client and concurrency, as medians over the rounds.
 *
 * @param {Round[]} rounds
 */
export function callTable(rounds) {
  const clients = Object.keys(rounds[0] ?? {});
  const concurrencies = rounds[0]?.[RAW]?.map(({ concurrency }) => concurrency) ?? [];
  const lines = concurrencies.flatMap((concurrency) =>
    clients.map((client) => {
      const of = (/** @type {keyof Measurement} */ key) => median(values(rounds, client, concurrency, key));
      return [
        client,
        String(concurrency),
        of('cpuMs').toFixed(3),
        ratio(rounds, 'cpuMs', concurrency, client, RAW).toFixed(2),
        ...[of('p50'), of('p95'), of('p99')].map((ms) => ms.toFixed(1)),
        of('perSecond').toFixed(0),
      ];
    }),
  );
  const head = ['client', 'at once', 'CPU ms/call', '× raw', 'p50 ms', 'p95 ms', 'p99 ms', 'calls/s'];
  return table([head, ...lines.sort(([a = '', x], [b = '', y]) => order(a, b) || Number(x) - Number(y))]);
}

/**
 * What the targets are about, each with its target.
 *
 * @param {Round[]} rounds
 * @param {import('./types.mjs').InFlight[]} inFlight
 * @param {{ packedKb: number, installedMb: number, loadMs: number, rssMb: number }} weight
 */
export function figureTable(rounds, inFlight, weight) {
  const cpu = (/** @type {string} */ ours, /** @type {string} */ peer) =>
    ratio(rounds, 'cpuMs', BUSY, ours, peer);
  const many = (/** @type {keyof import('./types.mjs').InFlight} */ key) =>
    median(inFlight.map((one) => one[key]));
  const wrong = Math.max(...inFlight.map(({ calls, right }) => calls - right));
  const atOnce = `${many('calls')} calls at once`;
  const floor = `raw at the same time: ${many('rawP99').toFixed(0)} ms`;
  /** @type {Figure[]} */
  const figures = [
    { what: `CPU, ${OURS_SHA1} : ${POP}`, value: cpu(OURS_SHA1, POP), unit: '×', atMost: 1.1 },
    { what: `CPU, ${OURS_ACS3} : ${SDK}`, value: cpu(OURS_ACS3, SDK), unit: '×', atMost: 1 },
    {
      what: `p99 of 100 at once, ${OURS_SHA1} : ${POP}`,
      value: ratio(rounds, 'p99', 100, OURS_SHA1, POP),
      unit: '×',
      atMost: 1,
    },
    {
      what: 'CPU, invoke node hmac-sha1 : function + http request',
      value: cpu(NODE_SHA1, HTTP_FLOW),
      unit: '×',
      atMost: 0.5,
    },
    {
      what: 'CPU, invoke node acs3 : function + http request',
      value: cpu(NODE_ACS3, HTTP_FLOW),
      unit: '×',
      atMost: 0.5,
    },
    {
      what: 'CPU, invoke node acs3 : function + iot20180120',
      value: cpu(NODE_ACS3, SDK_FLOW),
      unit: '×',
      atMost: 1,
    },
    {
      what: `${atOnce}, answers on another message`,
      value: wrong,
      unit: '',
      atMost: 0,
    },
    {
      what: `${atOnce}, p99 over the device's own time (${floor})`,
      value: many('addedP99'),
      unit: 'ms',
      atMost: 25,
    },
    {
      what: `${atOnce}, heap`,
      value: many('heapKbPerCall'),
      unit: 'kB/call',
      atMost: 40,
    },
    { what: 'Loading in Node-RED, time', value: weight.loadMs, unit: 'ms', atMost: 60 },
    { what: 'Loading in Node-RED, memory', value: weight.rssMb, unit: 'MB', atMost: 8 },
    { what: 'Download', value: weight.packedKb, unit: 'kB', atMost: 500 },
    { what: 'Installed with all dependencies', value: weight.installedMb, unit: 'MB', atMost: 12 },
  ];
  const lines = figures.map(({ what, value, unit, atMost }) => [
    what,
    `${value.toFixed(value < 10 && unit !== '' ? 2 : 0)} ${unit}`.trim(),
    `${atMost} ${unit}`.trim(),
    value <= atMost ? 'met' : 'missed',
  ]);
  return table([['figure', 'measured', 'at most', ''], ...lines]);
}

/**
 * The median of the ratios within each round: what else the machine did in a round it did to both.
 *
 * @param {Round[]} rounds
 * @param {keyof Measurement} key
 * @param {number} concurrency
 * @param {string} ours
 * @param {string} peer
 */
function ratio(rounds, key, concurrency, ours, peer) {
  const peers = values(rounds, peer, concurrency, key);
  return median(values(rounds, ours, concurrency, key).map((value, i) => value / (peers[i] ?? Number.NaN)));
}

/**
 * @param {Round[]} rounds
 * @param {string} client
 * @param {number} concurrency
 * @param {keyof Measurement} key
 * @returns {number[]} one for each round.
 */
function values(rounds, client, concurrency, key) {
  return rounds.map((round) => {
    const found = round[client]?.find((measurement) => measurement.concurrency === concurrency);
    return found?.[key] ?? Number.NaN;
  });
}

const ORDER = [RAW, POP, SDK, OURS_SHA1, OURS_ACS3];

/** @param {string} a @param {string} b */
function order(a, b) {
  return rank(a) - rank(b) || a.localeCompare(b);
}

/** @param {string} client */
function rank(client) {
  const place = ORDER.indexOf(client);
  return place < 0 ? ORDER.length : place;
}

/** @param {string[][]} rows the first is the head. */
function table(rows) {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (/** @type {string[]} */ row) =>
    `| ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(' | ')} |`;
  const [head = [], ...body] = rows;
  const rule = `|${widths.map((width, i) => (i === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return `${[line(head), rule, ...body.map(line)].join('\n')}\n`;
}
