import assert from 'node:assert/strict';
import { AliyunIotError, ValidationError, type Executed } from '../../lib/errors';
import type { Client, InvokeManySummary } from '../../lib/services';
import { TEST_KEYS, testClient } from '../support/client';
import { assertNoSecret } from '../support/secret-scan';
import { QUICK_FAULTS, SILENT_FAULTS } from './every-fault';
import { actsAndSays, ok, resetAfterRequest } from './faults';
import { together } from './oracle';
import { FaultServer, signatureIsRight, type Fault } from './server';

const LIMITS = { maxQps: 10_000, batchQps: 10_000 };
const names = (count: number): string[] => Array.from({ length: count }, (_, n) => `device-${n + 1}`);
const BATCH = { productKey: 'a1SimPump01', identifier: 'start', args: { marker: 'batch' } };

/** Runs a case with a server and a client of its own, and looks for secrets in the client afterwards. */
async function against(
  fault: Fault,
  work: (client: Client, server: FaultServer) => Promise<void>,
): Promise<void> {
  const server = await FaultServer.start(fault);
  const client = testClient(server.url, { limits: LIMITS });
  try {
    await work(client, server);
    assertNoSecret(client, [...Object.values(TEST_KEYS), ...server.secrets()]);
  } finally {
    await client.close();
    await server.close();
  }
}

/** What is said of a device, held against what it did. */
function assertActed(server: FaultServer, device: string, executed: Executed, answered = false): void {
  const times = server.acted.get(device) ?? 0;
  assert.ok(times <= 1, `${device} acted ${times} times`);
  if (executed === 'no') assert.equal(times, 0, `${device} acted, although the error says no`);
  if (executed === 'yes' || answered) assert.equal(times, 1, `${device} did not act`);
}

/** One call for many devices. */
function inOneCall(fault: Fault, timeoutMs = 1_000): () => Promise<void> {
  return () =>
    against(fault, async (client, server) => {
      const deviceNames = names(3);
      const request = { ...BATCH, timeoutMs, deadlineMs: 4_000 };
      // The second call comes by the connection of the first.
      for (const prefix of ['', 'next-']) {
        const devices = deviceNames.map((name) => prefix + name);
        const ending = await client
          .invokeThings({ ...request, deviceNames: devices })
          .catch((e: unknown) => e);
        const error = ending instanceof Error ? ending : undefined;
        assert.ok(error === undefined || error instanceof AliyunIotError, String(error));
        for (const device of devices) assertActed(server, device, error?.executed ?? 'unknown', !error);
        assertNoSecret(ending, [...Object.values(TEST_KEYS), ...server.secrets()]);
      }
    });
}

/** A list of devices. */
function asList(fault: Fault, mode: 'each' | 'batch', timeoutMs = 1_000): () => Promise<void> {
  return () =>
    against(fault, async (client, server) => {
      const job = { ...BATCH, devices: names(mode === 'each' ? 8 : 120), mode };
      // A list that is throttled for ever would wait for long.
      const times = { timeoutMs, deadlineMs: 4_000, jobDeadlineMs: 3_000 };
      const summary = await client.invokeMany({ ...job, ...times });
      assertSummary(summary, job.devices.length);
      for (const { device, executed, ok: taken } of summary.outcomes) {
        assertActed(server, device.deviceName ?? '', executed, taken);
      }
      assertNoSecret(summary.outcomes.slice(-20), [...Object.values(TEST_KEYS), ...server.secrets()]);
    });
}

function assertSummary({ outcomes, ...counts }: InvokeManySummary, total: number): void {
  const { settled, succeeded, accepted, failed, unknown } = counts;
  assert.deepEqual([counts.total, settled, succeeded + accepted + failed + unknown], [total, total, total]);
  assert.equal(outcomes.length, total);
}

