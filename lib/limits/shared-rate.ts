import { AdaptiveRate } from './adaptive-rate';
import type { Rate } from './rate';

/** Hands out parts of a rate that several processes share. */
export interface LeaseSource {
  /** How long one window of the shared rate is, in milliseconds; a lease ends with it. */
  readonly windowMs: number;
  /** Calls in one window, of all processes together. */
  readonly callsPerWindow: number;
  /**
   * Asks for a number of calls.
   *
   * @returns until when they may be made, or when to ask again because the window is used up, both in milliseconds
   *   from now.
   * @throws when the source is out of reach or refuses; the message is a word that says why, or empty.
   */
  lease(calls: number): Promise<{ granted: boolean; ms: number }>;
  close(): void;
}

/** Told when the shared rate is out of reach and the own share counts, and when it is back. */
export type SharedState = 'shared' | 'own-share';

/** @param reason why it is out of reach, in a word such as `ECONNREFUSED`; empty when that is not known. */
type StateHandler = (state: SharedState, reason?: string) => void;

const FALLBACK_MS = 2_000;
const ASK_AGAIN_MS = 1_000;

/**
 * A rate shared by several processes. It is leased a window at a time, as much as waits and never more than half a
 * window, so that a call costs no round trip and nobody takes all. When the source is away, each process falls back
 * to its own share for a while.
 */
export class SharedRate implements Rate {
  readonly #source: LeaseSource;
  /** Smooths what was leased, and gives way to throttling. */
  readonly #pace: AdaptiveRate;
  readonly #ownShare: AdaptiveRate;
  readonly #onState: StateHandler;
  #state: SharedState = 'shared';
  #leased = 0;
  #leasedUntil = 0;
  #askAgainAt = 0;
  #asking = false;
  #ready: () => void = () => undefined;

  /**
   * @param ownShareQps calls a second while the source is out of reach.
   * @param onState told once per change.
   */
  constructor(source: LeaseSource, ownShareQps: number, onState: StateHandler) {
    this.#source = source;
    this.#pace = new AdaptiveRate((source.callsPerWindow * 1000) / source.windowMs);
    this.#ownShare = new AdaptiveRate(ownShareQps);
    this.#onState = onState;
  }

  get qps(): number {
    return this.#current.qps;
  }

  get pauseMs(): number {
    return this.#current.pauseMs;
  }

  take(waiting: number): number {
    const now = performance.now();
    if (this.#state === 'own-share') {
      if (now >= this.#askAgainAt) void this.#ask(1);
      return this.#ownShare.take();
    }
    if (this.#leased > 0 && now < this.#leasedUntil) {
      const wait = this.#pace.take();
      if (wait === 0) this.#leased -= 1;
      return wait;
    }
    if (now < this.#askAgainAt) return Math.ceil(this.#askAgainAt - now);
    void this.#ask(waiting);
    // `onReady` calls as soon as the answer is here; this is only for an answer that gets lost.
    return ASK_AGAIN_MS;
  }

  throttled(retryAfterMs?: number): void {
    this.#pace.throttled(retryAfterMs);
    this.#ownShare.throttled(retryAfterMs);
  }

  onReady(ask: () => void): void {
    this.#ready = ask;
  }

  close(): void {
    this.#ready = () => undefined;
    this.#source.close();
  }

  get #current(): AdaptiveRate {
    return this.#state === 'shared' ? this.#pace : this.#ownShare;
  }

  /** Never rejects. */
  async #ask(waiting: number): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    const askedAt = performance.now();
    const calls = Math.max(1, Math.min(waiting, Math.floor(this.#source.callsPerWindow / 2)));
    try {
      const { granted, ms } = await this.#source.lease(calls);
      this.#leased = granted ? calls : 0;
      // The answer took its time; the window did not wait for it.
      this.#leasedUntil = askedAt + ms;
      this.#askAgainAt = granted ? 0 : performance.now() + ms;
      this.#change('shared');
    } catch (failure) {
      this.#askAgainAt = performance.now() + FALLBACK_MS;
      this.#change('own-share', (failure as Error).message);
    } finally {
      this.#asking = false;
    }
    this.#ready();
  }

  #change(state: SharedState, reason?: string): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#onState(state, reason);
  }
}
