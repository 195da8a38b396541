import assert from 'node:assert/strict';
import type { NodeMessage } from 'node-red';
import account from '../../../nodes/account/account';
import messages from '../../../nodes/messages/messages';
import subscription from '../../../nodes/subscription/subscription';
import { AmqpServer, platformMessage } from '../../lib/messages/amqp-server';
import { KEYS } from '../../lib/messages/support-keys';
import {
  accountNode,
  messagesNode,
  out,
  subscriptionNode,
  TestFlow,
  useNodeRed,
  type FlowItem,
} from '../../support/nodes';

type Message = NodeMessage & { aliyun: { messageId: string; lastTime?: number } };

describe('what a deploy does not forget', () => {
  useNodeRed();
  let server: AmqpServer;
  let flow: TestFlow;
  let sent = 0;

  beforeEach(async () => {
    server = await new AmqpServer(KEYS).start();
    flow = await TestFlow.load([account, subscription, messages], items(), { account: KEYS });
  });
  afterEach(async () => {
    await flow.unload();
    await server.stop();
  });

  function items(change: object = {}): FlowItem[] {
    const own = [
      accountNode({ endpoint: 'http://127.0.0.1:9' }),
      messagesNode(change),
      { ...out, ...change },
    ];
    return [...own, subscriptionNode({ endpoint: server.url, ...change })];
  }

  /** Comes from the platform, and the flow has it if it is going to. */
  async function come(messageId: string, topic = '/pk/dn/user/x', body: object = {}): Promise<void> {
    server.push(platformMessage({ topic, messageId, body: JSON.stringify(body) }));
    sent += 1;
    await flow.until(() => server.counts.accepted === sent);
  }

  const status = (id: string, second: number): Promise<void> =>
    come(id, '/as/mqtt/status/pk/dn', { utcLastTime: new Date(second * 1000).toISOString() });
  const seen = (): string[] => (flow.at('out') as Message[]).map(({ aliyun }) => aliyun.messageId);

  for (const type of ['full', 'nodes'] as const) {
    it(`is which messages came, and the newest status of a device (${type})`, async () => {
      sent = 0;
      await come('once');
      await status('online', 100);
      await flow.redeploy(items({ name: 'renamed' }), type, { account: KEYS });
      await come('once');
      await status('late', 50);
      await status('newer', 150);
      assert.deepEqual(seen(), ['once', 'online', 'newer']);
    });
  }

  it('is forgotten for another consumer group, and with its node', async () => {
    sent = 0;
    await come('once');
    await status('online', 100);
    await flow.redeploy(items({ consumerGroupId: 'other' }), 'full', { account: KEYS });
    await come('once');
    await flow.redeploy([out], 'full');
    await flow.redeploy(items({ consumerGroupId: 'other' }), 'full', { account: KEYS });
    await come('once');
    await status('late', 50);
    assert.deepEqual(seen(), ['once', 'online', 'once', 'once', 'late']);
  });
});
