import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from '../../ensure.mjs';
import { startNodeRed } from '../../node-red/node-red.mjs';
import { freePort } from '../../support/ports.mjs';
import { Child } from './child.mjs';
import { messagesFlow } from './flow.mjs';
import { Wire } from './wire.mjs';
import { startWitness } from './witness.mjs';

/** @typedef {import('../../node-red/node-red.mjs').NodeRed} NodeRed */
/** @typedef {import('./ledger.mjs').MessagesLedger} MessagesLedger */

const FIRST_PORT = 28_018;

/** The three sides of the soak, and who writes down what they do. */
export class Sides {
  #ledger;
  #ports;
  #userDir = mkdtempSync(join(tmpdir(), 'aliyun-iot-soak-'));
  /** @type {() => void} */
  #endWitness = () => undefined;
  #logs = '';
  #life = 0;
  /** @type {NodeRed | undefined} */
  #nodeRed;

  /** @param {MessagesLedger} ledger @param {readonly [number, number, number]} ports */
  constructor(ledger, ports) {
    this.#ledger = ledger;
    this.#ports = ports;
    const executed = (/** @type {{ type: string, n: number }} */ { type, n }) => {
      if (type === 'executed') ledger.executed(n);
    };
    this.platform = new Child('platform.mjs', ports, executed);
    this.wire = new Wire(ports[1]);
    this.device = new Child('device.mjs', [ports[2]], executed);
  }

  /** @param {MessagesLedger} ledger */
  static async start(ledger) {
    const gateway = await freePort(FIRST_PORT);
    const amqp = await freePort(gateway + 1);
    const sides = new Sides(ledger, [gateway, amqp, await freePort(amqp + 1)]);
    try {
      await sides.platform.start();
      sides.#endWitness = startWitness(amqp, (reply) => ledger.published(reply));
      await sides.device.start();
      await sides.startNodeRed();
      await sides.#deploy();
      return sides;
    } catch (error) {
      await sides.end();
      throw error;
    }
  }

  /** Which life of Node-RED this is. */
  get life() {
    return this.#life;
  }

  /** The Node-RED of now; none while it is down. */
  get nodeRed() {
    return this.#nodeRed;
  }

  /** What all lives of Node-RED have printed. */
  get log() {
    return this.#logs + (this.#nodeRed?.log() ?? '');
  }

  /** The flow is in its folder from the first life on. */
  async startNodeRed() {
    const life = (this.#life += 1);
    this.#nodeRed = await startNodeRed({
      nodeRedDir: dirname(createRequire(import.meta.url).resolve('node-red/package.json')),
      userDir: this.#userDir,
      nodesDir: [ROOT],
      onAnswer: (answer) => this.#ledger.take(answer, life),
    });
  }

  async killNodeRed() {
    const nodeRed = this.#nodeRed;
    this.#nodeRed = undefined;
    this.#ledger.nodeRedKilled(this.#life);
    await nodeRed?.kill();
    this.#logs += nodeRed?.log() ?? '';
  }

  async killPlatform() {
    const { waiting, unsettled } = await this.platform.ask('state');
    this.#ledger.platformKilled(waiting + unsettled, performance.now());
    await this.platform.kill();
  }

  /** @param {number} n @param {string} device */
  async call(n, device) {
    const url = this.#nodeRed?.url;
    const answer = await fetch(`${url}/call/${device}/${n}`, { method: 'POST' }).catch(() => undefined);
    await answer?.text().catch(() => undefined);
    if (answer?.status !== 202) this.#ledger.doubt(n);
  }

  async end() {
    this.#endWitness();
    await this.#nodeRed?.stop();
    await this.wire.remove();
    await this.device.kill();
    await this.platform.kill();
    rmSync(this.#userDir, { recursive: true, force: true });
  }

  async #deploy() {
    const [gateway] = this.#ports;
    const amqp = await this.wire.lay();
    const flow = messagesFlow({ endpoint: `http://127.0.0.1:${gateway}`, amqp: `amqp://127.0.0.1:${amqp}` });
    const answer = await fetch(`${this.#nodeRed?.url}/flows`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'node-red-deployment-type': 'full' },
      body: JSON.stringify(flow),
    });
    if (!answer.ok) throw new Error(`Node-RED answered ${answer.status} to the deploy`);
    // The routes of a flow are there a moment after its deploy.
    await sleep(1_000);
  }
}
