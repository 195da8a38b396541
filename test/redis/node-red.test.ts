import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNodeRed } from '../../scripts/node-red/node-red.mjs';
import { ok } from '../faults/faults';
import { FaultServer } from '../faults/server';
import { TEST_KEYS } from '../support/client';
import { accountNode, invokeNode, type FlowItem } from '../support/nodes';
import { sourcePackage } from '../support/source-package';
import { until } from '../support/until';
import { RedisServer } from './redis-server';

const NODE_RED = join(__dirname, '../../node_modules/node-red');
const NAMES = ['first', 'second'] as const;
const TOGETHER = 100;
const OWN = 10;
type NodeRed = Awaited<ReturnType<typeof startNodeRed>>;

/** `POST /burst` makes 1,500 calls that carry the name of this Node-RED. */
function flowOf(name: string, endpoint: string, redisUrl: string): object[] {
  const limits = { maxQps: String(OWN), sharedQps: String(TOGETHER), concurrency: '500', queue: '5000' };
  const credentials = { ...TEST_KEYS, redisUrl };
  const items: FlowItem[] = [
    { id: 'in', type: 'http in', url: '/burst', method: 'post', wires: [['answer', 'args']] },
    { id: 'answer', type: 'http response', statusCode: '202', wires: [] },
    {
      ...{ id: 'args', type: 'function', outputs: 1, wires: [['invoke']] },
      func: `for (let n = 0; n < 1500; n += 1) node.send({ payload: { marker: '${name}' } });`,
    },
    invokeNode({ wires: [[]] }),
  ];
  return [
    { id: 'tab', type: 'tab', label: name },
    { ...accountNode({ endpoint, ...limits, credentials }), z: '' },
    ...items.map((item) => ({ z: 'tab', x: 0, y: 0, ...item })),
  ];
}

describe('one limit for two Node-REDs, through Redis', () => {
  let redis: RedisServer;
  let server: FaultServer;
  let folder: string;
  const nodeReds: NodeRed[] = [];

  before(async function () {
    this.timeout(60_000);
    redis = await RedisServer.start();
    server = await FaultServer.start(ok);
    folder = mkdtempSync(join(tmpdir(), 'aliyun-iot-redis-'));
    const nodes = sourcePackage(folder, ['account', 'invoke']);
    for (const name of NAMES) {
      const nodeRed = await startNodeRed({
        nodeRedDir: NODE_RED,
        userDir: mkdtempSync(join(folder, name)),
        nodesDir: [nodes],
        env: { ...process.env, NODE_OPTIONS: `--require ${require.resolve('tsx/cjs')}` },
      });
      nodeReds.push(nodeRed);
      await post(`${nodeRed.url}/flows`, flowOf(name, server.url, redis.url));
    }
  });
  after(async () => {
    await Promise.all(nodeReds.map((nodeRed) => nodeRed.stop()));
    await server.close();
    redis.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  async function post(url: string, body: object = {}): Promise<number> {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    await response.text();
    return response.status;
  }

  /** Calls that came within some time, of each Node-RED. */
  async function during(ms: number): Promise<[number, number]> {
    const count = (): number[] => NAMES.map((name) => server.of(name).length);
    const [before, startedAt] = [count(), performance.now()];
    await new Promise((resolve) => setTimeout(resolve, ms));
    const took = performance.now() - startedAt;
    // Of a machine that is busy the time may have been longer.
    const [first = 0, second = 0] = count().map((now, n) => ((now - (before[n] ?? 0)) * ms) / took);
    return [first, second];
  }

  const bothSay = (text: string): Promise<void> =>
    until(() => nodeReds.every((nodeRed) => nodeRed.log().includes(text)), text, 15_000);

  it('is kept together, each falls back to its share while Redis is away, and both say so', async () => {
    const isUp = async (url: string): Promise<boolean> => (await post(`${url}/burst`)) === 202;
    await Promise.all(nodeReds.map(({ url }) => until(() => isUp(url), 'a flow that answers', 15_000)));
    await until(() => NAMES.every((name) => server.of(name).length > TOGETHER), 'calls of both', 15_000);

    const [first, second] = await during(5_000);
    assert.ok(first + second <= TOGETHER * 5 * 1.05, `${first} and ${second} calls in 5 s`);
    assert.ok(first + second >= TOGETHER * 5 * 0.6, `${first} and ${second} calls in 5 s`);
    assert.ok(Math.min(first, second) > TOGETHER, `${first} and ${second} calls in 5 s`);

    redis.kill();
    await bothSay('Redis cannot be used');
    for (const own of await during(3_000)) {
      assert.ok(own <= OWN * 3 * 1.3 && own >= OWN * 3 * 0.6, `${own} calls in 3 s`);
    }

    await redis.start();
    await bothSay('Redis is back');
    const total = async (): Promise<number> => (await during(1_000)).reduce((sum, each) => sum + each);
    await until(async () => (await total()) > TOGETHER * 0.6, 'the whole rate again', 15_000);
    assert.ok(!nodeReds.some((nodeRed) => nodeRed.log().includes(TEST_KEYS.accessKeySecret)));
  }).timeout(60_000);
});
