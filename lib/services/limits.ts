import { configError } from '../errors';
import { AdaptiveRate, DeviceOrder, Limiter, redisLeases, SharedRate, type Rate } from '../limits';
import type { Limits, SharedLimit } from './types';

/**
 * The account's share of the quota when none is set: 50 of the platform's 500 calls a second, as many in flight as
 * devices that answer within 4 s keep busy at that rate, and as many waiting as get their turn within 20 s.
 */
const DEFAULTS = { maxQps: 50, concurrency: 200, queue: 1_000 } as const;

/** What admits the calls of one account. */
export interface Admitters {
  limiter: Limiter;
  /** When calls for one device wait for each other. */
  order?: DeviceOrder;
}

/**
 * Makes what admits the calls of one account.
 *
 * @param account names the account among those that share a limit, unless the limit has a name of its own.
 * @throws AliyunIotError of kind `config` when a limit cannot be used.
 */
export function admittersOf(limits: Limits = {}, account: string): Admitters {
  const { maxQps = DEFAULTS.maxQps, concurrency = DEFAULTS.concurrency, queue = DEFAULTS.queue } = limits;
  check('maxQps', maxQps, maxQps > 0 && Number.isFinite(maxQps));
  check('concurrency', concurrency, Number.isInteger(concurrency) && concurrency >= 1);
  check('queue', queue, Number.isInteger(queue) && queue >= 0);
  return {
    limiter: new Limiter({ rate: rateOf(maxQps, limits.shared, account), concurrency, queue }),
    ...(limits.oneAtATimePerDevice === true && { order: new DeviceOrder(queue) }),
  };
}

function rateOf(maxQps: number, shared: SharedLimit | undefined, account: string): Rate {
  if (!shared) return new AdaptiveRate(maxQps);
  check('shared.maxQps', shared.maxQps, shared.maxQps > 0 && Number.isFinite(shared.maxQps));
  const key = `${shared.name ?? account}:InvokeThingService`;
  const leases = redisLeases({ url: shared.redisUrl, key, maxQps: shared.maxQps });
  return new SharedRate(leases, maxQps, (state) => shared.onState?.(state));
}

function check(name: string, value: unknown, right: boolean): void {
  if (typeof value === 'number' && right) return;
  throw configError('limits-invalid', {
    en: `The limit ${name} must be a number greater than 0 (queue: 0 or more).`,
    zh: `限额 ${name} 必须是大于 0 的数字（queue 可以为 0）。`,
  });
}
