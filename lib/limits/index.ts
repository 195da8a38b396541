/** The account's share of the quota: rate, concurrency, bounded queue, order per device, deadline, retry budget. */
export { AdaptiveRate } from './adaptive-rate';
export { Deadline } from './deadline';
export { DeviceOrder } from './device-order';
export { Limiter, type Admission, type LimiterOptions } from './limiter';
export { UNLIMITED, type Rate } from './rate';
export { redisLeases, type RedisLeaseOptions } from './redis-leases';
export { RetryBudget } from './retry-budget';
export { SharedRate, type LeaseSource, type SharedState } from './shared-rate';
