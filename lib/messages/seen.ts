/** Remembers what came by lately: at most so many, each for so long after it was last seen. */
export class Seen {
  // In the order of the last sight, oldest first.
  readonly #times = new Map<string, number>();
  readonly #most: number;
  readonly #forMs: number;

  /**
   * @param most how many are remembered.
   * @param forMs how long, in milliseconds.
   */
  constructor(most: number, forMs: number) {
    this.#most = most;
    this.#forMs = forMs;
  }

  get size(): number {
    return this.#times.size;
  }

  /** @param now milliseconds on a clock of the caller's choice, always the same one. */
  add(id: string, now: number): void {
    this.#times.delete(id);
    this.#times.set(id, now);
    for (const [oldest, at] of this.#times) {
      if (this.#times.size <= this.#most && now - at < this.#forMs) break;
      this.#times.delete(oldest);
    }
  }

  /** True when it came by lately; it is then remembered anew. */
  has(id: string, now: number): boolean {
    const at = this.#times.get(id);
    if (at === undefined || now - at >= this.#forMs) return false;
    this.add(id, now);
    return true;
  }
}
