import assert from 'node:assert/strict';
import { AliyunIotError } from '../../lib/errors';
import { TEST_KEYS } from '../support/client';
import { invokeNode, useNodeRed } from '../support/nodes';
import { QUICK_FAULTS, SILENT_FAULTS } from './every-fault';
import * as faults from './faults';
import { newMarker } from './oracle';
import { play } from './stage';

describe('real nodes against a platform that goes wrong', () => {
  useNodeRed();

  for (const [what, fault] of Object.entries(QUICK_FAULTS)) {
    it(`48, 49 ${what}: one outcome, and no secret`, () =>
      play(fault, async (stage) => {
        for (let n = 0; n < 3; n += 1) stage.send({ requestTimeout: 1 });
        await stage.flow.completed('invoke', 3);
        const marker = newMarker();
        const tried = await stage.admin.tryIt(marker);
        stage.assertTried(marker, tried);
        // While the platform throttles, look-ups take the time that it asks for.
        stage.assertNoSecret(tried, what.startsWith('37') ? [] : await stage.admin.lookUps());
      }));
  }

  for (const [what, fault] of Object.entries(SILENT_FAULTS)) {
    it(`48, 49 ${what}: one outcome, and no secret`, () =>
      play(
        fault,
        async (stage) => {
          for (let n = 0; n < 3; n += 1) stage.send();
          const marker = newMarker();
          const answer = await stage.admin.tryIt(marker);
          await stage.flow.completed('invoke', 3);
          stage.assertTried(marker, answer);
          stage.assertNoSecret(answer);
        },
        { invoke: { timeout: '300' } },
      ));
  }

  for (const type of ['full', 'nodes'] as const) {
    it(`45 a deploy (${type}) in the middle of calls: each ends once, as unknown`, () =>
      play(faults.stall, async (stage) => {
        for (let n = 0; n < 50; n += 1) stage.send();
        await stage.flow.until(() => stage.server.received.length === 50);
        const startedAt = performance.now();
        await stage.flow.redeploy(
          stage.items.map((item) => (item.id === 'invoke' ? invokeNode({ name: 'changed' }) : item)),
          type,
          { account: TEST_KEYS },
        );
        assert.ok(performance.now() - startedAt < 3_000, 'it waits for nothing');
        await stage.flow.completed('invoke', 50);
        for (const { error } of stage.flow.of('invoke')) {
          assert.deepEqual(
            [(error as AliyunIotError).kind, (error as AliyunIotError).executed],
            ['aborted', 'unknown'],
          );
        }
      }));
  }

  it('47 10,000 messages at twice the limit: in order, the queue bounded, one outcome each', () =>
    play(
      faults.ok,
      async (stage) => {
        const { flow, server } = stage;
        for (let n = 0; n < 100; n += 1) {
          for (let m = 0; m < 100; m += 1) stage.send();
          await new Promise((resolve) => setTimeout(resolve, 25));
        }
        await flow.until(() => flow.of('invoke').length === 10_000, 20_000);
        const reached = server.received.map(({ marker }) => Number(marker.split('-')[1]));
        assert.deepEqual(
          reached,
          [...reached].sort((x, y) => x - y),
        );
        const kinds = new Map<string, number>();
        for (const { error } of flow.of('invoke')) {
          const kind = error instanceof AliyunIotError ? error.kind : 'ok';
          kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
        }
        assert.deepEqual([...kinds.keys()].sort(), ['ok', 'queue-full']);
        assert.ok(
          (kinds.get('ok') ?? 0) >= 500 && (kinds.get('queue-full') ?? 0) > 1_000,
          JSON.stringify([...kinds]),
        );
      },
      // With more than one in flight, a message on an open connection overtakes one that is still connecting.
      { account: { maxQps: '1000', concurrency: '1', queue: '500' } },
    )).timeout(30_000);

  for (const [asked, used] of [
    [1, 1_000],
    ['1200', 1_200],
    [-5, 12_000],
    ['soon', 12_000],
  ] as const) {
    it(`msg.requestTimeout ${asked} means ${used} ms`, () =>
      play(faults.stall, async (stage) => {
        const startedAt = performance.now();
        stage.send({ requestTimeout: asked });
        if (used === 12_000) {
          await new Promise((resolve) => setTimeout(resolve, 1_300));
          assert.equal(stage.flow.of('invoke').length, 0, 'it still waits');
          await stage.redeploy();
        }
        await stage.flow.completed('invoke', 1);
        const took = performance.now() - startedAt;
        if (used !== 12_000) assert.ok(took >= used - 20 && took < used + 2_000, String(took));
      }));
  }
});
