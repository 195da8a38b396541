import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { AliyunIotError, DeviceError } from '../../../lib/errors';
import type { Client, InvokeManyJob, InvokeManySummary, ReplySource, TakenCall } from '../../../lib/services';
import { parseThingModel } from '../../../lib/tsl';
import { CALL, TEST_KEYS, testClient } from '../../support/client';
import { faultServer, json, type Behaviour, type FaultServer } from '../../support/fault-server';
import { assertNoSecret } from '../../support/secret-scan';

const SYNC = json({ RequestId: 'r', Success: true, Data: { MessageId: 'm', Result: '{"code":200}' } });
/** Takes the call; the MessageId names the device. */
const TAKEN: Behaviour = (request, response) =>
  json({
    RequestId: 'r-1',
    Success: true,
    Data: { MessageId: `m-${request.params['DeviceName'] ?? request.params['IotId'] ?? ''}` },
  })(request, response);
const NO_ID = json({ RequestId: 'r-1', Success: true, Data: {} });
const lateError = (executed: 'no' | 'unknown'): AliyunIotError =>
  new AliyunIotError({ code: 'late', kind: 'timeout', executed, texts: { en: 'late', zh: '超时' } });
const service = (callType: 'sync' | 'async') =>
  parseThingModel({
    services: [
      {
        identifier: 'start',
        callType,
        inputData: [],
        outputData: [{ identifier: 'on', name: 'On', dataType: { type: 'bool', specs: { 0: 'n', 1: 'y' } } }],
      },
    ],
  }).services[0]!;

/** A source that answers as a test says, and remembers what it was asked. */
class FakeReplies implements ReplySource {
  readonly asked: { withinMs: number }[] = [];
  readonly calls: TakenCall[] = [];
  ready = (patience: { withinMs: number; signal: AbortSignal }): Promise<void> => {
    this.asked.push({ withinMs: patience.withinMs });
    return this.whenReady(patience);
  };
  whenReady: ReplySource['ready'] = () => Promise.resolve();
  answer: ReplySource['wait'] = ({ messageId }) =>
    Promise.resolve({ code: 200, result: { id: messageId, code: 200, data: { on: 1 }, message: 'ok' } });
  wait = (call: TakenCall): ReturnType<ReplySource['wait']> => {
    this.calls.push(call);
    return this.answer(call);
  };
}

