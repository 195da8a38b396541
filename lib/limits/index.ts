/** The account's share of the quota: rate, concurrency, bounded queue, order per device, deadline, retry budget. */
export { AdaptiveRate } from './adaptive-rate';
export { Deadline } from './deadline';
export { DeviceOrder } from './device-order';
export { Limiter } from './limiter';
export type { Rate } from './rate';
export { redisLeases } from './redis-leases';
export { RetryBudget } from './retry-budget';
export { SharedRate } from './shared-rate';
