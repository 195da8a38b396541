import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNodeRed } from '../../scripts/node-red/node-red.mjs';
import { TEST_KEYS } from '../support/client';
import {
  accountNode,
  catchNode,
  invokeNode,
  type FlowItem,
  messagesNode,
  subscriptionNode,
} from '../support/nodes';
import { sourcePackage } from '../support/source-package';
import { ok, stall } from './faults';
import { FaultServer } from './server';
import { until } from '../support/until';

const ROOT = join(__dirname, '../..');
const DEPLOYS = 200;
/** From here on all that is made once has been made. */
const WARM = 100;
const TYPES = ['full', 'flows', 'nodes'] as const;

/** Answers with what the process holds open, after a collection of garbage. */
const COUNTER = `
  require('node:v8').setFlagsFromString('--expose-gc');
  const collect = require('node:vm').runInNewContext('gc');
  const sum = (emitter) => emitter.eventNames().reduce((n, name) => n + emitter.listenerCount(name), 0);
  module.exports = (RED) => {
    RED.httpAdmin.get('/counted', (request, response) => {
      collect();
      const open = {};
      for (const kind of process.getActiveResourcesInfo()) open[kind] = (open[kind] ?? 0) + 1;
      response.json({ open, listeners: sum(RED.events) + sum(process), heap: process.memoryUsage().heapUsed });
    });
  };
`;

interface Counted {
  open: Record<string, number>;
  listeners: number;
  heap: number;
}

/** Two accounts, one of them the simulator with its messages; each message at \`in\` is one call for both. */
function flowOf(endpoint: string, round: number): object[] {
  const name = { name: `round ${round}` };
  const items: FlowItem[] = [
    accountNode({ endpoint, signature: 'hmac-sha1', maxQps: '1000', credentials: TEST_KEYS }),
    accountNode({ id: 'second' }),
    subscriptionNode({ account: 'second' }),
    messagesNode({ wires: [[]], ...name }),
    { id: 'in', type: 'http in', url: '/call', method: 'post', wires: [['answer', 'args']] },
    { id: 'answer', type: 'http response', statusCode: '202', wires: [] },
    {
      ...{ id: 'args', type: 'function', outputs: 1, wires: [['invoke', 'local']] },
      func: 'return { payload: { speed: 10, mode: 1 } };',
    },
    invokeNode({ wires: [[]], ...name }),
    invokeNode({ id: 'local', account: 'second', wires: [[]], ...name }),
    { ...catchNode, wires: [[]] },
  ];
  const config = ['aliyun-iot-account', 'aliyun-iot-subscription'];
  return [
    { id: 'tab', type: 'tab', label: 'tab', disabled: false },
    ...items.map((item) =>
      config.includes(item.type) ? { ...item, z: '' } : { z: 'tab', x: 0, y: 0, ...item },
    ),
  ];
}

describe('46 200 deploys', () => {
  let userDir: string;
  let server: FaultServer;
  let nodeRed: Awaited<ReturnType<typeof startNodeRed>>;

  before(async function () {
    this.timeout(60_000);
    server = await FaultServer.start(ok);
    userDir = mkdtempSync(join(tmpdir(), 'aliyun-iot-deploys-'));
    const nodes = ['account', 'invoke', 'subscription', 'messages'];
    nodeRed = await startNodeRed({
      nodeRedDir: join(ROOT, 'node_modules/node-red'),
      userDir,
      nodesDir: [sourcePackage(userDir, nodes, { counter: COUNTER })],
      env: { ...process.env, NODE_OPTIONS: `--require ${require.resolve('tsx/cjs')}` },
    });
  });
  after(async () => {
    await nodeRed.stop();
    await server.close();
    rmSync(userDir, { recursive: true, force: true });
  });

  async function deploy(round: number): Promise<void> {
    const response = await fetch(`${nodeRed.url}/flows`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'node-red-deployment-type': TYPES[round % 3]! },
      body: JSON.stringify(flowOf(server.url, round)),
    });
    assert.equal(response.status, 204, await response.text());
  }

  async function counted(): Promise<Counted> {
    return (await (await fetch(`${nodeRed.url}/counted`)).json()) as Counted;
  }

  /** Asks for a call. While a deploy goes on, it may come to nothing. */
  async function call(): Promise<void> {
    await (await fetch(`${nodeRed.url}/call`, { method: 'POST' })).text();
    await new Promise((resolve) => setTimeout(resolve, 15));
  }

  /** Waits until the process holds open no more than that, and fails with what it does hold open. */
  async function settled(open: Counted['open']): Promise<Counted> {
    const giveUpAt = Date.now() + 5_000;
    for (;;) {
      const now = await counted();
      const more = Object.entries(now.open).filter(([kind, count]) => count > (open[kind] ?? 0));
      if (more.length === 0) return now;
      if (Date.now() > giveUpAt) assert.deepEqual(now.open, open);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  it('leave sockets, timers, listeners and heap as they were', async () => {
    let warm: Counted | undefined;
    for (let round = 1; round <= DEPLOYS; round += 1) {
      await deploy(round);
      // Every other deploy comes in the middle of a call.
      server.fault = round % 2 === 0 ? ok : stall;
      const before = server.received.length;
      const isCalled = async (): Promise<boolean> => {
        await call();
        return server.received.length > before;
      };
      await until(isCalled, () => nodeRed.log(), 10_000);
      if (round === WARM) warm = await counted();
    }
    const end = await settled(warm?.open ?? {});
    assert.equal(end.listeners, warm?.listeners);
    const perDeploy = (end.heap - (warm?.heap ?? 0)) / (DEPLOYS - WARM);
    assert.ok(perDeploy < 8_192, `${perDeploy.toFixed(0)} bytes of heap for each deploy`);
  }).timeout(120_000);
});