describe('a call whose reply is waited for', () => {
  let server: FaultServer;
  let client: Client;
  let replies: FakeReplies;

  async function serve(behaviour: Behaviour): Promise<void> {
    server = await faultServer(behaviour);
    client = testClient(server.url, { limits: { maxQps: 10_000 } });
    replies = new FakeReplies();
  }
  afterEach(async () => {
    await client.close();
    await server.close();
  });
  const failure = async (call: Promise<unknown>): Promise<AliyunIotError> => {
    const error = await call.then(
      () => assert.fail('it did not fail'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof AliyunIotError, String(error));
    return error;
  };

  it('gives the reply in place of a Result', async () => {
    await serve(TAKEN);
    const outcome = await client.invoke({ ...CALL, qos: 1, passDeviceErrors: true, replies });
    assert.deepEqual(outcome.result, { id: 'm-pump-01', code: 200, data: { on: 1 }, message: 'ok' });
    assert.deepEqual([outcome.mode, outcome.deviceCode, outcome.messageId], ['async', 200, 'm-pump-01']);
    assert.ok(outcome.timings.replyMs !== undefined && outcome.timings.totalMs >= outcome.timings.replyMs);
    const { signal, ...asked } = replies.calls[0]!;
    assert.equal(signal.aborted, false);
    assert.deepEqual(asked, {
      messageId: 'm-pump-01',
      productKey: 'a1SimPump01',
      deviceName: 'pump-01',
      qos: 1,
      passDeviceErrors: true,
      timeoutMs: 30_000,
    });
  });

  describe('from a source that fails with an error of its own', () => {
    const boom = (): never => {
      throw new Error(`boom ${TEST_KEYS.accessKeySecret}`);
    };
    const rejects = (): Promise<never> => Promise.reject(new Error(`boom ${TEST_KEYS.accessKeySecret}`));
    for (const [what, source, executed, sent] of [
      ['before the call, at once', { ready: boom, wait: rejects }, 'no', 0],
      ['before the call', { ready: rejects, wait: rejects }, 'no', 0],
      ['when it is no source', {}, 'no', 0],
      ['after the call, at once', { ready: () => Promise.resolve(), wait: boom }, 'unknown', 1],
      ['after the call', { ready: () => Promise.resolve(), wait: rejects }, 'unknown', 1],
      [
        'after the call, with nothing',
        { ready: () => Promise.resolve(), wait: () => Promise.resolve() },
        'unknown',
        1,
      ],
    ] as const) {
      it(`fails with one of ours, and says whether the device may act: ${what}`, async () => {
        await serve(TAKEN);
        const error = await failure(client.invoke({ ...CALL, replies: source as unknown as ReplySource }));
        assert.deepEqual(
          [error.code, error.kind, error.executed],
          ['reply-source-failed', 'internal', executed],
        );
        assert.equal(server.received.length, sent);
        assertNoSecret(error, [TEST_KEYS.accessKeySecret]);
      });
    }
  });

  it('names a device that is called by its IotId by that alone', async () => {
    await serve(TAKEN);
    await client.invoke({ ...CALL, iotId: 'i-1', replies, replyTimeoutMs: 500 });
    const { iotId, deviceName, timeoutMs } = replies.calls[0]!;
    assert.deepEqual([iotId, deviceName, timeoutMs], ['i-1', undefined, 500]);
  });

  it('reads the reply by the thing model', async () => {
    await serve(TAKEN);
    const thingModel = { service: service('async'), validate: 'none' as const };
    const { result } = await client.invoke({ ...CALL, thingModel, decode: true, replies });
    assert.deepEqual((result as { data: unknown }).data, { on: true });
  });

  it('is left alone when it turns out to be synchronous, and needs no subscription when that is known', async () => {
    await serve(SYNC);
    assert.equal((await client.invoke({ ...CALL, replies })).mode, 'sync');
    assert.equal(replies.asked.length, 1);
    replies.whenReady = () => Promise.reject(lateError('no'));
    const thingModel = { service: service('sync'), validate: 'none' as const };
    assert.equal((await client.invoke({ ...CALL, thingModel, replies })).mode, 'sync');
    assert.deepEqual([replies.asked.length, replies.calls.length], [1, 0]);
  });

  it('is not sent before replies are heard, and has what is left of its deadline then', async () => {
    await serve(TAKEN);
    replies.whenReady = () => wait(60);
    const outcome = client.invoke({ ...CALL, timeoutMs: 400, deadlineMs: 500, replies });
    await wait(20);
    assert.equal(server.received.length, 0);
    assert.equal((await outcome).mode, 'async');
    assert.deepEqual(replies.asked, [{ withinMs: 100 }]);
    replies.whenReady = () => wait(150);
    const error = await failure(client.invoke({ ...CALL, timeoutMs: 400, deadlineMs: 500, replies }));
    assert.deepEqual([error.kind, error.executed, server.received.length], ['timeout', 'no', 1]);
  });

  it('is not sent when they never are', async () => {
    await serve(TAKEN);
    replies.whenReady = () => Promise.reject(lateError('no'));
    const error = await failure(client.invoke({ ...CALL, replies }));
    assert.deepEqual([error.code, error.executed, server.received.length], ['late', 'no', 0]);
  });

  it('fails as the reply does, with the facts of the call', async () => {
    await serve(TAKEN);
    const texts = { en: 'refused', zh: '拒绝' };
    replies.answer = ({ messageId }) =>
      Promise.reject(new DeviceError({ code: '5', deviceCode: 5, messageId, result: {}, texts }));
    const error = await failure(client.invoke({ ...CALL, replies }));
    assert.deepEqual(
      [error.kind, error.executed, error.messageId, error.requestId, error.attempts],
      ['device', 'yes', 'm-pump-01', 'r-1', 1],
    );
  });

  it('cannot wait without a MessageId', async () => {
    await serve(NO_ID);
    const error = await failure(client.invoke({ ...CALL, replies }));
    assert.deepEqual([error.code, error.executed, error.requestId], ['message-id-missing', 'unknown', 'r-1']);
  });

  it('refuses a time that is none', async () => {
    await serve(TAKEN);
    const error = await failure(client.invoke({ ...CALL, replies, replyTimeoutMs: 0 }));
    assert.equal(error.kind, 'validation');
    assert.match(error.message, /replyTimeoutMs/);
  });

  describe('for each device of a list', () => {
    const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `d-${i}`);
    const run = (job: Partial<InvokeManyJob>): Promise<InvokeManySummary> =>
      client.invokeMany({
        devices: names(3),
        productKey: 'p-1',
        identifier: 'on',
        mode: 'each',
        replies,
        ...job,
      });

    it('holds up no other device', async () => {
      await serve(TAKEN);
      let waiting = 0;
      let most = 0;
      replies.answer = async ({ messageId, timeoutMs }) => {
        most = Math.max(most, (waiting += 1));
        if (messageId === 'm-d-7') return { code: 200, result: { id: messageId } };
        await wait(timeoutMs);
        throw lateError('unknown');
      };
      const startedAt = performance.now();
      const { outcomes, ...counts } = await run({
        devices: names(50),
        concurrency: 1,
        replyTimeoutMs: 400,
      });
      assert.ok(performance.now() - startedAt < 5_000, 'one after the other it would take 20 s');
      assert.ok(most > 25, `${most} waited at once`);
      const expected = { total: 50, settled: 50, succeeded: 1, accepted: 0, failed: 0, unknown: 49 };
      assert.deepEqual(counts, expected);
      const answered = outcomes[7]!;
      assert.ok(answered.ok && !answered.accepted && answered.executed === 'yes');
      assert.deepEqual(answered.result, { id: 'm-d-7' });
      assert.ok(outcomes.every(({ index }, place) => index === place));
    });

    it('waits no longer than the list may take', async () => {
      await serve(TAKEN);
      await run({ jobDeadlineMs: 15_000 });
      assert.ok(replies.calls.every(({ timeoutMs }) => timeoutMs > 10_000 && timeoutMs <= 15_000));
    });

    it('fails fast once replies were not heard, and goes on when they are again', async () => {
      await serve(TAKEN);
      let heard = true;
      replies.whenReady = async ({ withinMs }) => {
        if (heard) return;
        await wait(Math.min(withinMs, 50));
        if (replies.asked.length === 30) heard = true;
        throw lateError('no');
      };
      const { succeeded, failed } = await run({
        devices: names(40),
        concurrency: 1,
        timeoutMs: 5_000,
        deadlineMs: 12_000,
        onOutcome: ({ index }) => {
          if (index === 4) heard = false;
        },
      });
      assert.equal(succeeded + failed, 40);
      assert.ok(failed >= 20 && failed <= 26, String(failed));
      const patience = replies.asked.map(({ withinMs }) => (withinMs > 0 ? 'waits' : 'asks'));
      assert.deepEqual(new Set(patience.slice(8, 30)), new Set(['asks']));
    });

    it('ends with the signal of the list', async () => {
      await serve(TAKEN);
      const controller = new AbortController();
      replies.answer = ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(lateError('unknown')));
          if (replies.calls.length === 3) controller.abort();
        });
      const { unknown } = await run({ signal: controller.signal });
      assert.equal(unknown, 3);
    });

    it('is not waited for in a batch', async () => {
      await serve(TAKEN);
      const devices = ['a', { iotId: 'i-1' }];
      assert.equal((await run({ devices, mode: 'batch' })).accepted, 2);
      assert.deepEqual([replies.asked.length, replies.calls.length], [0, 0]);
    });
  });
});
