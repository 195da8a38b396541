import assert from 'node:assert/strict';
import { AliyunIotError } from '../../lib/errors';
import type { Client, ClientOptions, InvokeOutcome, InvokeRequest } from '../../lib/services';
import { CALL, TEST_KEYS, testClient } from '../support/client';
import { assertNoSecret } from '../support/secret-scan';
import { FaultServer, type Fault, type FaultServerOptions } from './server';

/** How one message ended. Exactly one of `outcome` and `error` is there. */
export interface Ending {
  marker: string;
  outcome?: InvokeOutcome;
  error?: AliyunIotError;
  tookMs: number;
}

let markers = 0;

/** A name for a message that no other one has. */
export function newMarker(): string {
  markers += 1;
  return `marker-${markers}`;
}

/** Makes one call and waits for its end; an error that is not of this package fails the test. */
export async function call(client: Client, change: Partial<InvokeRequest> = {}): Promise<Ending> {
  const marker = newMarker();
  const startedAt = performance.now();
  const ended = (rest: Pick<Ending, 'outcome' | 'error'>): Ending => ({
    ...rest,
    marker,
    tookMs: performance.now() - startedAt,
  });
  try {
    return ended({ outcome: await client.invoke({ ...CALL, args: { marker }, ...change }) });
  } catch (error) {
    assert.ok(error instanceof AliyunIotError, `not an error of ours: ${String(error)}`);
    return ended({ error });
  }
}

/**
 * What must be true of every message, whatever went wrong: the device acted once at most, never when we say `no`,
 * once when it answered; and no secret shows.
 */
export function assertPromise(
  server: FaultServer,
  client: Client | undefined,
  endings: readonly Ending[],
): void {
  for (const { marker, outcome, error } of endings) {
    const executions = server.executed(marker);
    assert.ok(executions <= 1, `${marker} was executed ${executions} times`);
    if (error?.executed === 'no') assert.equal(executions, 0, `${error.code} says no, but the device acted`);
    if (error?.executed === 'yes' || outcome)
      assert.equal(executions, 1, 'an answer, but the device did not act');
    assertNoSecret([outcome, error], [...Object.values(TEST_KEYS), ...server.secrets(marker)]);
  }
  assertNoSecret(client, [...Object.values(TEST_KEYS), ...server.secrets()]);
  const nonces = server.received.map(
    ({ params, headers }) => params['SignatureNonce'] ?? headers['x-acs-signature-nonce'],
  );
  assert.equal(new Set(nonces).size, nonces.length, 'a nonce was used twice');
}

/** A fault server, a client for it, and everything that was asked through them. */
export interface Scene {
  server: FaultServer;
  client: Client;
  ask: (change?: Partial<InvokeRequest>) => Promise<Ending>;
  /** As `ask`, for a call that has to fail. */
  fail: (change?: Partial<InvokeRequest>) => Promise<AliyunIotError>;
  endings: Ending[];
}

/** Runs a case: server and client are there for it and gone afterwards, and the promise is held against it. */
export async function scene(
  fault: Fault,
  work: (scene: Scene) => Promise<void>,
  { client: options, ...serverOptions }: FaultServerOptions & { client?: Partial<ClientOptions> } = {},
): Promise<void> {
  const server = await FaultServer.start(fault, serverOptions);
  const client = testClient(server.url, options);
  const endings: Ending[] = [];
  const ask = async (change?: Partial<InvokeRequest>): Promise<Ending> => {
    const ending = await call(client, change);
    endings.push(ending);
    return ending;
  };
  const fail = async (change?: Partial<InvokeRequest>): Promise<AliyunIotError> => {
    const { error } = await ask(change);
    assert.ok(error, 'the call did not fail');
    return error;
  };
  try {
    await work({ server, client, ask, fail, endings });
    assertPromise(server, client, endings);
  } finally {
    await client.close();
    await server.close();
  }
}

/** Fails unless something took as long as it should; on a machine that is busy it may take longer. */
export function assertAbout(tookMs: number, expectedMs: number, longerMs = 1_000): void {
  assert.ok(
    tookMs >= expectedMs - 250 && tookMs <= expectedMs + longerMs,
    `${tookMs.toFixed(0)} ms instead of ${expectedMs} ms`,
  );
}

/**
 * Tests that mostly wait, begun together so that they take no longer than the longest of them; each then awaits its own.
 */
export function together(cases: Readonly<Record<string, () => Promise<void>>>): void {
  const running = new Map<string, Promise<void>>();
  before(() => {
    for (const [name, run] of Object.entries(cases)) {
      const promise = run();
      // Looked at when its test comes.
      promise.catch(() => undefined);
      running.set(name, promise);
    }
  });
  for (const name of Object.keys(cases)) {
    it(name, () => running.get(name)).timeout(30_000);
  }
}
