/** The moment by which a call must be over, on the monotonic clock. */
export class Deadline {
  readonly #at: number;

  /** @param ms from now, in milliseconds. */
  constructor(ms: number) {
    this.#at = performance.now() + ms;
  }

  /** Milliseconds left; negative once it has passed. */
  remainingMs(): number {
    return this.#at - performance.now();
  }
}
