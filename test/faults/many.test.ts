import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Node, NodeInitializer } from 'node-red';
import helper from 'node-red-node-test-helper';
import { DEFAULT_SEED, startSimulator, type DeviceBehaviour, type Simulator } from '../../lib/simulator';
import account from '../../nodes/account/account';
import invoke from '../../nodes/invoke/invoke';
import subscription from '../../nodes/subscription/subscription';
import {
  accountNode,
  catchNode,
  invokeNode,
  simulatorKeys,
  TestFlow,
  useNodeRed,
  type FlowItem,
  subscriptionNode,
} from '../support/nodes';

const COUNT = 5_000;
const LAMPS = 'a1SimLamps1';
const DEVICES = Array.from({ length: COUNT }, (_, i) => `lamp-${i}`);
const QUOTA = 1_200;

/** Offline, or connected without ever answering, or as it should be. */
function behaviourOf(index: number): DeviceBehaviour {
  if (index % 100 === 42) return { kind: 'offline' };
  return index % 5 === 3 ? { kind: 'slow', afterMs: 3_600_000 } : { kind: 'ordinary' };
}

interface Told {
  aliyun: { index: number; target: { deviceName: string }; error?: { kind: string } };
  payload: unknown;
  devices?: unknown;
}

/** A node that keeps of each message no more than what a test asks for. */
function sink(take: (id: string, msg: Told) => void): NodeInitializer {
  return (RED) => {
    function Sink(this: Node, config: { id: string; type: string; name: string; z: string }): void {
      RED.nodes.createNode(this, config);
      // Says itself when it is done, which is never: the test helper keeps what is done.
      this.on('input', (msg, _, done) => {
        assert.ok(done);
        take(config.id, msg as unknown as Told);
      });
    }
    RED.nodes.registerType('sink', Sink);
  };
}

/** The test helper remembers each call of a node's methods, with the messages. */
function forgetCalls(node: Node): void {
  const spied = node as unknown as Record<string, { resetHistory?: () => void }>;
  for (const name of ['send', 'error', 'status', 'trace', 'debug', 'warn', 'log', 'metric']) {
    spied[name]?.resetHistory?.();
  }
  helper.log().resetHistory();
}

