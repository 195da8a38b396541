/** More than this many controllers wait for their next call only after a burst. */
const MOST_UNUSED = 256;

/** The calls of a client that are under way, each with a signal that ends it. */
export class InFlight {
  readonly #running = new Set<AbortController>();
  /** For the next calls: making a controller costs a tenth of a call. */
  readonly #unused: AbortController[] = [];

  /**
   * Does one call with a signal that ends it when the caller's says so, and when all calls are ended.
   *
   * @param given the caller's signal.
   * @param call must take its listeners off the signal when it ends, since the next call gets the same signal.
   */
  async run<T>(given: AbortSignal | undefined, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = this.#unused.pop() ?? new AbortController();
    const stop = (): void => controller.abort();
    this.#running.add(controller);
    given?.addEventListener('abort', stop, { once: true });
    if (given?.aborted) stop();
    try {
      return await call(controller.signal);
    } finally {
      given?.removeEventListener('abort', stop);
      this.#running.delete(controller);
      if (!controller.signal.aborted && this.#unused.length < MOST_UNUSED) this.#unused.push(controller);
    }
  }

  /** Ends all calls. */
  abort(): void {
    for (const controller of this.#running) controller.abort();
  }
}
