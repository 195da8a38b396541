import assert from 'node:assert/strict';
import net, { type AddressInfo } from 'node:net';
import { AdaptiveRate, Deadline, Limiter, RetryBudget } from '../../../lib/limits';
import type { OpenApi } from '../../../lib/openapi';
import { attemptUntilSettled } from '../../../lib/services/attempts';
import type { JobTurn } from '../../../lib/services/plan';
import { CALL, testClient } from '../../support/client';

const ANSWER = { requestId: 'r', messageId: 'm', body: {}, data: {} };

/** What an attempt is told about its time, by a call that has so much of it. */
async function timesOf(
  timeoutMs: number,
  deadlineMs: number,
  job?: JobTurn,
): Promise<{ sendWithin: number; answer: number }> {
  const limiter = new Limiter({ rate: new AdaptiveRate(100), concurrency: 1, queue: 0 });
  let times = { sendWithin: 0, answer: 0 };
  const api: Pick<OpenApi, 'attempt'> = {
    attempt: (_call, { sendWithinMs, attemptTimeoutMs }) => {
      times = { sendWithin: sendWithinMs(), answer: attemptTimeoutMs() };
      return Promise.resolve(ANSWER);
    },
  };
  await attemptUntilSettled(
    {
      call: { action: 'InvokeThingService', params: {} },
      devices: ['d'],
      limiter,
      qos: 0,
      timeoutMs,
      deadlineMs,
      safeToRepeat: false,
      signal: new AbortController().signal,
      read: () => ({}),
      ...(job && { job }),
    },
    {
      api: api as OpenApi,
      budget: new RetryBudget(),
      limiter,
      batchLimiter: () => limiter,
      closeLimiters: () => undefined,
    },
  );
  return times;
}

describe('the time of an attempt', () => {
  it('is its timeout, or what is left of the deadline when that is less', async () => {
    const ample = await timesOf(12_000, 30_000);
    assert.equal(ample.answer, 12_000);
    const scarce = await timesOf(12_000, 10_000);
    assert.ok(scarce.answer > 9_000 && scarce.answer <= 10_000, String(scarce.answer));
  });

  it('leaves for connecting only what the answer does not need', async () => {
    const { sendWithin } = await timesOf(12_000, 10_000);
    assert.ok(sendWithin > 0 && sendWithin <= 1_000, String(sendWithin));
  });

  it('ends with that of the job it is part of', async () => {
    const job = { onTurn: () => undefined, deadline: new Deadline(10_000) };
    const { sendWithin, answer } = await timesOf(12_000, 30_000, job);
    assert.ok(answer > 9_000 && answer <= 10_000, String(answer));
    assert.ok(sendWithin > 0 && sendWithin <= 1_000, String(sendWithin));
  });

  it('is not spent on a handshake that stalls', async () => {
    const sockets: net.Socket[] = [];
    const silent = net.createServer((socket) => sockets.push(socket.on('error', () => undefined)));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const client = testClient(`https://127.0.0.1:${(silent.address() as AddressInfo).port}`);
    const begun = performance.now();
    try {
      await assert.rejects(client.invoke({ ...CALL, timeoutMs: 200, deadlineMs: 500 }), {
        code: 'connect-timeout',
        executed: 'no',
      });
      // The bound of connecting itself is 5 s.
      assert.ok(performance.now() - begun < 3_000);
    } finally {
      await client.close();
      for (const socket of sockets) socket.destroy();
      silent.close();
    }
  });
});
