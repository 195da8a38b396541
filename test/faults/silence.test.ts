import assert from 'node:assert/strict';
import { drip, inTurn, ok, slow, stall, stallAfterHeaders, stallMidBody } from './faults';
import { assertAbout, scene, together } from './oracle';
import type { Fault } from './server';

/** A case where nothing more comes: a timeout at the set time, of unknown outcome, and one request on the wire. */
function timesOut(fault: Fault, { timeoutMs = 1_000, reused = false } = {}): () => Promise<void> {
  return () =>
    scene(reused ? inTurn(ok, fault) : fault, async ({ ask, server }) => {
      if (reused) assert.ok((await ask()).outcome);
      const { error, tookMs, marker } = await ask({ timeoutMs });
      assert.deepEqual(
        [error?.code, error?.kind, error?.executed, error?.attempts],
        ['attempt-timeout', 'timeout', 'unknown', 1],
      );
      assertAbout(tookMs, timeoutMs);
      assert.deepEqual(
        server.of(marker).map(({ turn }) => turn),
        [reused ? 2 : 1],
      );
    });
}

function succeedsAfter(ms: number): () => Promise<void> {
  return () =>
    scene(slow(ms), async ({ ask, server }) => {
      const { outcome, tookMs, marker } = await ask();
      assert.equal(outcome?.mode, 'sync');
      assert.equal(outcome.warnings, undefined);
      assertAbout(tookMs, ms);
      assert.equal(server.of(marker).length, 1);
    });
}

describe('a server that keeps us waiting', () => {
  together({
    '25 no byte at all: the timeout, to the point': timesOut(stall),
    '25 no byte at all, with the default timeout': timesOut(stall, { timeoutMs: 12_000 }),
    '26 an answer after 4 s: a success with default settings': succeedsAfter(4_000),
    '26 an answer after 7.9 s: a success with default settings': succeedsAfter(7_900),
    '27 silence after the headers: a timeout, not "aborted"': timesOut(stallAfterHeaders),
    '27 silence in the middle of the body: a timeout, not "aborted"': timesOut(stallMidBody),
    '28 headers byte by byte: the timeout is total, not idle': timesOut(drip('header')),
    '28 a body byte by byte': timesOut(drip('body')),
    '28 headers byte by byte on a reused connection': timesOut(drip('header'), { reused: true }),
    '28 a body byte by byte on a reused connection': timesOut(drip('body'), { reused: true }),

    '25 the deadline holds over all repeats of a service that may be repeated': () =>
      scene(stall, async ({ client, server }) => {
        const startedAt = performance.now();
        const call = client.invoke({
          ...{ productKey: 'p', deviceName: 'd', identifier: 's', safeToRepeat: true },
          ...{ timeoutMs: 500, deadlineMs: 2_000 },
        });
        await assert.rejects(call, { kind: 'timeout', executed: 'unknown' });
        assert.ok(performance.now() - startedAt < 3_000);
        assert.ok(server.received.length <= 3);
      }),
  });
});
