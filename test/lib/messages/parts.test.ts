import assert from 'node:assert/strict';
import { causeOfClose, causeOfSocket } from '../../../lib/messages/cause';
import { endError } from '../../../lib/messages/failures';
import { FrameSizes } from '../../../lib/messages/inflow';
import { Seen } from '../../../lib/messages/seen';
import { failuresBefore, reconnectDelayMs, TIMES } from '../../../lib/messages/times';

describe('messages: what was seen', () => {
  it('remembers for a while, from the last sight on', () => {
    const seen = new Seen(10, 100);
    seen.add('a', 0);
    assert.ok(seen.has('a', 99));
    assert.ok(seen.has('a', 198));
    assert.ok(!seen.has('a', 298));
    assert.ok(!seen.has('b', 0));
  });

  it('forgets the one not seen for longest when there are too many', () => {
    const seen = new Seen(2, 100);
    seen.add('a', 0);
    seen.add('b', 1);
    seen.has('a', 2);
    seen.add('c', 3);
    assert.deepEqual([seen.has('a', 4), seen.has('b', 4), seen.has('c', 4)], [true, false, true]);
    seen.add('d', 1_000);
    assert.equal(seen.size, 1);
  });
});

describe('messages: when to connect again', () => {
  const after = (failures: number, random: number, more: object = {}): number =>
    reconnectDelayMs(TIMES, { failures, refused: false, sinceMs: 60_000, ...more }, random);

  it('draws from a range that doubles up to a minute', () => {
    assert.deepEqual(
      [0, 1, 2, 5, 6, 50].map((n) => after(n, 0.999999)),
      [999, 1_999, 3_999, 31_999, 59_999, 59_999],
    );
    assert.equal(after(9, 0), 0);
    assert.equal(after(9, 0.5), 30_000);
  });

  it('waits long after a refusal, and never draws a short one', () => {
    const refused = { refused: true };
    assert.deepEqual([after(0, 0, refused), after(0, 0.5, refused)], [2_500, 3_750]);
    assert.deepEqual([after(20, 0, refused), after(20, 1, refused)], [150_000, 300_000]);
  });

  it('waits little after a connection that stood, however many failed before it', () => {
    const counted = (stoodMs: number, throttled = false): number =>
      failuresBefore(TIMES, 9, { stoodMs, throttled });
    assert.deepEqual([counted(0), counted(1), counted(9_999), counted(10_000)], [9, 2, 2, 0]);
    assert.deepEqual([counted(1, true), counted(10_000, true)], [9, 0], 'too many connections');
  });

  it('makes fewer than 100 connections a minute, whatever is drawn', () => {
    assert.equal(after(0, 0, { sinceMs: 10 }), 990);
    assert.ok(60_000 / TIMES.spacingMs <= 100);
  });

  it('announces an idle time the platform takes', () => {
    assert.ok(TIMES.idleMs >= 30_000 && TIMES.idleMs <= 300_000);
  });
});

describe('messages: sizes of frames', () => {
  const good = Buffer.from('AMQP\x03\x01\0\0' + '\0\0\0\x08\x02\0\0\0' + '\0\0\0\x0a\x02\0\0\0??', 'latin1');

  it('are followed wherever the bytes are cut', () => {
    for (let length = 1; length <= good.length; length += 1) {
      const sizes = new FrameSizes();
      for (let at = 0; at < 2 * good.length; at += length) {
        const bytes = Buffer.concat([good, good]).subarray(at, at + length);
        assert.ok(sizes.take(bytes), `${length} bytes at a time`);
      }
      assert.equal(sizes.take(Buffer.from('AMQQ')), false, `${length} bytes at a time`);
    }
  });

  it('have bounds', () => {
    const fits = (size: string): boolean => new FrameSizes().take(Buffer.from(size, 'hex'));
    assert.deepEqual(['00000008', '01000000'].map(fits), [true, true]);
    assert.deepEqual(['00000007', '01000001', 'ffffffff'].map(fits), [false, false, false]);
  });
});

describe('messages: why it ended', () => {
  const standing = { connected: true, opened: true };
  const login = {
    username: 'c|authMode=ststoken,authId=LTAIabcdefgh,securityToken=CAISsecretToken0123456789,timestamp=1|',
    password: 'cGFzc3dvcmQxMjM0NQ==',
  };

  it('quotes the peer, but not what repeats the login', () => {
    const detailOf = (description: string): string | undefined =>
      causeOfClose({ condition: 'amqp:not-allowed', description }, 'connection', standing, login).detail;
    assert.equal(detailOf('one receiver\nonly'), 'amqp:not-allowed: one receiver only');
    for (const secret of [
      login.username,
      login.password,
      'token CAISsecretToken0123456789',
      'token CAISsecretTok…',
      'key LTAIabcdefgh',
      encodeURIComponent(login.password),
      Buffer.from(login.password).toString('base64'),
    ]) {
      assert.equal(detailOf(`bad: ${secret}!`), 'amqp:not-allowed', secret);
    }
    assert.equal(causeOfClose({ condition: `x ${login.password}` }, 'link', standing, login).detail, '');
  });

  it('tells a refusal from a server that is not ours, and from a busy one', () => {
    const starting = { connected: true, opened: false };
    const denied = { condition: 'amqp:unauthorized-access' };
    assert.equal(causeOfClose(denied, 'connection', starting, login).reason, 'amqp-refused');
    assert.equal(causeOfClose(denied, 'connection', starting).reason, 'amqp-no-plain');
    assert.equal(
      causeOfClose({ condition: 'amqp:not-found' }, 'link', standing, login).reason,
      'amqp-refused',
    );
    assert.equal(
      causeOfClose({ condition: 'amqp:internal-error' }, 'connection', starting, login).reason,
      'amqp-busy',
    );
  });

  it('uses nothing but the code of an error of Node', () => {
    const error = Object.assign(new Error('secret'), { code: 'ECONNRESET' });
    assert.deepEqual(causeOfSocket(error, standing), {
      reason: 'amqp-connection-lost',
      detail: 'ECONNRESET',
    });
    assert.equal(causeOfSocket(error, { connected: true, opened: false }).reason, 'amqp-ended-early');
    const connecting = { connected: false, opened: false };
    assert.equal(causeOfSocket({ code: 'ENOTFOUND' }, connecting).reason, 'amqp-dns-failed');
    assert.equal(causeOfSocket({ code: 'CERT_HAS_EXPIRED' }, connecting).reason, 'amqp-certificate-refused');
    assert.equal(causeOfSocket(undefined, connecting).reason, 'amqp-connect-failed');
  });

  it('says it in both languages', () => {
    const error = endError({ reason: 'amqp-refused', detail: 'amqp:unauthorized-access' });
    assert.deepEqual([error.kind, error.executed, error.retryable], ['auth', 'no', false]);
    assert.match(error.message, /consumer group ID.*\(amqp:unauthorized-access\)$/);
    assert.match(error.in('zh'), /消费组 ID.*（amqp:unauthorized-access）$/);
    assert.equal(endError({ reason: 'amqp-connection-lost' }).retryable, true);
  });
});
