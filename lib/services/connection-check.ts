import { setMaxListeners } from 'node:events';
import { AliyunIotError, type Texts } from '../errors';
import type { OpenApi, Reader } from '../openapi';
import { checkOfClock } from './clock-check';
import type { ConnectionCheck } from './read-types';

/** What the check needs of a client. */
export interface CheckContext {
  api: OpenApi;
  reader: Reader;
  iotInstanceId?: string;
}

/** One call, made to see what the platform says to it. */
interface Probe {
  action: string;
  ms: number;
  /** Why it failed; undefined when it succeeded. */
  error?: AliyunIotError;
}

type Verdict = Omit<ConnectionCheck, 'name'>;

/**
 * IDs that no product and no device can have, for they are too short. So the platform can only say that there is no
 * such thing, and whoever may not even ask is refused before (that order is inferred).
 */
const NOBODY = { ProductKey: '-', DeviceName: '-' };
const NOTHING = { Identifier: 'permission', Args: '{}' };

/**
 * What is asked for each permission. The last two are no reads: they call a service of a device that cannot exist, so
 * nothing can act, and it is the only way to learn about the permissions that matter most.
 */
const PROBES: readonly { action: string; params: Readonly<Record<string, string>> }[] = [
  { action: 'QueryProduct', params: { ProductKey: NOBODY.ProductKey } },
  { action: 'QueryDevice', params: { ProductKey: NOBODY.ProductKey, PageSize: '1' } },
  { action: 'QueryDeviceDetail', params: NOBODY },
  { action: 'GetDeviceStatus', params: NOBODY },
  { action: 'GetThingModelTslPublished', params: { ProductKey: NOBODY.ProductKey } },
  { action: 'InvokeThingService', params: { ...NOBODY, ...NOTHING } },
  {
    action: 'InvokeThingsService',
    params: { ProductKey: NOBODY.ProductKey, 'DeviceName.1': NOBODY.DeviceName, ...NOTHING },
  },
];
const FIRST = { action: 'QueryProductList', params: { PageSize: '1', CurrentPage: '1' } };

/** The codes of answers that are not the platform's. */
const FOREIGN_ANSWER = /^(?:answer-|redirected$|not-http$)/;

/**
 * Tries an account out, harmlessly: is the endpoint there, are the credentials valid, is the clock right, is the
 * instance known, what may the RAM user do. No call is repeated, so that a failure shows soon.
 *
 * @returns one check per question, also when the first one failed; what could not be asked is `unknown`.
 * @throws AliyunIotError of kind `aborted` only.
 */
export async function checkConnection(
  context: CheckContext,
  signal: AbortSignal,
): Promise<ConnectionCheck[]> {
  const source = await sourceFailure(context.api, signal);
  if (source) return allChecks({ credentials: { ok: false, texts: source.texts } });
  let first = await probe(context, FIRST, signal);
  const endpoint = endpointOf(first);
  const clock = checkOfClock(context.api.clockAheadMs, first.error);
  if (endpoint.ok !== true) return allChecks({ endpoint, clock });
  // The refusal has taught the client the platform's time.
  if (clock.ok === false && first.error) first = await probe(context, FIRST, signal);
  const credentials = credentialsOf(first);
  if (credentials.ok !== true) return allChecks({ endpoint, clock, credentials });
  // So many calls listen to it at once, and each stops listening when it is done.
  setMaxListeners(0, signal);
  const probes = await Promise.all(PROBES.map((each) => probe(context, each, signal)));
  return allChecks({
    endpoint,
    clock,
    credentials,
    instance: instanceOf(first, context.iotInstanceId),
    ...Object.fromEntries([first, ...probes].map((each) => [permissionName(each), permissionOf(each)])),
  });
}

function allChecks(verdicts: Partial<Record<ConnectionCheck['name'], Verdict>>): ConnectionCheck[] {
  const names: ConnectionCheck['name'][] = ['endpoint', 'credentials', 'clock', 'instance'];
  names.push(...[FIRST, ...PROBES].map(permissionName));
  return names.map((name) => ({ name, ...(verdicts[name] ?? { ok: 'unknown', texts: NOT_ASKED }) }));
}

function permissionName({ action }: { action: string }): ConnectionCheck['name'] {
  return `permission:iot:${action}`;
}

/** Why there are no credentials to sign with. */
async function sourceFailure(api: OpenApi, signal: AbortSignal): Promise<AliyunIotError | undefined> {
  try {
    await api.sign(FIRST, signal);
    return undefined;
  } catch (error) {
    return expected(error);
  }
}

async function probe(
  { reader, iotInstanceId }: CheckContext,
  { action, params }: (typeof PROBES)[number],
  signal: AbortSignal,
): Promise<Probe> {
  const startedAt = performance.now();
  const took = (): number => Math.round(performance.now() - startedAt);
  const call = { action, params: iotInstanceId ? { ...params, IotInstanceId: iotInstanceId } : params };
  try {
    await reader.read(call, { signal, mayRetry: () => false });
    return { action, ms: took() };
  } catch (error) {
    return { action, ms: took(), error: expected(error) };
  }
}

function expected(error: unknown): AliyunIotError {
  if (error instanceof AliyunIotError && error.kind !== 'aborted') return error;
  throw error;
}

function endpointOf({ ms, error }: Probe): Verdict {
  if (error === undefined) return { ok: true, texts: REACHED, ms };
  const answered = error.httpStatus !== undefined && !FOREIGN_ANSWER.test(error.code);
  return { ok: answered, texts: answered ? REACHED : error.texts, ms };
}

function credentialsOf({ error }: Probe): Verdict {
  if (error === undefined) return { ok: true, texts: VALID };
  switch (error.kind) {
    case 'permission':
    case 'not-found':
    case 'validation':
    case 'config':
      return { ok: true, texts: VALID };
    case 'auth':
      return { ok: false, texts: error.texts };
    default:
      return { ok: 'unknown', texts: error.texts };
  }
}

function instanceOf({ error }: Probe, iotInstanceId: string | undefined): Verdict {
  if (error === undefined) return { ok: true, texts: iotInstanceId ? INSTANCE_FOUND : NO_INSTANCE_ID };
  // A list of products cannot name a product that does not exist: it is the instance that does not.
  const wrong = error.kind === 'config' || error.kind === 'not-found';
  return wrong ? { ok: false, texts: error.texts } : { ok: 'unknown', texts: error.texts };
}

function permissionOf({ error }: Probe): Verdict {
  if (error === undefined || error.kind === 'not-found' || error.kind === 'validation')
    return { ok: true, texts: ALLOWED };
  return { ok: error.ramAction === undefined ? 'unknown' : false, texts: error.texts };
}

const REACHED: Texts = { en: 'The endpoint answers.', zh: '接入地址有应答。' };
const VALID: Texts = { en: 'The platform accepts the credentials.', zh: '平台接受该凭据。' };
const ALLOWED: Texts = { en: 'Allowed.', zh: '已授权。' };
const INSTANCE_FOUND: Texts = { en: 'The platform knows the instance ID.', zh: '实例 ID 有效。' };
const NO_INSTANCE_ID: Texts = {
  en: 'No instance ID is set: this is the public instance of older accounts. If the console shows an ID for your instance, enter it.',
  zh: '未填写实例 ID，使用的是旧版公共实例。如果控制台的实例概览中显示了实例 ID，请填写。',
};
const NOT_ASKED: Texts = {
  en: 'Not checked: something before it has to be put right first.',
  zh: '未检查：请先解决前面的问题。',
};