/** The most calls in any second, wherever it begins. */
function mostInASecond(times: readonly number[]): number {
  let most = 0;
  let first = 0;
  for (const [index, time] of times.entries()) {
    while (time - times[first]! >= 1_000) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}

describe('5,000 devices in one message', function () {
  this.timeout(120_000);
  useNodeRed();
  let simulator: Simulator;
  let flow: TestFlow;
  let take: (id: string, msg: Told) => void;

  before(async () => {
    const devices = DEVICES.map((deviceName, i) => ({ deviceName, behaviour: behaviourOf(i) }));
    const lamps = { ...DEFAULT_SEED.products[0]!, productKey: LAMPS, devices };
    simulator = await startSimulator({
      seed: { products: [lamps] },
      invokeQps: QUOTA,
      invokeThingsQps: 30,
      replyDelayMs: 20,
    });
    await simulator.startAmqp();
  });
  after(() => simulator.close());
  afterEach(async () => {
    await flow.unload();
    simulator.reset();
  });

  async function deploy(change: object, ...more: FlowItem[]): Promise<void> {
    const own = more.some(({ id }) => id === 'account');
    const items = [
      ...(own ? [] : [accountNode({ endpoint: simulator.url, maxQps: '1000', batchQps: '25' })]),
      subscriptionNode({ endpoint: simulator.amqpUrl }),
      invokeNode({
        target: 'list',
        productKey: LAMPS,
        identifier: 'selfTest',
        argsType: 'json',
        args: '{"cycles":1}',
        devices: 'devices',
        devicesType: 'msg',
        listMode: 'each',
        listOutput: 'each',
        listConcurrency: '50',
        wires: [['out']],
        ...change,
      }),
      { id: 'out', type: 'sink', wires: [] },
      { ...catchNode, scope: ['invoke'], wires: [['caught']] },
      { id: 'caught', type: 'sink', wires: [] },
    ];
    const nodes = [account, invoke, subscription, sink((id, msg) => take(id, msg))];
    flow = await TestFlow.load(nodes, [...items, ...more], { account: simulatorKeys });
  }
  const send = (): void => flow.send('invoke', { payload: Buffer.alloc(2_000), devices: DEVICES });
  const withinQuota = (action: string, quota: number): void => {
    const calls = simulator.calls.filter((call) => call.action === action);
    assert.deepEqual(
      calls.filter(({ code }) => /Throttling/.test(code)),
      [],
    );
    const most = mostInASecond(calls.map(({ at }) => at));
    assert.ok(most <= quota, `${most} calls in a second`);
  };

  it('each: within the quota, each device once and its own outcome, others get their turn', async () => {
    const kinds = new Array<string>(COUNT);
    let told = 0;
    take = (id, { aliyun: { index, target, error }, payload, devices }) => {
      assert.equal(kinds[index], undefined, `${index} was told twice`);
      assert.equal(target.deviceName, DEVICES[index]);
      assert.equal(devices, undefined);
      assert.equal(id, error ? 'caught' : 'out');
      kinds[index] = error?.kind ?? typeof payload;
      told += 1;
    };
    await deploy(
      {},
      invokeNode({
        id: 'other',
        productKey: LAMPS,
        deviceName: 'lamp-0',
        identifier: 'stop',
        args: 'none',
        argsType: 'none',
        wires: [],
      }),
    );
    send();
    let others = 0;
    while (told < COUNT) {
      flow.send('other', {});
      others += 1;
      await flow.completed('other', others);
      assert.equal(flow.of('other').at(-1)!.error, undefined);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await flow.completed('invoke');
    assert.equal(flow.of('invoke').length, 1);
    assert.deepEqual(
      kinds.filter((kind, i) => kind !== (i % 100 === 42 ? 'offline' : 'string')),
      [],
    );
    withinQuota('InvokeThingService', QUOTA);
    const acted = simulator.executions.filter(({ identifier }) => identifier === 'selfTest');
    assert.deepEqual(
      [acted.length, new Set(acted.map(({ deviceName }) => deviceName)).size],
      [COUNT - 50, COUNT - 50],
    );
    assert.ok(others > 20, `${others} other calls got their turn`);
    await flow.until(() => flow.statuses.some(({ status }) => status.text === '5000 / 5000, failed: 50'));
    assert.ok(flow.statuses.some(({ status }) => /^\d{3,4} \/ 5000$/.test(status.text ?? '')));
  });

  it('with their replies: a device that never answers holds up no other', async () => {
    let summary: { outcomes: { index: number; ok: boolean; error?: { code: string } }[] } | undefined;
    take = (_, { payload }) => {
      summary = payload as typeof summary;
    };
    await deploy({
      listOutput: 'summary',
      waitForReply: true,
      subscription: 'subscription',
      replyTimeout: '3000',
      replyTimeoutType: 'num',
    });
    const startedAt = performance.now();
    send();
    await flow.until(() => summary !== undefined, 60_000);
    const { outcomes, ...counts } = summary!;
    assert.ok(performance.now() - startedAt < 40_000, 'one after the other it would take a minute');
    assert.deepEqual(counts, { total: COUNT, succeeded: 3_950, accepted: 0, failed: 50, unknown: 1_000 });
    for (const [place, { index, ok, error }] of outcomes.entries()) {
      assert.equal(index, place);
      const code =
        place % 100 === 42 ? 'iot.messagebroker.OFFLINE' : place % 5 === 3 ? 'reply-timeout' : undefined;
      assert.deepEqual([ok, error?.code], [code === undefined, code]);
    }
    withinQuota('InvokeThingService', QUOTA);
  });

  it('in batches: within their quota', async () => {
    let summary: { accepted: number; outcomes: { device: { deviceName: string } }[] } | undefined;
    take = (_, { payload }) => {
      summary = payload as typeof summary;
    };
    await deploy({ listMode: 'batch', listOutput: 'summary' });
    send();
    await flow.until(() => summary !== undefined, 30_000);
    assert.equal(summary!.accepted, COUNT);
    assert.deepEqual(
      summary!.outcomes.map(({ device }) => device.deviceName),
      DEVICES,
    );
    assert.equal(simulator.calls.length, 50);
    withinQuota('InvokeThingsService', 30);
  });

  it('keeps of a device no more than its outcome', async () => {
    const taken = '{"RequestId":"r-1","Success":true,"Data":{"MessageId":"m-1"}}';
    const server = http.createServer((request, response) => {
      request.resume().on('end', () => response.end(taken));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const heap = new Map<number, number>();
    let told = 0;
    take = () => {
      told += 1;
      if (told !== 1_000 && told !== COUNT) return;
      forgetCalls(flow.node('invoke'));
      collect();
      heap.set(told, process.memoryUsage().heapUsed);
    };
    try {
      const { port } = server.address() as AddressInfo;
      const endpoint = `http://127.0.0.1:${port}`;
      await deploy({}, accountNode({ endpoint, maxQps: '100000' }));
      send();
      await flow.until(() => told === COUNT, 30_000);
    } finally {
      server.closeAllConnections();
      server.close();
    }
    const bytes = (heap.get(COUNT)! - heap.get(1_000)!) / (COUNT - 1_000);
    assert.ok(bytes < 1_500, `${Math.round(bytes)} bytes a device`);
  });
});
