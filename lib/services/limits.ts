import { configError } from '../errors';
import { AdaptiveRate, DeviceOrder, Limiter, redisLeases, SharedRate, type Rate } from '../limits';
import type { Limits, SharedLimit } from './types';

/**
 * The account's share of the quota when none is set: 50 of the platform's 500 calls a second and 2 of its 10 calls
 * for many devices, as many in flight as devices that answer within 4 s keep busy at that rate, and as many waiting
 * as get their turn within 20 s.
 */
const DEFAULTS = { maxQps: 50, batchQps: 2, concurrency: 200, queue: 1_000 } as const;

/** What admits the calls of one account. The platform counts each API by itself, and so do we. */
export interface Admitters {
  /** Of InvokeThingService. */
  limiter: Limiter;
  /** Of InvokeThingsService; made when it is first asked for, since most accounts never do. */
  batchLimiter: () => Limiter;
  /** When calls for one device wait for each other. */
  order?: DeviceOrder;
  /** Lets go of what the limiters hold open. */
  closeLimiters: () => void;
}

/**
 * Makes what admits the calls of one account.
 *
 * @param account names the account among those that share a limit, unless the limit has a name of its own.
 * @throws AliyunIotError of kind `config` when a limit cannot be used.
 */
export function admittersOf(limits: Limits = {}, account: string): Admitters {
  checkObject('limits', limits);
  const { concurrency = DEFAULTS.concurrency, queue = DEFAULTS.queue, shared } = limits;
  const { maxQps = DEFAULTS.maxQps, batchQps = DEFAULTS.batchQps } = limits;
  checkRate('maxQps', maxQps);
  checkRate('batchQps', batchQps);
  check('concurrency', concurrency, Number.isInteger(concurrency) && concurrency >= 1);
  check('queue', queue, Number.isInteger(queue) && queue >= 0);
  if (shared) {
    checkObject('limits.shared', shared);
    checkRate('shared.maxQps', shared.maxQps);
  }
  if (shared?.batchQps !== undefined) checkRate('shared.batchQps', shared.batchQps);

  const key = `${shared?.name ?? account}:`;
  const single = shared && { ...shared, key: `${key}InvokeThingService` };
  const many = shared && { ...shared, key: `${key}InvokeThingsService`, maxQps: shared.batchQps ?? batchQps };
  const limiter = new Limiter({ rate: rateOf(maxQps, single), concurrency, queue });
  let batch: Limiter | undefined;
  return {
    limiter,
    batchLimiter: () => (batch ??= new Limiter({ rate: rateOf(batchQps, many), concurrency, queue })),
    closeLimiters: () => {
      limiter.close();
      batch?.close();
    },
    ...(limits.oneAtATimePerDevice === true && { order: new DeviceOrder(queue) }),
  };
}

/** @param ownQps the own share; with a shared limit it counts while Redis is out of reach. */
function rateOf(ownQps: number, shared: (SharedLimit & { key: string }) | undefined): Rate {
  if (!shared) return new AdaptiveRate(ownQps);
  const { redisUrl: url, key, maxQps, onState } = shared;
  return new SharedRate(redisLeases({ url, key, maxQps }), ownQps, (state, reason) =>
    onState?.(state, reason),
  );
}

function checkObject(name: string, value: unknown): void {
  if (typeof value === 'object' && value !== null) return;
  throw configError('limits-invalid', {
    en: `The setting ${name} must be an object.`,
    zh: `设置 ${name} 必须是对象。`,
  });
}

function checkRate(name: string, value: unknown): void {
  check(name, value, Number.isFinite(value) && (value as number) > 0);
}

function check(name: string, value: unknown, right: boolean): void {
  if (typeof value === 'number' && right) return;
  throw configError('limits-invalid', {
    en: `The limit ${name} must be a number greater than 0 (queue: 0 or more).`,
    zh: `限额 ${name} 必须是大于 0 的数字（queue 可以为 0）。`,
  });
}
