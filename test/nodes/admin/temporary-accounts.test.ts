import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import FakeTimers, { type Clock } from '@sinonjs/fake-timers';
import { TemporaryAccounts } from '../../../nodes/account/admin/temporary-accounts';
import type { AccountSettings } from '../../../nodes/account/settings';
import type { Lease, SimulatorOwner } from '../../../nodes/account/simulator-owner';

const settings = (accessKeyId: string): AccountSettings => ({
  where: 'cloud',
  endpoint: 'http://127.0.0.1:1',
  signature: 'acs3-hmac-sha256',
  limits: {},
  keys: { accessKeyId, accessKeySecret: 'secret' },
  network: { proxy: 'none' },
});

describe('TemporaryAccounts', () => {
  let clock: Clock;
  let events: EventEmitter;
  let accounts: TemporaryAccounts;
  let leases: number;
  beforeEach(() => {
    clock = FakeTimers.install();
    events = new EventEmitter();
    leases = 0;
    const owner = {
      acquire: (): Promise<Lease> => {
        leases += 1;
        const target = { endpoint: 'http://127.0.0.1:1', accessKeyId: 'id', accessKeySecret: 'secret' };
        const amqpUrl = (): Promise<string> => Promise.resolve('amqp://127.0.0.1:2');
        return Promise.resolve({ target, amqpUrl, release: () => (leases -= 1) });
      },
    };
    accounts = new TemporaryAccounts(owner as unknown as SimulatorOwner, events);
  });
  afterEach(() => clock.uninstall());

  it('shares one by its settings', async () => {
    const [one, same, other] = await Promise.all(
      ['a', 'a', 'b'].map((id) => accounts.use(settings(id), (account) => Promise.resolve(account))),
    );
    assert.equal(one, same);
    assert.notEqual(one, other);
    assert.notEqual(one!.cache, other!.cache);
    assert.equal(accounts.size, 2);
  });

  it('closes one a minute after its last use', async () => {
    const use = (): Promise<unknown> =>
      accounts.use({ where: 'simulator', signature: 'hmac-sha1', limits: {} }, ({ connection }) =>
        connection.client(),
      );
    await use();
    await clock.tickAsync(59_000);
    await use();
    await clock.tickAsync(59_999);
    assert.deepEqual([accounts.size, leases], [1, 1]);
    await clock.tickAsync(1);
    assert.deepEqual([accounts.size, leases], [0, 0]);
    assert.equal(clock.countTimers(), 0);
    assert.equal(events.listenerCount('flows:stopping'), 0);
  });

  it('closes those at rest when the flows stop, and the others when they are done', async () => {
    await accounts.use(settings('idle'), () => Promise.resolve());
    let finish: () => void = () => undefined;
    const busy = accounts.use(settings('busy'), () => new Promise<void>((resolve) => (finish = resolve)));
    events.emit('flows:stopping');
    assert.equal(accounts.size, 1);
    finish();
    await busy;
    events.emit('flows:stopping');
    assert.equal(accounts.size, 0);
    assert.equal(clock.countTimers(), 0);
    assert.equal(events.listenerCount('flows:stopping'), 0);
  });

  it('listens once, however many there are', async () => {
    for (const id of ['a', 'b', 'c']) await accounts.use(settings(id), () => Promise.resolve());
    assert.equal(events.listenerCount('flows:stopping'), 1);
  });

  it('gives up the one that has been idle the longest', async () => {
    const first = await accounts.use(settings('0'), (account) => Promise.resolve(account));
    for (let i = 1; i < 30; i += 1) await accounts.use(settings(String(i)), () => Promise.resolve());
    assert.equal(accounts.size, 20);
    await assert.rejects(first.connection.client(), { kind: 'aborted' });
    assert.notEqual(await accounts.use(settings('0'), (account) => Promise.resolve(account)), first);
  });

  it('counts a use that failed', async () => {
    await assert.rejects(
      accounts.use(settings('a'), () => Promise.reject(new Error('no'))),
      /no/,
    );
    await clock.tickAsync(60_000);
    assert.equal(accounts.size, 0);
  });

  it('does not keep the process alive', async () => {
    const fake = globalThis.setTimeout;
    const timers: NodeJS.Timeout[] = [];
    globalThis.setTimeout = ((run: () => void, ms: number) => {
      const timer = fake(run, ms);
      timers.push(timer);
      return timer;
    }) as typeof setTimeout;
    try {
      await accounts.use(settings('a'), () => Promise.resolve());
    } finally {
      globalThis.setTimeout = fake;
    }
    assert.deepEqual(
      timers.map((timer) => timer.hasRef()),
      [false],
    );
  });
});
