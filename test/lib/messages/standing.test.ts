import assert from 'node:assert/strict';
import FakeTimers from '@sinonjs/fake-timers';
import { AliyunIotError, configError } from '../../../lib/errors';
import { Standing } from '../../../lib/messages';

const REASON = configError('amqp-endpoint-unknown', { en: 'Enter the endpoint.', zh: '请填写接入地址。' });

describe('Standing', () => {
  let standing: Standing;

  /** A test with a clock of its own, after which no timer is left and nobody waits. */
  function timed(name: string, test: (clock: ReturnType<typeof FakeTimers.install>) => Promise<void>): void {
    it(name, async () => {
      standing = new Standing(3);
      const clock = FakeTimers.install();
      try {
        await test(clock);
        assert.deepEqual([clock.countTimers(), standing.waiting], [0, 0]);
      } finally {
        clock.uninstall();
      }
    });
  }

  const ready = (withinMs = 1_000, signal = new AbortController().signal): Promise<unknown> =>
    standing.ready({ withinMs, signal }).then(
      () => 'ready',
      (error: unknown) => {
        assert.ok(error instanceof AliyunIotError);
        assert.equal(error.executed, 'no');
        return error;
      },
    );
  const codeOf = (error: unknown): string => (error as AliyunIotError).code;

  timed('lets calls go while the subscription stands', async () => {
    standing.tell('connected');
    assert.equal(await ready(0), 'ready');
  });

  timed('holds them until it does', async (clock) => {
    standing.tell('connecting');
    const both = [ready(), ready()];
    await clock.tickAsync(500);
    assert.equal(standing.waiting, 2);
    standing.tell('connected');
    assert.deepEqual(await Promise.all(both), ['ready', 'ready']);
    standing.tell('disconnected');
    assert.equal(codeOf(await ready(0)), 'subscription-not-connected');
  });

  timed('refuses them when it does not in time, and says why when that is known', async (clock) => {
    standing.tell('disconnected', REASON);
    standing.tell('connecting');
    const call = ready();
    await clock.tickAsync(1_000);
    const error = (await call) as AliyunIotError;
    assert.deepEqual([error.kind, error.code], ['network', 'subscription-not-connected']);
    assert.match(error.in('en'), /not connected in time. Enter the endpoint/);
    assert.match(error.in('zh'), /未能及时连接。请填写/);
  });

  timed('refuses them at once, by the reason, when it is refused', async () => {
    const call = ready();
    standing.tell('refused', REASON);
    for (const error of [await call, await ready()] as AliyunIotError[]) {
      assert.deepEqual([error.kind, error.code], ['config', 'amqp-endpoint-unknown']);
      assert.match(error.message, /^Nothing was sent.*Enter the endpoint/);
    }
    standing.tell('connected');
    assert.equal(await ready(), 'ready');
  });

  timed('refuses more than may wait', async () => {
    const calls = [ready(), ready(), ready()];
    assert.equal(codeOf(await ready()), 'queue-full');
    standing.tell('connected');
    await Promise.all(calls);
  });

  timed('ends with the signal, and when it is closed', async () => {
    const controller = new AbortController();
    const [stopped, closed] = [ready(1_000, controller.signal), ready()];
    controller.abort();
    assert.equal(codeOf(await stopped), 'aborted');
    assert.equal(codeOf(await ready(1_000, controller.signal)), 'aborted');
    standing.close();
    assert.equal(codeOf(await closed), 'aborted');
    assert.equal(codeOf(await ready()), 'aborted');
  });

  timed('can wait for longer than a timer of Node.js', async (clock) => {
    const call = ready(2 ** 31);
    await clock.tickAsync(10);
    standing.tell('connected');
    assert.equal(await call, 'ready');
  });
});
