/** The waits of one simulator. They end with it: what still waits then never goes on. */
export class Timers {
  readonly #running = new Set<NodeJS.Timeout>();
  #ended = false;

  /** @param ms milliseconds. */
  wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(ms, resolve);
    });
  }

  /**
   * Does something later.
   *
   * @param ms milliseconds.
   * @returns the way to prevent it.
   */
  after(ms: number, then: () => void): () => void {
    if (this.#ended) return () => undefined;
    const timer = setTimeout(() => {
      this.#running.delete(timer);
      then();
    }, ms);
    this.#running.add(timer);
    return () => {
      this.#stop(timer);
    };
  }

  /**
   * What a promise gives, or undefined when it takes too long.
   *
   * @param ms milliseconds.
   */
  within<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      const stop = this.after(ms, () => {
        resolve(undefined);
      });
      promise.then(resolve, reject).finally(stop);
    });
  }

  /** Stops all waits, for good. */
  end(): void {
    this.#ended = true;
    for (const timer of this.#running) this.#stop(timer);
  }

  #stop(timer: NodeJS.Timeout): void {
    clearTimeout(timer);
    this.#running.delete(timer);
  }
}
