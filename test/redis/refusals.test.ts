import assert from 'node:assert/strict';
import { Redis } from 'ioredis';
import { redisLeases, SharedRate } from '../../lib/limits';
import { assertNoSecret } from '../support/secret-scan';
import { until } from '../support/until';
import { RedisServer } from './redis-server';

const PASSWORD = 'pass+word/4711=';
const OWN = 1_000;

/** A Redis server that answers, but does not count. */
describe('a Redis that refuses', () => {
  let redis: RedisServer;
  let admin: Redis;
  const rates: SharedRate[] = [];
  let states: [string, string][];

  before(async () => {
    redis = await RedisServer.start();
    admin = new Redis(redis.url);
    await admin.config('SET', 'requirepass', PASSWORD);
    await admin.auth(PASSWORD);
  });
  after(() => {
    admin.disconnect();
    redis.kill();
  });
  afterEach(() => {
    for (const rate of rates.splice(0)) rate.close();
  });

  function rateWith(password: string): SharedRate {
    const url = password ? redis.url.replace('//', `//:${encodeURIComponent(password)}@`) : redis.url;
    states = [];
    const rate = new SharedRate(redisLeases({ url, key: 'k', maxQps: 100 }), OWN, (state, reason = '') =>
      states.push([state, reason]),
    );
    rates.push(rate);
    return rate;
  }

  /** Takes calls until so many changes were told. */
  const told = (rate: SharedRate, changes: number): Promise<void> =>
    until(() => {
      rate.take(1);
      return states.length >= changes;
    }, `${changes} changes`);

  it('for a wrong password: each keeps to its own share, and is told so in a word', async () => {
    const rate = rateWith('wrong-password');
    await told(rate, 1);
    assert.deepEqual(states, [['own-share', 'WRONGPASS']]);
    assert.equal(rate.qps, OWN);
    assertNoSecret([states, rate], ['wrong-password']);
  });

  it('for its memory or its replicas, and comes back', async () => {
    for (const [setting, value, normal, word] of [
      ['maxmemory', '1', '0', 'OOM'],
      ['min-replicas-to-write', '3', '0', 'NOREPLICAS'],
    ] as const) {
      const rate = rateWith(PASSWORD);
      await admin.config('SET', setting, value);
      await told(rate, 1);
      await admin.config('SET', setting, normal);
      await told(rate, 2);
      assert.deepEqual(states, [
        ['own-share', word],
        ['shared', ''],
      ]);
    }
  });

  it('for another reason than before: the last one counts', async () => {
    const rate = rateWith('');
    await told(rate, 0);
    redis.kill();
    await told(rate, 1);
    await redis.start();
    await told(rate, 2);
    const again = new Redis(redis.url);
    await again.config('SET', 'maxmemory', '1');
    again.disconnect();
    await told(rate, 3);
    // How the loss of a connection shows depends on what was under way.
    assert.equal(states[0]![0], 'own-share');
    assert.deepEqual(states.slice(1), [
      ['shared', ''],
      ['own-share', 'OOM'],
    ]);
  });
});
