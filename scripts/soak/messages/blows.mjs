import { setTimeout as sleep } from 'node:timers/promises';

/** @typedef {import('./sides.mjs').Sides} Sides */

/** How the platform may end a connection. */
const ENDS = [
  { kind: 'kill' },
  { kind: 'close' },
  { kind: 'close', condition: 'amqp:connection:forced' },
  { kind: 'close', condition: 'amqp:resource-limit-exceeded' },
  { kind: 'detach' },
  { kind: 'detach', condition: 'amqp:link:detach-forced' },
];

/** @param {number} most milliseconds. */
const awhile = (most) => sleep(Math.random() * most);

/** What may happen to each side, and how often compared with the others. @type {Record<string, [number, (sides: Sides) => Promise<unknown>]>} */
const BLOWS = {
  'Node-RED killed': [
    4,
    async (sides) => {
      await sides.killNodeRed();
      await awhile(1_000);
      await sides.startNodeRed();
    },
  ],
  'wire cut': [6, (sides) => sides.wire.cut()],
  'connections ended': [
    4,
    (sides) => sides.platform.ask('end', ENDS[Math.floor(Math.random() * ENDS.length)]),
  ],
  'broker restarted': [
    3,
    async ({ platform }) => {
      await platform.ask('stopAmqp');
      await awhile(2_000);
      await platform.ask('startAmqp');
    },
  ],
  'devices killed': [
    4,
    async ({ device }) => {
      await device.kill();
      await awhile(2_000);
      await device.start();
    },
  ],
  'platform killed': [
    3,
    async (sides) => {
      await sides.killPlatform();
      await awhile(2_000);
      await sides.platform.start();
    },
  ],
};

/** Strikes the sides at random, one at a time, and counts how often which. */
export class Blows {
  /** @type {Map<string, number>} */
  #counts = new Map();
  #sides;

  /** @param {Sides} sides */
  constructor(sides) {
    this.#sides = sides;
  }

  get summary() {
    return [...this.#counts].map(([what, count]) => `${what} ${count}`).join(', ');
  }

  /**
   * @param {number} until on the clock of `performance.now()`.
   * @param {{ meanMs: number, spare?: string[] }} options what is left in peace; each kind that is not comes once at least.
   */
  async strike(until, { meanMs, spare = [] }) {
    const kinds = Object.keys(BLOWS).filter((kind) => !spare.includes(kind));
    const due = kinds.filter((kind) => !this.#counts.has(kind));
    while (true) {
      await sleep(Math.min(meanMs * (0.5 + Math.random()), Math.max(0, until - performance.now())));
      if (performance.now() >= until) return;
      const kind = due.shift() ?? draw(kinds);
      this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
      await BLOWS[kind]?.[1](this.#sides);
    }
  }
}

/** @param {string[]} kinds @returns {string} */
function draw(kinds) {
  const weights = kinds.map((kind) => BLOWS[kind]?.[0] ?? 0);
  let at = Math.random() * weights.reduce((sum, weight) => sum + weight, 0);
  return kinds.find((_, index) => (at -= weights[index] ?? 0) < 0) ?? kinds[0] ?? '';
}
