import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { staticCredentials } from '../../lib/credentials';
import { Subscription, type DeviceMessage, type SubscriptionOptions } from '../../lib/messages';
import { replyMessage } from '../lib/messages/amqp-server';
import { until } from '../support/until';
import { KEYS, QUICK } from '../lib/messages/support';
import { LoginDesk } from './login-desk';
import { Publisher } from './publisher';
import { RabbitMq } from './rabbitmq';

/** An AMQP 1.0 broker that knows nothing of us, nor of the library we use. */
describe('messages: a subscription to RabbitMQ', function () {
  this.timeout(60_000);
  const desk = new LoginDesk();
  const open: Subscription[] = [];
  let broker: RabbitMq;
  let publisher: Publisher;
  let queue = '';
  let made = 0;

  before(async () => {
    // The broker counts credit wrongly when a lot is under way, and the library prints each message too many.
    mock.method(console, 'error', (text: unknown) => assert.match(String(text), /^Received transfer/));
    broker = await RabbitMq.start(await desk.open());
  });
  beforeEach(async () => {
    desk.logins.length = 0;
    queue = `replies-${(made += 1)}`;
    publisher = await Publisher.open(broker.port, queue);
  });
  afterEach(async () => {
    publisher.close();
    await Promise.all(open.splice(0).map((subscription) => subscription.close()));
  });
  after(async () => {
    mock.restoreAll();
    await broker.remove();
    await desk.close();
  });

  function subscribe(
    handler: (message: DeviceMessage) => Promise<void> | void,
    options: Partial<SubscriptionOptions> = {},
  ): Subscription {
    const base = {
      url: broker.queueUrl(queue),
      consumerGroupId: 'group',
      credentials: staticCredentials(KEYS),
    };
    const subscription = new Subscription({ ...base, ...options }, { ...QUICK, openMs: 15_000 });
    open.push(subscription);
    subscription.onMessage(handler);
    subscription.start();
    return subscription;
  }

  const replies = (from: number, to: number): ReturnType<typeof replyMessage>[] =>
    Array.from({ length: to - from }, (_, at) => {
      const requestId = `88${String(from + at).padStart(17, '0')}`;
      return replyMessage(`envelope-${from + at}`, { requestId, topic: '/sys/pk/dn/thing/service/x_reply' });
    });
  const ids = (messages: DeviceMessage[]): string[] => messages.map(({ messageId }) => messageId).sort();
  const expected = (from: number, to: number): string[] =>
    replies(from, to)
      .map(({ message_id: id }) => String(id))
      .sort();

  it('logs in with a signature of the moment, takes all, and accepts it', async () => {
    await publisher.publish(...replies(0, 500));
    const taken: DeviceMessage[] = [];
    const subscription = subscribe((message) => void taken.push(message));
    await until(() => taken.length === 500, '500 messages', 20_000);
    assert.deepEqual(ids(taken), expected(0, 500));
    const [first] = taken;
    assert.equal(first?.reply?.requestId, `88${'0'.repeat(17)}`);
    assert.equal(first.generateTime, '1700000000000');
    await subscription.close();
    assert.deepEqual(await broker.depth(queue), { ready: 0, unsettled: 0 });
    const [login] = desk.logins;
    assert.equal(login?.values['consumerGroupId'], 'group');
    assert.ok(Math.abs(Date.now() - Number(login.values['timestamp'])) < 60_000);
  });

  it('logs in with temporary keys', async () => {
    const credentials = staticCredentials({ ...KEYS, securityToken: 'token+/=' });
    const subscription = subscribe(() => undefined, { credentials });
    await until(() => subscription.state === 'connected', 'connected', 20_000);
    assert.equal(desk.logins[0]?.values['securityToken'], 'token+/=');
  });

  it('is refused with a wrong key', async () => {
    const credentials = staticCredentials({ ...KEYS, accessKeySecret: 'wrong' });
    const ends: unknown[] = [];
    subscribe(() => undefined, { credentials }).onState((state, error) => ends.push([state, error?.code]));
    // The broker lets those wait that it refuses.
    await until(() => ends.length > 0, 'an answer', 20_000);
    assert.deepEqual(ends[0], ['refused', 'amqp-refused']);
    assert.ok(desk.refused > 0);
  });

  it('takes as many as it can, and gives back on close what is not done', async () => {
    await publisher.publish(...replies(0, 20));
    const done = new AbortController();
    let atWork = 0;
    const busy = subscribe(
      async () => {
        atWork += 1;
        await wait(60_000, undefined, { signal: done.signal }).catch(() => undefined);
      },
      { credit: 4 },
    );
    await until(() => atWork === 4, 'four at work', 20_000);
    assert.deepEqual(await broker.depth(queue), { ready: 16, unsettled: 4 });
    assert.equal(atWork, 4);
    await busy.close();
    done.abort();

    const taken: DeviceMessage[] = [];
    subscribe((message) => void taken.push(message));
    await until(() => taken.length >= 20, 'all of them', 20_000);
    assert.deepEqual(ids(taken), expected(0, 20));
  });

  it('drops what comes twice, and accepts both', async () => {
    await publisher.publish(...replies(0, 50), ...replies(0, 50), ...replies(50, 51));
    const taken: DeviceMessage[] = [];
    const subscription = subscribe((message) => void taken.push(message));
    await until(() => taken.some(({ messageId }) => messageId === 'envelope-50'), 'the last one', 20_000);
    await subscription.close();
    assert.deepEqual(ids(taken), expected(0, 51));
    assert.deepEqual(await broker.depth(queue), { ready: 0, unsettled: 0 });
  });

  it('connects again, signing anew, when the broker closes its connections', async () => {
    const taken: DeviceMessage[] = [];
    const subscription = subscribe((message) => void taken.push(message));
    await until(() => subscription.state === 'connected', 'connected', 20_000);
    await broker.closeConnections();
    await until(() => desk.logins.length === 2 && subscription.state === 'connected', 'twice', 20_000);
    const [first, second] = desk.logins.map(({ username }) => username);
    assert.notEqual(first, second);
    publisher = await Publisher.open(broker.port, queue);
    await publisher.publish(...replies(0, 1));
    await until(() => taken.length === 1, 'a message', 20_000);
  });

  it('loses nothing and hears nothing twice when the broker is killed and comes back', async () => {
    await publisher.publish(...replies(0, 300));
    await broker.remember();
    const taken: DeviceMessage[] = [];
    let done = 0;
    const subscription = subscribe(
      async (message) => {
        taken.push(message);
        await wait(Math.random() * 20);
        done += 1;
      },
      { credit: 20 },
    );
    await until(() => taken.length > 100, 'some messages', 20_000);
    await broker.kill();
    assert.ok(done < 300, 'all were taken before the end');
    await until(() => subscription.state !== 'connected', 'noticed');
    await broker.start();
    await until(() => done >= 300, 'the rest', 30_000);
    await subscription.close();
    assert.deepEqual(ids(taken), expected(0, 300));
    assert.deepEqual(await broker.depth(queue), { ready: 0, unsettled: 0 });
  });
});
