import assert from 'node:assert/strict';
import FakeTimers, { type Clock } from '@sinonjs/fake-timers';
import { AliyunIotError, DeviceError } from '../../../lib/errors';
import { ReplyMatcher, type DeviceMessage } from '../../../lib/messages';
import type { WaitOptions } from '../../../lib/messages/matcher';
import { decode } from './support';

function replyOf(messageId: string, body: object = {}, device = 'dn'): DeviceMessage {
  const whole = { requestId: messageId, code: 200, data: { of: messageId, device }, ...body };
  return decode({
    application_properties: { topic: `/pk/${device}/thing/downlink/reply/message` },
    body: JSON.stringify(whole),
  });
}

function call(messageId: string, more: Partial<WaitOptions> = {}): WaitOptions {
  return { messageId, productKey: 'pk', deviceName: 'dn', timeoutMs: 10_000, ...more };
}

/** The facts of the error that a promise rejects with. */
async function errorOf(promise: Promise<unknown>): Promise<AliyunIotError> {
  const error = await promise.then(
    () => assert.fail('it did not reject'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof AliyunIotError);
  return error;
}

/** A generator that always gives the same numbers, 0 to 1. */
function chance(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
}

describe('messages: matching replies', () => {
  let clock: Clock;
  let matcher: ReplyMatcher;
  beforeEach(() => {
    clock = FakeTimers.install({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    matcher = new ReplyMatcher();
  });
  afterEach(() => {
    matcher.close();
    assert.equal(clock.countTimers(), 0, 'a timer is left');
    clock.uninstall();
  });

  it('gives a reply to the call that waits', async () => {
    const waiting = matcher.wait(call('1'));
    assert.equal(matcher.take(replyOf('2')), false);
    assert.equal(matcher.take(replyOf('1')), true);
    assert.deepEqual((await waiting).result, { id: '1', code: 200, data: { of: '1', device: 'dn' } });
    assert.deepEqual(matcher.counts, { waiting: 0, kept: 1 });
  });

  it('keeps a reply that comes before anybody waits, for a while', async () => {
    matcher.take(replyOf('early'));
    clock.tick(29_999);
    assert.equal((await matcher.wait(call('early'))).requestId, 'early');
    matcher.take(replyOf('late'));
    clock.tick(30_000);
    const waiting = errorOf(matcher.wait(call('late')));
    clock.tick(10_000);
    assert.equal((await waiting).code, 'reply-timeout');
  });

  it('compares digits, not numbers', async () => {
    const waiting = matcher.wait(call('12345678901234567891'));
    matcher.take(replyOf('', { requestId: '12345678901234567890' }));
    const exact = '{"requestId":12345678901234567891,"code":200}';
    assert.ok(
      matcher.take(
        decode({ application_properties: { topic: '/pk/dn/thing/downlink/reply/message' }, body: exact }),
      ),
    );
    assert.equal((await waiting).requestId, '12345678901234567891');
  });

  it('tells devices with the same id apart', async () => {
    const first = matcher.wait(call('7', { deviceName: 'a' }));
    const second = matcher.wait(call('7', { deviceName: 'b' }));
    assert.equal(matcher.take(replyOf('7', {}, 'c')), false);
    matcher.take(replyOf('7', {}, 'b'));
    matcher.take(replyOf('7', {}, 'a'));
    assert.deepEqual([(await first).deviceName, (await second).deviceName], ['a', 'b']);
    assert.equal(matcher.take(replyOf('8', { iotId: 'x' })), false);
    const byIotId = errorOf(matcher.wait({ messageId: '8', iotId: 'y', timeoutMs: 5 }));
    clock.tick(5);
    assert.equal((await byIotId).kind, 'timeout');
  });

  it('stops waiting in time, not knowing what the device did', async () => {
    const waiting = errorOf(matcher.wait(call('1', { timeoutMs: 500 })));
    clock.tick(500);
    const { kind, executed, code, messageId } = await waiting;
    assert.deepEqual([kind, executed, code, messageId], ['timeout', 'unknown', 'reply-timeout', '1']);
    assert.equal(matcher.counts.waiting, 0);
  });

  it('waits longer than a timer can be long', () => {
    void matcher.wait(call('1', { timeoutMs: 1e12 })).catch(() => undefined);
    clock.tick(1_000);
    assert.equal(matcher.counts.waiting, 1);
  });

  it('stops waiting on a signal, before and after', async () => {
    const stop = new AbortController();
    const waiting = errorOf(matcher.wait(call('1', { signal: stop.signal })));
    stop.abort();
    assert.deepEqual([(await waiting).kind, (await waiting).executed], ['aborted', 'unknown']);
    assert.equal((await errorOf(matcher.wait(call('2', { signal: stop.signal })))).kind, 'aborted');
  });

  it('lets no more wait, and keeps no more, than it may', async () => {
    matcher = new ReplyMatcher({ maxWaiting: 1, maxBuffered: 2 });
    const waiting = errorOf(matcher.wait(call('1')));
    assert.equal((await errorOf(matcher.wait(call('2')))).kind, 'queue-full');
    for (const id of ['a', 'b', 'c']) matcher.take(replyOf(id));
    assert.deepEqual(matcher.counts, { waiting: 1, kept: 2 });
    assert.equal((await matcher.wait(call('c'))).requestId, 'c');
    matcher.close();
    assert.equal((await waiting).kind, 'aborted');
    assert.deepEqual(matcher.counts, { waiting: 0, kept: 0 });
  });

  it('makes a device error of what the device refused, unless it is to be passed on', async () => {
    const refusal = { code: 100_001, message: 'valve\nstuck', topic: '/sys/pk/dn/thing/service/open_reply' };
    matcher.take(replyOf('1', refusal));
    const error = await errorOf(matcher.wait(call('1')));
    assert.ok(error instanceof DeviceError);
    assert.deepEqual(
      [error.kind, error.executed, error.deviceCode, error.messageId],
      ['device', 'yes', 100_001, '1'],
    );
    assert.deepEqual(error.result, {
      id: '1',
      code: 100_001,
      data: { of: '1', device: 'dn' },
      message: 'valve\nstuck',
    });
    assert.match(error.message, /code 100001 \(valve stuck\)/);
    assert.match(error.in('zh'), /错误码 100001（valve stuck）/);
    matcher.take(replyOf('2', refusal));
    assert.equal((await matcher.wait(call('2', { passDeviceErrors: true }))).code, 100_001);
  });

  it('gives the codes of the platform their kinds', async () => {
    const kindOf = async (
      code: number,
      topic: string,
      more: Partial<WaitOptions> = {},
    ): Promise<string[]> => {
      matcher.take(replyOf('1', { code, topic }));
      const { kind, executed } = await errorOf(matcher.wait(call('1', more)));
      return [kind, executed];
    };
    const sent = '/sys/pk/dn/thing/service/open';
    assert.deepEqual(await kindOf(9201, sent), ['offline', 'no']);
    assert.deepEqual(await kindOf(9201, sent, { qos: 1 }), ['offline', 'unknown']);
    assert.deepEqual(await kindOf(9200, sent, { passDeviceErrors: true }), ['offline', 'no']);
    assert.deepEqual(await kindOf(403, sent), ['config', 'no']);
    assert.deepEqual(await kindOf(429, sent), ['throttled', 'unknown']);
    assert.deepEqual(await kindOf(460, sent), ['validation', 'unknown']);
    assert.deepEqual(await kindOf(400, sent), ['device', 'yes']);
    assert.deepEqual(await kindOf(777, sent), ['device', 'yes']);
    assert.deepEqual(await kindOf(429, `${sent}_reply`), ['device', 'yes']);
    assert.deepEqual(await kindOf(460, `${sent}_reply`), ['device', 'yes']);
    // The documents do not show the topic of such a reply, and no device has these codes: who spoke is not known.
    assert.deepEqual(await kindOf(9201, `${sent}_reply`), ['offline', 'unknown']);
    assert.deepEqual(await kindOf(9200, `${sent}_reply`, { passDeviceErrors: true }), ['offline', 'unknown']);
    assert.deepEqual(await kindOf(403, `${sent}_reply`), ['device', 'yes']);
  });

  it('does not explain a code of the device by what it means to the platform', async () => {
    matcher.take(replyOf('1', { code: 403, topic: '/sys/pk/dn/thing/service/open_reply' }));
    const error = await errorOf(matcher.wait(call('1')));
    assert.match(error.message, /device's own documentation/);
    assert.doesNotMatch(error.message, /overdue/);
  });

  it('passes a reply without a code on', async () => {
    matcher.take(replyOf('1', { code: undefined }));
    assert.deepEqual((await matcher.wait(call('1'))).code, undefined);
  });

  it('takes replies only', () => {
    assert.equal(
      matcher.take(decode({ application_properties: { topic: '/pk/dn/thing/lifecycle' }, body: '{}' })),
      false,
    );
    assert.equal(matcher.counts.kept, 0);
  });

  it('joins 10,000 calls with their replies, shuffled, delayed and doubled', async () => {
    const random = chance(42);
    const count = 10_000;
    // Four devices use the same ids, as devices do.
    const calls = Array.from({ length: count }, (_, i) => ({ id: String(i >> 2), device: `d${i % 4}` }));
    let wrong = 0;
    const answered = calls.map(({ id, device }) => {
      const start = Math.floor(random() * 5_000);
      const replies = random() < 0.2 ? 2 : 1;
      for (let i = 0; i < replies; i += 1) {
        setTimeout(() => matcher.take(replyOf(id, {}, device)), Math.floor(random() * 9_000));
      }
      return new Promise<void>((resolve, reject) => {
        setTimeout(() => {
          const waiting = matcher.wait(call(id, { deviceName: device, timeoutMs: 10_000 }));
          waiting.then(({ data }) => {
            const { of, device: from } = data as { of: string; device: string };
            if (of !== id || from !== device) wrong += 1;
            resolve();
          }, reject);
        }, start);
      });
    });
    await clock.tickAsync(15_000);
    await Promise.all(answered);
    assert.equal(wrong, 0);
    assert.equal(matcher.counts.waiting, 0);
  });
});
