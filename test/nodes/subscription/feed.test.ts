import assert from 'node:assert/strict';
import { staticCredentials } from '../../../lib/credentials';
import { Feed } from '../../../nodes/subscription/feed';
import type { Listener } from '../../../nodes/subscription/types';
import { AmqpServer, platformMessage } from '../../lib/messages/amqp-server';
import { KEYS } from '../../lib/messages/support-keys';
import { until } from '../../support/until';

describe('the feed of a subscription', () => {
  let server: AmqpServer;
  let feed: Feed;
  let told: string[];

  beforeEach(async () => {
    server = await new AmqpServer(KEYS).start();
    told = [];
    feed = new Feed({
      access: () => {
        told.push('access');
        const own = { url: server.url, consumerGroupId: 'group', credentials: staticCredentials(KEYS) };
        return Promise.resolve({ options: own, release: () => void told.push('release') });
      },
      changed: () => undefined,
      failed: (thrown) => void told.push((thrown as Error).message),
    });
  });
  afterEach(async () => {
    await feed.close();
    await server.stop();
  });

  const listener = (message: Listener['message']): Listener => ({ message, state: () => undefined });

  it('has one connection at a time, also for one who comes as the last one goes', async () => {
    const leave = feed.join(listener(() => undefined));
    await until(() => server.credit > 0, 'the first');
    leave();
    feed.join(listener(() => undefined));
    await until(() => server.counts.connections === 2 && server.credit > 0, 'the second');
    assert.deepEqual(told, ['access', 'release', 'access']);
    assert.equal(server.open, 1);
  });

  it('tells what a listener threw, and the others hear the message all the same', async () => {
    const heard: string[] = [];
    feed.join(
      listener(() => {
        throw new Error('broken flow');
      }),
    );
    feed.join(listener(({ messageId }) => void heard.push(messageId)));
    server.push(platformMessage({ topic: '/pk/dn/user/x', messageId: 'm', body: '{}' }));
    await until(() => server.counts.accepted === 1, 'accepted');
    assert.deepEqual([heard, told], [['m'], ['access', 'broken flow']]);
  });
});
