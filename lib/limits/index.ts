/** The account's share of the quota: rate, concurrency, bounded queue, deadline, retry budget. */
export { AdaptiveRate } from './adaptive-rate';
export { Deadline } from './deadline';
export { Limiter, type Admission, type LimiterOptions } from './limiter';
export { RetryBudget } from './retry-budget';
