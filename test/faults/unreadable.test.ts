import assert from 'node:assert/strict';
import { AliyunIotError } from '../../lib/errors';
import type { InvokeRequest, KnownService } from '../../lib/services';
import { CALL, TEST_KEYS } from '../support/client';
import { assertNoSecret } from '../support/secret-scan';
import { ok } from './faults';
import { newMarker, scene } from './oracle';

const boom = (): never => {
  throw new Error(`boom ${TEST_KEYS.accessKeySecret}`);
};
const hostile = new Proxy({}, { get: boom, has: boom, ownKeys: boom, getPrototypeOf: boom });
const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};

/** Ends in an error of ours, before a connection is made. */
async function refused(
  ask: (client: Parameters<Parameters<typeof scene>[1]>[0]['client']) => Promise<unknown>,
) {
  await scene(ok, async ({ client, server }) => {
    // A call that throws instead of rejecting ends the process of whoever has not expected it.
    const asked = ask(client);
    const error: unknown = await asked.catch((thrown: unknown) => thrown);
    assert.ok(error instanceof AliyunIotError, String(error));
    assert.deepEqual([error.kind, error.executed], ['validation', 'no']);
    assertNoSecret(error, Object.values(TEST_KEYS));
    assert.equal(server.connections, 0);
  });
}

describe('a request that throws when it is read', () => {
  const fields: (keyof InvokeRequest)[] = [
    ...(['iotId', 'productKey', 'deviceName', 'identifier', 'args', 'thingModel', 'signal', 'qos'] as const),
    ...(['timeoutMs', 'deadlineMs', 'replyTimeoutMs', 'replies'] as const),
    ...(['safeToRepeat', 'passDeviceErrors', 'decode'] as const),
  ];
  for (const field of fields) {
    it(`in ${field}: refused, and nothing is sent`, () =>
      refused((client) => client.invoke(Object.defineProperty({ ...CALL }, field, { get: boom }))));
  }

  for (const [what, request] of [
    ['a Proxy', hostile],
    ['a revoked Proxy', revoked()],
    ['a Proxy as args', { ...CALL, args: hostile }],
    ['a revoked Proxy as args', { ...CALL, args: revoked() }],
    ['a Proxy as thing model', { ...CALL, thingModel: hostile }],
    ['a signal that cannot be left', { ...CALL, signal: { addEventListener: () => undefined } }],
  ] as const) {
    it(`${what}: refused, and nothing is sent`, () =>
      refused((client) => client.invoke(request as unknown as InvokeRequest)));
  }

  it('for many devices: refused, and nothing is sent', async () => {
    const job = { productKey: 'p', identifier: 's', mode: 'each' } as const;
    await refused((client) => client.invokeThings(hostile as never));
    await refused((client) => client.invokeMany(hostile as never));
    await refused((client) => client.invokeMany({ ...job, devices: [hostile] }));
    await refused((client) =>
      client.invokeMany(Object.defineProperty({ ...job, devices: ['a'] }, 'replies', { get: boom })),
    );
  });
});

it('a thing model without outputs does not turn what the device did into a failure', () =>
  scene(ok, async ({ client, server }) => {
    const thingModel = { validate: 'none', service: { inputs: [] } } as unknown as KnownService;
    const marker = newMarker();
    const outcome = await client.invoke({ ...CALL, args: { marker }, decode: true, thingModel });
    assert.deepEqual(outcome.result, { id: '1', code: 200, data: { marker }, message: 'success' });
    assert.match(outcome.warnings?.[0]?.en ?? '', /as it came/);
    assert.equal(server.executed(marker), 1);
  }));