describe('no device of many acts twice', () => {
  for (const [what, fault] of Object.entries(QUICK_FAULTS)) {
    it(`${what}: in one call`, inOneCall(fault)).timeout(20_000);
    it(`${what}: as a list, each by itself`, asList(fault, 'each')).timeout(20_000);
    it(`${what}: as a list, in calls for many`, asList(fault, 'batch')).timeout(20_000);
  }
  together(
    Object.fromEntries(
      Object.entries(SILENT_FAULTS).flatMap(([what, fault]) => [
        [`${what}: in one call`, inOneCall(fault, 300)],
        [`${what}: as a list, each by itself`, asList(fault, 'each', 300)],
        [`${what}: as a list, in calls for many`, asList(fault, 'batch', 300)],
      ]),
    ),
  );

  it('a code that speaks of one device does not say that the others did not act', () =>
    against(actsAndSays({ Success: false, Code: 'iot.messagebroker.OFFLINE' }), async (client) => {
      await assert.rejects(client.invokeThings({ ...BATCH, deviceNames: names(2) }), { executed: 'unknown' });
    }));

  it('a list that is stopped in the middle: who had been called is unknown, who had not says no', () =>
    against(
      (exchange) => exchange.execute(),
      async (client, server) => {
        const controller = new AbortController();
        server.fault = (exchange) => {
          exchange.execute();
          if (server.received.length === 5) controller.abort();
        };
        const job = { ...BATCH, devices: names(50), mode: 'each', concurrency: 5 } as const;
        const { outcomes } = await client.invokeMany({ ...job, signal: controller.signal });
        assert.equal(outcomes.filter(({ executed }) => executed === 'unknown').length, 5);
        for (const { device, executed } of outcomes) assertActed(server, device.deviceName ?? '', executed);
      },
    ));

  it('a list that is safe to repeat: what may have acted is called again, and nothing else', () =>
    against(ok, async (client, server) => {
      const seen = new Set<string>();
      server.fault = (exchange) => {
        const [device = ''] = exchange.devices;
        (seen.has(device) || device !== 'device-2' ? ok : resetAfterRequest)(exchange);
        seen.add(device);
      };
      const job = { ...BATCH, devices: names(4), mode: 'each', safeToRepeat: true } as const;
      const { succeeded } = await client.invokeMany(job);
      assert.equal(succeeded, 4);
      assert.deepEqual(
        names(4).map((device) => server.acted.get(device)),
        [1, 2, 1, 1],
      );
    }));
});

describe('13 how many devices a call is for', () => {
  for (const count of [1, 2, 12, 100]) {
    for (const signature of ['hmac-sha1', 'acs3-hmac-sha256'] as const) {
      it(`${count}: sent in their order and rightly signed (${signature})`, async () => {
        const server = await FaultServer.start(ok);
        const client = testClient(server.url, { signature, limits: LIMITS });
        try {
          await client.invokeThings({ ...BATCH, deviceNames: names(count) });
          const [call] = server.received;
          for (const [n, name] of names(count).entries()) {
            assert.equal(call?.params[`DeviceName.${n + 1}`], name);
          }
          assert.equal(call?.params[`DeviceName.${count + 1}`], undefined);
          if (signature === 'hmac-sha1') assert.ok(signatureIsRight(call!, TEST_KEYS.accessKeySecret));
        } finally {
          await client.close();
          await server.close();
        }
      });
    }
  }

  for (const [what, deviceNames, rule] of [
    ['none', [], 'invalid-length'],
    ['101', names(101), 'invalid-length'],
    ['a device twice', ['a', 'b', 'a'], 'duplicate'],
    ['a name with a line break', ['a', 'b\r\nX-Evil: 1'], 'invalid-characters'],
    ['a name with half a surrogate pair', ['\uD800'], 'invalid-characters'],
    ['a name that is no text', [7], 'not-text'],
    ['an empty name', ['a', ''], 'missing'],
    ['a list with a hole', [undefined, 'a'], 'missing'],
  ] as const) {
    it(`${what}: refused, and nothing is sent`, () =>
      against(ok, async (client, server) => {
        const call = client.invokeThings({ ...BATCH, deviceNames: deviceNames as unknown as string[] });
        await assert.rejects(call, (error: unknown) => {
          assert.ok(error instanceof ValidationError);
          assert.deepEqual([error.code, error.executed], [rule, 'no']);
          return true;
        });
        assert.equal(server.connections, 0);
      }));
  }

  it('100 and one devices of a list go out in two calls, each device in one of them', () =>
    against(ok, async (client, server) => {
      const { accepted } = await client.invokeMany({ ...BATCH, devices: names(101), mode: 'batch' });
      assert.equal(accepted, 101);
      assert.deepEqual(server.received.flatMap(({ devices }) => devices).sort(), names(101).sort());
      assert.equal(server.received.length, 2);
    }));
});
