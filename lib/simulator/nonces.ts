import { createHash } from 'node:crypto';

/** A timestamp may lie 15 minutes in the future, so a request can be replayed for twice that long. */
const KEPT_MS = 30 * 60 * 1000;
/** Bounds the memory of a long load test; the platform surely remembers more. */
const MAX_KEPT = 100_000;

/** The nonces that were used lately. */
export class Nonces {
  /** Oldest first, because a Map keeps the order of insertion. */
  readonly #seen = new Map<string, number>();

  /**
   * Marks a nonce as used.
   *
   * @param now milliseconds since the epoch.
   * @returns false when this AccessKey used it before.
   */
  use(accessKeyId: string, nonce: string, now: number): boolean {
    this.#prune(now);
    const key = createHash('sha1').update(`${accessKeyId}\n${nonce}`).digest('base64');
    if (this.#seen.has(key)) return false;
    this.#seen.set(key, now);
    return true;
  }

  clear(): void {
    this.#seen.clear();
  }

  #prune(now: number): void {
    for (const [key, at] of this.#seen) {
      if (at >= now - KEPT_MS && this.#seen.size < MAX_KEPT) return;
      this.#seen.delete(key);
    }
  }
}
