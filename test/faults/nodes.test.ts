import assert from 'node:assert/strict';
import { AliyunIotError } from '../../lib/errors';
import account from '../../nodes/account/account';
import invoke from '../../nodes/invoke/invoke';
import { TEST_KEYS } from '../support/client';
import {
  accountNode,
  catchNode,
  caught,
  invokeNode,
  out,
  TestFlow,
  useNodeRed,
  type Completion,
  type FlowItem,
} from '../support/nodes';
import { assertNoSecret } from '../support/secret-scan';
import * as faults from './faults';
import { newMarker } from './oracle';
import { FaultServer, type Fault } from './server';

interface Aliyun {
  error?: { executed: string; kind: string };
}

/** A server, and a flow of real nodes that call it. */
class Stage {
  readonly markers: string[] = [];

  private constructor(
    readonly server: FaultServer,
    readonly flow: TestFlow,
    readonly items: FlowItem[],
  ) {}

  static async set(fault: Fault, change: { account?: object; invoke?: object } = {}): Promise<Stage> {
    const server = await FaultServer.start(fault);
    const items = [
      accountNode({ endpoint: server.url, signature: 'hmac-sha1', maxQps: '5000', ...change.account }),
      invokeNode(change.invoke),
      ...[out, catchNode, caught],
    ];
    try {
      return new Stage(server, await TestFlow.load([account, invoke], items, { account: TEST_KEYS }), items);
    } catch (error) {
      await server.close();
      throw error;
    }
  }

  /** Sends a message with a name of its own. */
  send(more: object = {}): void {
    const marker = newMarker();
    this.markers.push(marker);
    this.flow.send('invoke', { _msgid: marker, payload: { marker }, ...more });
  }

  redeploy(type: 'full' | 'nodes' = 'full'): Promise<void> {
    return this.flow.redeploy(this.items, type, { account: TEST_KEYS });
  }

  async close(): Promise<void> {
    await this.flow.unload();
    await this.server.close();
  }

  /** `done` comes before the message has reached the next node. */
  arrived(): Promise<void> {
    const { flow } = this;
    const failed = flow.of('invoke').filter(({ error }) => error).length;
    return flow.until(() => flow.at('out').length + failed >= this.markers.length);
  }

  /** Each message: one `done`; a `send` or an error and not both; and the promise about the device. */
  assertOutcomes(): void {
    const completions = this.flow.of('invoke');
    assert.equal(completions.length, this.markers.length);
    const by = (list: readonly { _msgid: string }[]): Set<string> =>
      new Set(list.map(({ _msgid }) => _msgid));
    const sent = by(this.flow.at('out') as { _msgid: string }[]);
    const errors = completions.filter(({ error }) => error);
    const failed = by(errors.map(({ msg }) => msg as { _msgid: string }));
    assert.equal(failed.size, errors.length);
    assert.equal(by(completions.map(({ msg }) => msg as { _msgid: string })).size, this.markers.length);
    assert.equal(sent.size, this.flow.at('out').length);
    for (const marker of this.markers) {
      assert.notEqual(sent.has(marker), failed.has(marker), `${marker}: output and error, or neither`);
    }
    errors.forEach((completion) => this.#assertPromise(completion));
    for (const marker of sent) assert.equal(this.server.executed(marker), 1);
  }

  #assertPromise({ msg, error }: Completion): void {
    assert.ok(error instanceof AliyunIotError, String(error));
    const executions = this.server.executed(msg._msgid ?? '');
    assert.ok(executions <= 1);
    if (error.executed === 'no') assert.equal(executions, 0, error.message);
    assert.equal((msg['aliyun'] as Aliyun).error?.executed, error.executed);
  }

  assertNoSecret(): void {
    const { flow, server } = this;
    // Of thousands of messages, the last ones stand for all.
    const seen = [flow.at('out'), flow.at('caught'), flow.completions, flow.statuses, flow.logged];
    const secrets = [...Object.values(TEST_KEYS), ...server.secrets().slice(-40)];
    assertNoSecret(
      seen.map((list: unknown[]) => list.slice(-50)),
      secrets,
    );
  }
}

async function play(
  fault: Fault,
  work: (stage: Stage) => Promise<void>,
  change: { account?: object; invoke?: object } = {},
): Promise<void> {
  const stage = await Stage.set(fault, change);
  try {
    await work(stage);
    await stage.arrived();
    stage.assertOutcomes();
  } finally {
    await stage.close();
  }
  stage.assertNoSecret();
}

