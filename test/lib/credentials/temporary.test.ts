import assert from 'node:assert/strict';
import FakeTimers, { type Clock } from '@sinonjs/fake-timers';
import type { Credentials } from '../../../lib/credentials';
import { TemporaryProvider } from '../../../lib/credentials/temporary';

const MINUTE = 60_000;
const SECOND = 1_000;

describe('TemporaryProvider', () => {
  let clock: Clock;
  let fetches: number;
  let lifeMs: number;
  let failing: Error | undefined;
  let slowMs: number;
  let provider: TemporaryProvider<string>;

  beforeEach(() => {
    clock = FakeTimers.install({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
    fetches = 0;
    lifeMs = 60 * MINUTE;
    failing = undefined;
    slowMs = 0;
    provider = new TemporaryProvider(
      () => 'role',
      async (role) => {
        fetches += 1;
        const name = `${role}-${fetches}`;
        if (slowMs > 0) await new Promise((resolve) => setTimeout(resolve, slowMs));
        if (failing) throw failing;
        const credentials: Credentials = { accessKeyId: name, accessKeySecret: 's', securityToken: 't' };
        return { credentials, expiration: Date.now() + lifeMs };
      },
    );
  });

  afterEach(() => {
    clock.uninstall();
  });

  const name = async (signal?: AbortSignal): Promise<string> => (await provider.get(signal)).accessKeyId;

  it('fetches once and keeps what it got', async () => {
    assert.equal(await name(), 'role-1');
    await clock.tickAsync(54 * MINUTE);
    assert.equal(await name(), 'role-1');
    assert.equal(fetches, 1);
  });

  it('renews in the background during the last five minutes', async () => {
    await name();
    await clock.tickAsync(56 * MINUTE);
    slowMs = 3 * SECOND;
    assert.equal(await name(), 'role-1');
    assert.equal(fetches, 2);
    assert.equal(await name(), 'role-1');
    assert.equal(fetches, 2, 'one renewal at a time');
    await clock.tickAsync(4 * SECOND);
    assert.equal(await name(), 'role-2');
  });

  it('goes on with what still serves when the renewal fails', async () => {
    const unhandled: unknown[] = [];
    const listen = (reason: unknown): number => unhandled.push(reason);
    process.on('unhandledRejection', listen);
    await name();
    await clock.tickAsync(56 * MINUTE);
    failing = new Error('down');
    assert.equal(await name(), 'role-1');
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', listen);
    assert.deepEqual(unhandled, []);
    await clock.tickAsync(3 * MINUTE);
    assert.equal(await name(), 'role-1');
    await clock.tickAsync(2 * MINUTE);
    await assert.rejects(name(), { message: 'down' });
  });

  it('does not renew a short life all the time', async () => {
    lifeMs = 4 * MINUTE;
    await name();
    await clock.tickAsync(2 * MINUTE);
    await name();
    assert.equal(fetches, 1);
    await clock.tickAsync(1.5 * MINUTE);
    await name();
    assert.equal(fetches, 2);
  });

  it('shares one fetch among all who wait', async () => {
    slowMs = SECOND;
    const waiting = Array.from({ length: 100 }, () => name());
    await clock.tickAsync(2 * SECOND);
    assert.deepEqual(new Set(await Promise.all(waiting)), new Set(['role-1']));
    assert.equal(fetches, 1);
  });

  it('ends the wait of the caller whose signal fires, and no other', async () => {
    slowMs = SECOND;
    const controller = new AbortController();
    const stopped = assert.rejects(name(controller.signal), {
      kind: 'aborted',
      code: 'aborted',
      executed: 'no',
    });
    const other = name(new AbortController().signal);
    controller.abort();
    await stopped;
    await assert.rejects(name(AbortSignal.abort()), { kind: 'aborted' });
    await clock.tickAsync(2 * SECOND);
    assert.equal(await other, 'role-1');
    assert.equal(fetches, 1);
  });

  it('tries again right after one failure', async () => {
    failing = new Error('down');
    await assert.rejects(name(), { message: 'down' });
    failing = undefined;
    assert.equal(await name(), 'role-2');
  });

  it('leaves a source alone for longer and longer, up to a minute', async () => {
    failing = new Error('down');
    await assert.rejects(name());
    for (const pause of [1, 2, 4, 8, 16, 32, 60, 60]) {
      const before = fetches;
      await assert.rejects(name(), { message: 'down' });
      assert.equal(fetches, before + 1);
      await clock.tickAsync(pause * SECOND - 1);
      await assert.rejects(name(), { message: 'down' });
      assert.equal(fetches, before + 1, `asked again within ${pause} s`);
      await clock.tickAsync(1);
    }
    failing = undefined;
    assert.match(await name(), /^role-/);
    provider.refresh();
    await clock.tickAsync(2 * SECOND);
    provider.refresh();
    failing = new Error('down again');
    const before = fetches;
    await assert.rejects(name(), { message: 'down again' });
    await assert.rejects(name());
    assert.equal(fetches, before + 2, 'a success ends the pause');
  });

  it('forgets on refresh, but not what has only just come', async () => {
    await name();
    provider.refresh();
    assert.equal(await name(), 'role-1');
    await clock.tickAsync(SECOND);
    provider.refresh();
    provider.refresh();
    assert.equal(await name(), 'role-2');
    provider.refresh();
    assert.equal(await name(), 'role-2');
  });

  it('does not forget a fetch under way', async () => {
    await name();
    await clock.tickAsync(2 * SECOND);
    provider.refresh();
    slowMs = SECOND;
    const waiting = name();
    provider.refresh();
    const late = name();
    await clock.tickAsync(2 * SECOND);
    assert.deepEqual(await Promise.all([waiting, late]), ['role-2', 'role-2']);
    assert.equal(fetches, 2);
  });
});
