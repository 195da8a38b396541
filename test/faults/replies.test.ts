import assert from 'node:assert/strict';
import account from '../../nodes/account/account';
import invoke from '../../nodes/invoke/invoke';
import subscription from '../../nodes/subscription/subscription';
import { AmqpServer, replyMessage } from '../lib/messages/amqp-server';
import { TEST_KEYS } from '../support/client';
import { faultServer, json, type Behaviour, type FaultServer } from '../support/fault-server';
import {
  accountNode,
  catchNode,
  caught,
  invokeNode,
  out,
  TestFlow,
  useNodeRed,
  subscriptionNode,
} from '../support/nodes';

const CALLS = 10_000;
const DEVICES = 500;
const PRODUCT = 'pk';

const KEYS = { accessKeyId: TEST_KEYS.accessKeyId, accessKeySecret: TEST_KEYS.accessKeySecret };

/**
 * A platform that takes every call, and whose devices reply in any order: before the call is answered, at once or
 * late; once, or again in the same or in another envelope. A MessageId is unique for its device only.
 */
class Platform {
  readonly amqp = new AmqpServer(KEYS);
  http!: FaultServer;
  #envelopes = 0;
  readonly #taken = new Map<string, number>();
  readonly #timers = new Set<NodeJS.Timeout>();

  static async start(): Promise<Platform> {
    const platform = new Platform();
    await platform.amqp.start();
    platform.http = await faultServer(platform.#take);
    return platform;
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    await this.http.close();
    await this.amqp.stop();
  }

  readonly #take: Behaviour = (request, response) => {
    const { DeviceName: deviceName = '', Args = '' } = request.params;
    const count = (this.#taken.get(deviceName) ?? 0) + 1;
    this.#taken.set(deviceName, count);
    const messageId = String(count);
    const isEarly = Math.random() < 0.3;
    this.#reply(isEarly ? 0 : 1_000 * Math.random(), { deviceName, messageId, args: Args });
    const answer = json({ RequestId: 'r', Success: true, Data: { MessageId: messageId } });
    this.#later(isEarly ? 60 * Math.random() : 0, () => answer(request, response));
  };

  #reply(ms: number, call: { deviceName: string; messageId: string; args: string }): void {
    const { deviceName, messageId, args } = call;
    const body = {
      productKey: PRODUCT,
      deviceName,
      requestId: Number(messageId),
      data: JSON.parse(args) as object,
    };
    const envelope = (): string => `e-${(this.#envelopes += 1)}`;
    const id = envelope();
    this.#later(ms, () => this.amqp.push(replyMessage(id, body)));
    const again = Math.random();
    if (again < 0.3) this.#later(ms + 500 * Math.random(), () => this.amqp.push(replyMessage(id, body)));
    else if (again < 0.5)
      this.#later(ms + 500 * Math.random(), () => this.amqp.push(replyMessage(envelope(), body)));
  }

  #later(ms: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, ms);
    this.#timers.add(timer);
  }
}

describe('10,000 asynchronous calls whose replies come shuffled, early, late and again', function () {
  this.timeout(120_000);
  useNodeRed();

  it('give each message its own reply, once', async () => {
    const platform = await Platform.start();
    const flow = await TestFlow.load(
      [account, invoke, subscription],
      [
        accountNode({
          endpoint: platform.http.url,
          signature: 'hmac-sha1',
          maxQps: '100000',
          queue: String(CALLS),
        }),
        subscriptionNode({ endpoint: platform.amqp.url }),
        invokeNode({
          productKey: PRODUCT,
          deviceName: 'device',
          deviceNameType: 'msg',
          identifier: 'go',
          subscription: 'subscription',
          waitForReply: true,
        }),
        ...[out, catchNode, caught],
      ],
      { account: KEYS },
    );
    try {
      for (let n = 0; n < CALLS; n += 1) {
        flow.send('invoke', { payload: { n }, device: `d-${n % DEVICES}`, n });
        if (n % 500 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      await flow.until(() => flow.at('out').length + flow.at('caught').length >= CALLS, 90_000);
      assert.deepEqual(flow.at('caught')[0]?.['aliyun'], undefined);
      await flow.completed('invoke', CALLS);
      const seen = new Set<number>();
      for (const { payload, n, device, aliyun } of flow.at('out') as unknown as Emitted[]) {
        assert.deepEqual(payload.data, { n }, `message ${n} got the reply of another`);
        assert.deepEqual([payload.id, device], [aliyun.messageId, aliyun.target.deviceName]);
        seen.add(n);
      }
      assert.equal(seen.size, CALLS);
      assert.equal(flow.of('invoke').length, CALLS);
      await flow.until(() => platform.amqp.unsettled + platform.amqp.queue.length === 0);
    } finally {
      await flow.unload();
      await platform.close();
    }
  });
});

interface Emitted {
  payload: { id: string; data: object };
  n: number;
  device: string;
  aliyun: { messageId: string; target: { deviceName: string } };
}