describe('real nodes against a platform that goes wrong', () => {
  useNodeRed();

  const quick: Record<string, Fault> = {
    ...{ 'an answer': faults.ok, '25 silence': faults.stall, '27 silence in the body': faults.stallMidBody },
    ...{ '30 RST': faults.resetAfterRequest, '30 FIN': faults.finAfterRequest },
    ...{ '30 short length': faults.shortLength, '30 no last chunk': faults.noLastChunk },
    '33 502': faults.actsAndSays('<html>', { status: 502 }),
    '34 500': faults.refusal('InternalError', 500),
    '35 403': faults.refusal('NoPermission', 403),
    '37 throttled': faults.refusal('Throttling.User', 429, { 'x-acs-retry-after': '600000' }),
    '40 null': faults.actsAndSays('null'),
    ...{ '42 64 MB': faults.bigBody, '43 not HTTP': faults.notHttp, '43 long headers': faults.bigHeaders },
    '44 a redirect': faults.redirect(307, 'http://127.0.0.1:1/'),
  };
  for (const [what, fault] of Object.entries(quick)) {
    it(`48, 49 ${what}: one outcome, and no secret`, () =>
      play(
        fault,
        async (stage) => {
          for (let n = 0; n < 3; n += 1) stage.send({ requestTimeout: 1 });
          await stage.flow.completed('invoke', 3);
        },
        { invoke: what.includes('silence') ? { timeout: '300' } : {} },
      ));
  }

  for (const type of ['full', 'nodes'] as const) {
    it(`45 a deploy (${type}) in the middle of calls: each ends once, as unknown`, () =>
      play(faults.stall, async (stage) => {
        for (let n = 0; n < 50; n += 1) stage.send();
        await stage.flow.until(() => stage.server.received.length === 50);
        const startedAt = performance.now();
        await stage.flow.redeploy(
          stage.items.map((item) => (item.id === 'invoke' ? invokeNode({ name: 'changed' }) : item)),
          type,
          { account: TEST_KEYS },
        );
        assert.ok(performance.now() - startedAt < 1_000);
        await stage.flow.completed('invoke', 50);
        for (const { error } of stage.flow.of('invoke')) {
          assert.deepEqual(
            [(error as AliyunIotError).kind, (error as AliyunIotError).executed],
            ['aborted', 'unknown'],
          );
        }
      }));
  }

  it('46 100 deploys leave sockets, timers and listeners as they were', () =>
    play(faults.ok, async (stage) => {
      const { flow, server } = stage;
      const counts: string[] = [];
      for (let n = 1; n <= 100; n += 1) {
        for (let m = 0; m < 3; m += 1) stage.send();
        await flow.receive('out', 3 * n);
        await stage.redeploy();
        counts.push(resources(flow));
      }
      assert.equal(counts.at(-1), counts[9]);
      await flow.until(() => server.sockets.size === 0);
    })).timeout(30_000);

  it('47 10,000 messages at twice the limit: in order, the queue bounded, one outcome each', () =>
    play(
      faults.ok,
      async (stage) => {
        const { flow, server } = stage;
        for (let n = 0; n < 100; n += 1) {
          for (let m = 0; m < 100; m += 1) stage.send();
          await new Promise((resolve) => setTimeout(resolve, 25));
        }
        await flow.until(() => flow.of('invoke').length === 10_000, 20_000);
        const reached = server.received.map(({ marker }) => Number(marker.split('-')[1]));
        assert.deepEqual(
          reached,
          [...reached].sort((x, y) => x - y),
        );
        const kinds = new Map<string, number>();
        for (const { error } of flow.of('invoke')) {
          const kind = error instanceof AliyunIotError ? error.kind : 'ok';
          kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
        }
        assert.deepEqual([...kinds.keys()].sort(), ['ok', 'queue-full']);
        assert.ok(
          (kinds.get('ok') ?? 0) >= 500 && (kinds.get('queue-full') ?? 0) > 1_000,
          JSON.stringify([...kinds]),
        );
      },
      // With more than one in flight, a message on an open connection overtakes one that is still connecting.
      { account: { maxQps: '1000', concurrency: '1', queue: '500' } },
    )).timeout(30_000);

  for (const [asked, used] of [
    [1, 1_000],
    ['1200', 1_200],
    [-5, 12_000],
    ['soon', 12_000],
  ] as const) {
    it(`msg.requestTimeout ${asked} means ${used} ms`, () =>
      play(faults.stall, async (stage) => {
        const startedAt = performance.now();
        stage.send({ requestTimeout: asked });
        if (used === 12_000) {
          await new Promise((resolve) => setTimeout(resolve, 1_300));
          assert.equal(stage.flow.of('invoke').length, 0, 'it still waits');
          await stage.redeploy();
        }
        await stage.flow.completed('invoke', 1);
        const took = performance.now() - startedAt;
        if (used !== 12_000) assert.ok(Math.abs(took - used) < 250, String(took));
      }));
  }
});

function resources({ RED }: TestFlow): string {
  const counted = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) counted.set(kind, (counted.get(kind) ?? 0) + 1);
  const open = ['TCPSocketWrap', 'TCPServerWrap', 'TCPConnectWrap'].map((kind) => counted.get(kind) ?? 0);
  const listeners = RED.events.eventNames().map((name) => RED.events.listenerCount(name));
  const ofProcess = process.eventNames().map((name) => process.listenerCount(name as 'exit'));
  const sum = (counts: number[]): number => counts.reduce((total, count) => total + count, 0);
  return JSON.stringify({ open, listeners: sum(listeners), ofProcess: sum(ofProcess) });
}
