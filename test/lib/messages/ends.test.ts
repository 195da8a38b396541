import assert from 'node:assert/strict';
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { configError } from '../../../lib/errors';
import { staticCredentials } from '../../../lib/credentials';
import { Subscription } from '../../../lib/messages';
import { replyMessage } from './amqp-server';
import { until } from '../../support/until';
import { KEYS, Pair, QUICK } from './support';

describe('messages: ends of a connection', () => {
  const pairs: Pair[] = [];
  const crashes: unknown[] = [];
  const note = (error: unknown): void => void crashes.push(error);

  async function pair(...options: Parameters<typeof Pair.make>): Promise<Pair> {
    const made = await Pair.make(...options);
    pairs.push(made);
    return made;
  }
  before(() => {
    process.on('uncaughtExceptionMonitor', note);
    process.on('unhandledRejection', note);
  });
  after(() => {
    process.off('uncaughtExceptionMonitor', note);
    process.off('unhandledRejection', note);
  });
  afterEach(async () => {
    await Promise.all(pairs.splice(0).map((each) => each.end()));
    assert.deepEqual(crashes, []);
  });

  const ends: [string, (pair: Pair) => void, string, string][] = [
    ['a reset socket', ({ server }) => server.kill('reset'), 'amqp-connection-lost', 'network'],
    ['an ended socket', ({ server }) => server.kill('fin'), 'amqp-connection-lost', 'network'],
    ['a clean close', ({ server }) => server.closeConnections(), 'amqp-connection-closed', 'platform'],
    [
      'a forced close',
      ({ server }) => server.closeConnections('amqp:connection:forced'),
      'amqp-connection-closed',
      'platform',
    ],
    [
      'a limit',
      ({ server }) => server.closeConnections('amqp:resource-limit-exceeded'),
      'amqp-throttled',
      'throttled',
    ],
    [
      'a condition of the platform',
      ({ server }) => server.closeConnections('com.vendor:9602'),
      'amqp-connection-closed',
      'platform',
    ],
    ['a detached link', ({ server }) => server.detach('link'), 'amqp-link-detached', 'platform'],
    [
      'a link detached for a reason',
      ({ server }) => server.detach('link', 'amqp:link:stolen'),
      'amqp-link-detached',
      'platform',
    ],
    ['an ended session', ({ server }) => server.detach('session'), 'amqp-link-detached', 'platform'],
    [
      'a session ended for a reason',
      ({ server }) => server.detach('session', 'amqp:session:window-violation'),
      'amqp-link-detached',
      'platform',
    ],
  ];
  for (const [what, end, code, kind] of ends) {
    it(`connects again after ${what}, signing anew`, async () => {
      const made = await (await pair()).connect();
      await wait(2);
      end(made);
      await made.connected(2);
      assert.deepEqual(
        made.states.map(([state]) => state),
        ['connecting', 'connected', 'disconnected', 'connecting', 'connected'],
      );
      const [error] = made.errors;
      assert.deepEqual(
        [error?.code, error?.kind, error?.executed, error?.retryable],
        [code, kind, 'no', true],
      );
      const [first, second] = made.server.logins;
      assert.ok(Number(second!.values['timestamp']) > Number(first!.values['timestamp']));
      assert.notEqual(first!.password, second!.password);
      made.server.push(replyMessage('after', { requestId: 1 }));
      await made.received(1);
      await until(() => made.server.open === 1, 'the old socket gone');
    });
  }

  it('is back soon each time, as long as it is let in', async () => {
    const times = { baseMs: 40, capMs: 60_000, unstableFailures: 2 };
    const made = await (await pair({}, { times })).connect();
    for (let nth = 2; nth <= 12; nth += 1) {
      made.server.kill('reset');
      await made.connected(nth);
    }
  });

  it('connects again when the server is back', async () => {
    const made = await (await pair()).connect();
    await made.server.stop();
    await until(() => made.errors.some(({ code }) => code === 'amqp-connect-failed'), 'refused by TCP');
    assert.match(made.errors.at(-1)!.message, /ECONNREFUSED/);
    await made.server.start();
    await made.connected(2);
  });

  it('leaves a connection that has fallen silent, and only such a one', async () => {
    const made = await (await pair({}, { times: { idleMs: 300 } })).connect();
    await wait(900);
    assert.equal(made.errors.length, 0);
    made.server.mute();
    await made.connected(2);
    assert.equal(made.errors[0]?.code, 'amqp-connection-lost');
  });

  it('leaves a connection that has fallen silent in the middle of a frame', async () => {
    const made = await (await pair({}, { times: { idleMs: 100 } })).connect();
    made.server.blurt('0000ffff0200', '00');
    await made.connected(2);
    assert.equal(made.errors[0]?.code, 'amqp-connection-lost');
  });

  it('leaves a connection with bytes that begin no frame', async () => {
    for (const bytes of ['deadbeef', '0000000702000000', '0000000000000000']) {
      const made = await (await pair()).connect();
      made.server.blurt(bytes);
      await made.connected(2);
      assert.equal(made.errors[0]?.code, 'amqp-protocol', bytes);
    }
  });

  it('says refused, and why, when the login is refused; and gets in when it is mended', async () => {
    const made = await pair();
    made.server.answer = 'refuse';
    made.subscription.start();
    await until(() => made.states.length === 4, 'refused twice');
    assert.deepEqual(
      made.states.slice(0, 4).map(([state]) => state),
      ['connecting', 'refused', 'connecting', 'refused'],
    );
    const [error] = made.errors;
    assert.deepEqual([error?.kind, error?.code, error?.retryable], ['auth', 'amqp-refused', false]);
    assert.match(error!.message, /AccessKey.*consumer group.*instance ID/);
    made.server.answer = 'check';
    made.collect();
    await made.connected(1);
  });

  it('fetches temporary keys anew after a refusal', async () => {
    const made = await Pair.make();
    pairs.push(made);
    let refreshed = 0;
    const keys = [staticCredentials({ ...KEYS, accessKeySecret: 'anOldSecret' }), staticCredentials(KEYS)];
    const credentials = { get: () => keys[refreshed]!.get(), refresh: () => void (refreshed += 1) };
    const own = new Subscription({ url: made.server.url, consumerGroupId: 'g', credentials }, QUICK);
    own.start();
    await until(() => own.state === 'connected', 'connected');
    assert.deepEqual([refreshed, made.server.logins.length], [1, 2]);
    await own.close();
  });

  it('tries soon again when the login could not be checked, or the server hangs up', async () => {
    for (const [answer, code] of [
      ['cannot-check', 'amqp-busy'],
      ['hang-up', 'amqp-ended-early'],
    ] as const) {
      const made = await pair();
      made.server.answer = answer;
      made.subscription.start();
      await until(() => made.errors.length > 0, answer);
      assert.deepEqual([made.errors[0]?.code, made.states[1]?.[0]], [code, 'disconnected']);
      made.server.answer = 'check';
      await made.connected(1);
    }
  });

  it('takes a condition of no access for a refusal', async () => {
    const made = await (await pair()).connect();
    made.server.closeConnections('amqp:unauthorized-access');
    await until(() => made.errors.length === 1, 'an error');
    assert.deepEqual([made.errors[0]!.kind, made.states[2]![0]], ['auth', 'refused']);
  });

  it('says what is wrong with the keys, and goes on when they come', async () => {
    const made = await pair();
    let error: Error | undefined = configError('no-keys', { en: 'No keys.', zh: '无。' });
    const credentials = {
      get: () => (error ? Promise.reject(error) : staticCredentials(KEYS).get()),
      refresh: () => undefined,
    };
    const own = new Subscription({ url: made.server.url, consumerGroupId: 'g', credentials }, QUICK);
    const states: [string, string | undefined][] = [];
    own.onState((state, reason) => states.push([state, reason?.code]));
    own.start();
    await until(() => states.length >= 2, 'no keys');
    error = new Error('somebody else, with a secret');
    await until(() => states.some(([, code]) => code === 'amqp-internal'), 'an unknown error');
    error = undefined;
    await until(() => own.state === 'connected', 'connected');
    assert.deepEqual(states[1], ['refused', 'no-keys']);
    await own.close();
  });

  it('is not held up by a server that says nothing, or speaks something else', async () => {
    const cases: [string, (socket: net.Socket) => void, string][] = [
      ['nothing', () => undefined, 'amqp-open-timeout'],
      ['HTTP', (socket) => void socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'), 'amqp-protocol'],
      ['no SASL', (socket) => void socket.write(Buffer.from('AMQP\0\x01\0\0')), 'amqp-protocol'],
      [
        'SASL without PLAIN',
        (socket) =>
          void socket.write(
            Buffer.from('414d5150030100000000001902010000005340c00c01a309414e4f4e594d4f5553', 'hex'),
          ),
        'amqp-no-plain',
      ],
    ];
    for (const [what, speak, code] of cases) {
      const sockets: net.Socket[] = [];
      const server = net.createServer((socket) => {
        sockets.push(socket);
        socket.on('error', () => undefined);
        socket.resume();
        speak(socket);
      });
      await once(server.listen(0, '127.0.0.1'), 'listening');
      const url = `amqp://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const options = { url, consumerGroupId: 'g', credentials: staticCredentials(KEYS) };
      const own = new Subscription(options, { ...QUICK, openMs: 100, farewellMs: 50 });
      const codes: (string | undefined)[] = [];
      own.onState((_, error) => {
        if (error) codes.push(error.code);
      });
      own.start();
      await until(() => codes.length > 0, what);
      assert.equal(codes[0], code, what);
      await own.close();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    }
  });
});
