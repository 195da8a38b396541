import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { inspect } from 'node:util';
import { staticCredentials } from '../../../lib/credentials';
import type { DeviceMessage } from '../../../lib/messages';
import { assertNoSecret } from '../../support/secret-scan';
import { replyMessage } from './amqp-server';
import { until } from '../../support/until';
import { KEYS, Pair } from './support';

const pem = (name: string): Buffer =>
  readFileSync(path.join(__dirname, '../../support/tls', `test-${name}.pem`));

function replies(count: number): ReturnType<typeof replyMessage>[] {
  return Array.from({ length: count }, (_, i) => replyMessage(`env-${i}`, { requestId: i }));
}

describe('messages: a subscription', () => {
  const pairs: Pair[] = [];
  async function pair(...options: Parameters<typeof Pair.make>): Promise<Pair> {
    const made = await Pair.make(...options);
    pairs.push(made);
    return made;
  }
  afterEach(() => Promise.all(pairs.splice(0).map((each) => each.end())));

  it('logs in, announces its idle time, and hands messages over', async () => {
    const { server, subscription, messages, states } = await (
      await pair({ clientId: 'me', iotInstanceId: 'iot-1' })
    ).connect();
    server.push(...replies(3));
    await until(() => server.counts.accepted === 3, 'three accepted');
    assert.deepEqual(
      messages.map(({ reply }) => reply?.requestId),
      ['0', '1', '2'],
    );
    assert.deepEqual(states, [
      ['connecting', undefined],
      ['connected', undefined],
    ]);
    assert.equal(subscription.state, 'connected');
    const [login] = server.logins;
    assert.deepEqual(
      [login?.clientId, login?.values['consumerGroupId'], login?.values['iotInstanceId']],
      ['me', 'group', 'iot-1'],
    );
    assert.deepEqual(server.idleTimeOuts, [60_000]);
  });

  it('logs in with temporary keys', async () => {
    const securityToken = 'CAIS/token+of=the=tests';
    const credentials = staticCredentials({ ...KEYS, securityToken });
    const { server } = await (await pair({ credentials }, { server: { securityToken } })).connect();
    assert.equal(server.logins[0]?.values['securityToken'], securityToken);
  });

  it('makes up a client ID of its own for each subscription', async () => {
    const [one, two] = [await (await pair()).connect(), await (await pair()).connect()];
    const ids = [one, two].map(({ server }) => server.logins[0]!.clientId);
    assert.match(ids[0]!, /^node-red-[0-9a-f]{12}$/);
    assert.notEqual(ids[0], ids[1]);
  });

  it('names the source that a broker asks for', async () => {
    const made = await pair();
    const { server } = made;
    const other = await pair({ url: `${server.url}/my-queue` });
    other.subscription.start();
    await until(() => server.sources.length === 1, 'a link');
    assert.deepEqual(server.sources, ['my-queue']);
  });

  it('speaks TLS and checks the certificate', async () => {
    const tls = { key: pem('server.key'), cert: pem('localhost.cert') };
    const good = await pair({ tls: { ca: pem('ca.cert') } }, { server: { tls } });
    assert.match(good.server.url, /^amqps:/);
    await good.connect();
    good.server.push(...replies(1));
    await good.received(1);
    assert.deepEqual(good.server.serverNames, ['localhost']);

    const untrusted = await pair({}, { server: { tls } });
    untrusted.subscription.start();
    await until(() => untrusted.errors.length > 0, 'an error');
    assert.deepEqual(
      [untrusted.errors[0]!.code, untrusted.subscription.state],
      ['amqp-certificate-refused', 'refused'],
    );
    const otherHost = await pair(
      { tls: { ca: pem('ca.cert') } },
      { server: { tls: { ...tls, cert: pem('other-host.cert') } } },
    );
    otherHost.subscription.start();
    await until(() => otherHost.errors.length > 0, 'an error');
    assert.match(otherHost.errors[0]!.message, /ERR_TLS_CERT_ALTNAME_INVALID/);
    const broken = await pair({ tls: { ca: 'no certificate', cert: 'x', key: 'y' } }, { server: { tls } });
    broken.subscription.start();
    await until(() => broken.errors.length > 0, 'an error');
    assert.equal(broken.errors[0]!.code, 'amqp-tls-options');
  });

  it('answers when every handler is done, and gives a failing one no second try', async () => {
    const { server, subscription } = await (await pair()).connect();
    const finish: (() => void)[] = [];
    subscription.onMessage(() => new Promise<void>((resolve) => finish.push(resolve)));
    subscription.onMessage(() => Promise.reject(new Error('flow')));
    subscription.onMessage(() => {
      throw new Error('flow');
    });
    server.push(...replies(1));
    await until(() => finish.length === 1, 'the handler');
    await wait(30);
    assert.deepEqual([server.counts.accepted, server.unsettled], [0, 1]);
    finish[0]!();
    await until(() => server.counts.accepted === 1, 'accepted');
  });

  it('takes no more than the handlers can', async () => {
    const { server, subscription } = await pair({ credit: 5 });
    let busy = 0;
    let most = 0;
    const finish: (() => void)[] = [];
    subscription.onMessage(async () => {
      busy += 1;
      most = Math.max(most, busy);
      await new Promise<void>((resolve) => finish.push(resolve));
      busy -= 1;
    });
    subscription.start();
    server.push(...replies(30));
    await until(() => busy === 5, 'five at work');
    await wait(30);
    assert.deepEqual([server.counts.sent, server.credit], [5, 0]);
    while (server.counts.accepted < 30) {
      finish.shift()?.();
      await wait(1);
    }
    assert.equal(most, 5);
  });

  it('keeps to its credit after a server that did not', async () => {
    const { server, subscription } = await pair({ credit: 5 });
    const finish: (() => void)[] = [];
    subscription.onMessage(() => new Promise<void>((resolve) => finish.push(resolve)));
    subscription.start();
    server.push(...replies(9));
    await until(() => finish.length === 5, 'five at work');
    server.overdraw(4);
    await until(() => finish.length === 9, 'nine at work');
    for (const done of finish) done();
    await until(() => server.counts.accepted === 9 && server.credit > 0, 'all accepted');
    await wait(30);
    assert.equal(server.credit, 5);
  });

  it('leaves the messages at the platform while nobody listens', async () => {
    const { server, subscription, messages } = await pair();
    server.push(...replies(3));
    subscription.start();
    await until(() => subscription.state === 'connected', 'connected');
    await wait(30);
    assert.equal(server.counts.sent, 0);
    const stop = subscription.onMessage((message) => void messages.push(message));
    await until(() => server.counts.accepted === 3, 'three accepted');
    stop();
    server.push(
      ...replies(3).map((message, i) => ({
        ...message,
        application_properties: { messageId: `new-${i}` },
        message_id: '',
      })),
    );
    await until(() => server.counts.released === 3, 'what still came is given back');
    assert.equal(messages.length, 3);
  });

  it('drops a message that comes again, and accepts it', async () => {
    const { server, messages } = await (await pair()).connect();
    server.push(...replies(2), ...replies(2), ...replies(1));
    await until(() => server.counts.accepted === 5, 'five accepted');
    assert.equal(messages.length, 2);
  });

  it('lets a message that comes again while it is at work wait for the same end', async () => {
    const { server, subscription } = await (await pair()).connect();
    let finish = (): void => undefined;
    subscription.onMessage(() => new Promise<void>((resolve) => (finish = resolve)));
    server.push(...replies(1), ...replies(1));
    await until(() => server.counts.sent === 2, 'sent twice');
    await wait(30);
    assert.equal(server.counts.accepted, 0);
    finish();
    await until(() => server.counts.accepted === 2, 'both accepted');
  });

  it('is not held up by what comes again and again', async () => {
    const { server, messages, subscription } = await (await pair({ credit: 2 })).connect();
    let finish = (): void => undefined;
    subscription.onMessage(({ messageId }) => {
      return messageId === 'env-1' ? new Promise<void>((resolve) => (finish = resolve)) : undefined;
    });
    const [done, atWork, other] = replies(3);
    server.push(done!, done!, done!, done!, atWork!, atWork!, atWork!, atWork!, other!);
    await until(() => messages.at(-1)?.messageId === 'env-2', 'the other');
    assert.equal(server.counts.accepted, 5);
    finish();
    await until(() => server.counts.accepted === 9, 'all accepted');
    assert.deepEqual(
      messages.map(({ messageId }) => messageId),
      ['env-0', 'env-1', 'env-2'],
    );
  });

  it('drops nothing that has no ID', async () => {
    const { server, messages } = await (await pair()).connect();
    const nameless = { ...replies(1)[0]!, message_id: undefined, application_properties: { topic: 't' } };
    server.push(nameless, nameless);
    await until(() => server.counts.accepted === 2, 'both accepted');
    assert.equal(messages.length, 2);
  });

  it('gives back on close what is not done, and hears no more', async () => {
    const made = await (await pair({ credit: 10 })).connect();
    const { server, subscription, messages, states } = made;
    const finish: (() => void)[] = [];
    const stop = subscription.onMessage(() => new Promise<void>((resolve) => finish.push(resolve)));
    server.push(...replies(12));
    await until(() => finish.length === 10, 'ten at work');
    finish[0]!();
    await until(() => server.counts.accepted === 1, 'one accepted');
    await until(() => finish.length === 11, 'one more at work');
    const late = subscription.close();
    for (const each of finish) each();
    await late;
    await until(() => server.open === 0, 'gone');
    assert.deepEqual([server.counts.accepted, server.counts.released, server.unsettled], [1, 10, 0]);
    assert.equal(server.backlog.length + server.queue.length, 11);
    assert.deepEqual(states.at(-1), ['disconnected', undefined]);
    stop();
    const heard = messages.length;
    subscription.start();
    await subscription.close();
    assert.equal(messages.length, heard);
    assert.equal(server.counts.connections, 1);
  });

  it('gives back on close what is not done, also in the moment in which another is', async () => {
    const { server, subscription } = await pair();
    const finish: (() => void)[] = [];
    subscription.onMessage(() => new Promise<void>((resolve) => finish.push(resolve)));
    subscription.start();
    server.push(...replies(4));
    await until(() => finish.length === 4, 'four at work');
    finish[0]!();
    // Turns of the microtask queue only, so that the library has not written the answers yet.
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    await subscription.close();
    await until(() => server.open === 0, 'gone');
    assert.deepEqual([server.counts.accepted, server.counts.released, server.unsettled], [1, 3, 0]);
    const returned = server.backlog.map(
      ({ application_properties }) => application_properties?.['messageId'] as string,
    );
    assert.deepEqual(returned.sort(), ['env-1', 'env-2', 'env-3']);
  });

  it('closes at any moment', async () => {
    const never = await pair();
    await never.subscription.close();
    never.subscription.start();
    assert.equal(never.subscription.state, 'disconnected');

    const atOnce = await pair();
    atOnce.subscription.start();
    await atOnce.subscription.close();
    await until(() => atOnce.server.open === 0, 'no socket left');

    for (const ms of [0, 1, 3, 10, 30]) {
      const { subscription, server } = await pair();
      subscription.start();
      await wait(ms);
      await subscription.close();
      await until(() => server.open === 0, `no socket left after ${ms} ms`);
      assert.equal(subscription.state, 'disconnected');
    }
  });

  it('tells handlers of the state until they stop, and survives one that throws', async () => {
    const { subscription, states } = await pair();
    const heard: string[] = [];
    subscription.onState(() => {
      throw new Error('node');
    });
    const stop = subscription.onState((state) => {
      heard.push(state);
      stop();
    });
    subscription.start();
    await until(() => states.length === 2, 'connected');
    assert.deepEqual(heard, ['connecting']);
  });

  it('shows no secret', async () => {
    const securityToken = 'CAIS/token+of=the=tests';
    const credentials = staticCredentials({ ...KEYS, securityToken });
    const made = await pair({ credentials }, { server: { securityToken } });
    const { server, subscription, states } = await made.connect();
    server.answer = 'refuse';
    const { password } = server.logins[0]!;
    server.closeConnections(
      'amqp:not-allowed',
      `${password} ${securityToken} ${server.logins[0]!.values['authId']!}`,
    );
    await until(() => subscription.state === 'refused', 'refused');
    const secrets = [KEYS.accessKeySecret, securityToken, ...server.logins.map((login) => login.password)];
    assertNoSecret([subscription, states, inspect(subscription, { showHidden: true, depth: 9 })], secrets);
    const texts = made.errors.flatMap((error) => [error.in('en'), error.in('zh'), error.stack ?? '']);
    assertNoSecret(texts, secrets);
    assert.equal(made.errors.length, 2);
  });

  it('gives all kinds of messages in order', async () => {
    const { server, subscription } = await pair();
    const seen: DeviceMessage[] = [];
    subscription.onMessage((message) => void seen.push(message));
    subscription.start();
    server.push(...replies(500));
    await until(() => seen.length === 500, 'all');
    assert.deepEqual(
      seen.map(({ messageId }) => messageId),
      Array.from({ length: 500 }, (_, i) => `env-${i}`),
    );
  });
});
