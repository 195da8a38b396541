import assert from 'node:assert/strict';
import type { NodeInitializer } from 'node-red';
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
  type Completion,
  type FlowItem,
} from '../support/nodes';
import { assertNoSecret } from '../support/secret-scan';
import { AdminDesk, type AdminAnswer } from './admin-answers';
import { newMarker } from './oracle';
import { FaultServer, type Fault } from './server';

const debug = require('@node-red/nodes/core/common/21-debug') as NodeInitializer;

/** Shows whole messages everywhere a Debug node can. */
const debugNode: FlowItem = {
  ...{ id: 'debug', type: 'debug', wires: [], active: true, targetType: 'full', complete: 'true' },
  ...{ tosidebar: true, console: true, tostatus: true, statusType: 'auto', statusVal: '' },
};

interface Aliyun {
  error?: { executed: string; kind: string };
}

/** A server, a flow of real nodes that call it, with Debug nodes behind, and the editor's view of it. */
export class Stage {
  readonly markers: string[] = [];

  private constructor(
    readonly server: FaultServer,
    readonly flow: TestFlow,
    readonly items: FlowItem[],
    readonly admin: AdminDesk,
  ) {}

  static async set(fault: Fault, change: { account?: object; invoke?: object } = {}): Promise<Stage> {
    const server = await FaultServer.start(fault);
    const items = [
      accountNode({ endpoint: server.url, signature: 'hmac-sha1', maxQps: '5000', ...change.account }),
      invokeNode({ wires: [['out', 'debug']], ...change.invoke }),
      { ...catchNode, wires: [['caught', 'debug']] },
      ...[out, caught, debugNode],
    ];
    try {
      const flow = await TestFlow.load([account, invoke, debug], items, { account: TEST_KEYS });
      return new Stage(server, flow, items, await AdminDesk.open(flow));
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
    await this.admin.close();
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

  /** The promise, held against a call that was tried from the dialog. */
  assertTried(marker: string, { text }: AdminAnswer): void {
    const executions = this.server.executed(marker);
    const { error } = JSON.parse(text) as Aliyun;
    assert.ok(executions <= 1);
    if (error === undefined || error.executed === 'yes') assert.equal(executions, 1);
    if (error?.executed === 'no') assert.equal(executions, 0, text);
  }

  /**
   * Looks for secrets in everything that anybody sees.
   *
   * @param more what else was seen.
   */
  assertNoSecret(...more: unknown[]): void {
    const { flow } = this;
    // Of thousands of messages, the last ones stand for all.
    const seen = [
      flow.at('out'),
      flow.at('caught'),
      flow.completions,
      flow.statuses,
      flow.logged,
      flow.debugged,
    ];
    assertNoSecret([...seen.map((list: unknown[]) => list.slice(-50)), ...more], this.#secrets);
  }

  /** The same for what the editor gets. */
  async assertNoSecretInEditor(): Promise<void> {
    const exported = await this.admin.exported();
    for (const { path, text } of exported) assert.match(text, /aliyun-iot-account/, path);
    assertNoSecret(exported, this.#secrets);
    const { text } = await this.admin.storedKeys();
    // The dialog shows the AccessKey ID, which is no secret, and whether there is a secret.
    assert.match(text, /"has_accessKeySecret":true/);
    assertNoSecret(
      text,
      this.#secrets.filter((secret) => secret !== TEST_KEYS.accessKeyId),
    );
  }

  get #secrets(): string[] {
    return [...Object.values(TEST_KEYS), ...this.server.secrets().slice(-40)];
  }
}

/** Runs a case with real nodes: one outcome for each message, the promise about the device, and no secret anywhere. */
export async function play(
  fault: Fault,
  work: (stage: Stage) => Promise<void>,
  change: { account?: object; invoke?: object } = {},
): Promise<void> {
  const stage = await Stage.set(fault, change);
  try {
    await work(stage);
    await stage.arrived();
    stage.assertOutcomes();
    await stage.assertNoSecretInEditor();
  } finally {
    await stage.close();
  }
  stage.assertNoSecret();
}
