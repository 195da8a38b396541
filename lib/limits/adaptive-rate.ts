import type { Rate } from './rate';

const CUT = 0.85;
const CUT_AT_MOST_EVERY_MS = 1_000;
const RECOVERY_PER_MS = 0.002 / 250;
const FLOOR_QPS = 0.5;
const BURST_SECONDS = 0.1;
const JITTER_MS = 500;
/** A little more than the second that the platform counts: calls reach it at other intervals than they leave at. */
const WINDOW_MS = 1_010;
/** As long as a call waits by default. A hint beyond it would stop the account for calls that could still succeed. */
const LONGEST_PAUSE_MS = 30_000;

/**
 * A token bucket whose rate is the account's share and gives way when the platform throttles. Cutting by 15 % and
 * adding 0.2 % of the ceiling every 250 ms kept the most calls served when uncoordinated clients share one quota.
 * What has gathered in the bucket comes out at once, but never more than the ceiling in any second.
 */
export class AdaptiveRate implements Rate {
  readonly #ceiling: number;
  #qps: number;
  #tokens: number;
  #refilledAt = performance.now();
  #cutAt = Number.NEGATIVE_INFINITY;
  #pausedUntil = Number.NEGATIVE_INFINITY;
  /** When the last calls were let go, as many as a second holds; the oldest stands at `#oldest`. */
  readonly #takenAt: number[] = [];
  #oldest = 0;

  /** @param ceiling calls a second, at most. */
  constructor(ceiling: number) {
    this.#ceiling = ceiling;
    this.#qps = ceiling;
    this.#tokens = this.#burst;
  }

  /** Calls a second, as of now. */
  get qps(): number {
    this.#refill();
    return this.#qps;
  }

  get pauseMs(): number {
    return Math.max(0, this.#pausedUntil - performance.now());
  }

  take(): number {
    this.#refill();
    const pause = this.pauseMs;
    if (pause > 0) return Math.ceil(pause);
    const full = this.#fullForMs();
    if (full > 0) return Math.ceil(full);
    // Time comes in fractions that do not add up to a whole token exactly.
    if (this.#tokens >= 1 - 1e-6) {
      this.#tokens -= 1;
      this.#note();
      return 0;
    }
    return Math.max(1, Math.ceil(((1 - this.#tokens) / this.#qps) * 1000));
  }

  /** Everybody waits for as long as the server asks, each a little longer by chance. */
  throttled(retryAfterMs = 0): void {
    this.#refill();
    const now = performance.now();
    if (now - this.#cutAt >= CUT_AT_MOST_EVERY_MS) {
      this.#qps = Math.max(Math.min(FLOOR_QPS, this.#ceiling), this.#qps * CUT);
      this.#cutAt = now;
    }
    if (retryAfterMs > 0) {
      const pauseMs = Math.min(retryAfterMs, LONGEST_PAUSE_MS) + Math.random() * JITTER_MS;
      this.#pausedUntil = Math.max(this.#pausedUntil, now + pauseMs);
    }
  }

  /** How much longer the last second holds no more calls, in milliseconds. */
  #fullForMs(): number {
    const oldest = this.#takenAt[this.#oldest];
    const isFull = oldest !== undefined && this.#takenAt.length >= this.#most;
    return isFull ? oldest + WINDOW_MS - performance.now() : 0;
  }

  #note(): void {
    const place = this.#takenAt.length < this.#most ? this.#takenAt.length : this.#oldest;
    this.#takenAt[place] = performance.now();
    this.#oldest = (place + 1) % this.#most;
  }

  get #most(): number {
    return Math.max(1, Math.ceil(this.#ceiling));
  }

  get #burst(): number {
    return Math.max(1, this.#ceiling * BURST_SECONDS);
  }

  #refill(): void {
    const now = performance.now();
    const elapsed = now - this.#refilledAt;
    this.#refilledAt = now;
    this.#tokens = Math.min(this.#burst, this.#tokens + (elapsed / 1000) * this.#qps);
    this.#qps = Math.min(this.#ceiling, this.#qps + elapsed * RECOVERY_PER_MS * this.#ceiling);
  }
}
