/** The waits of one simulator. They end with it: what still waits then never goes on. */
export class Timers {
  readonly #running = new Set<NodeJS.Timeout>();

  /** @param ms milliseconds. */
  wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#start(ms, resolve);
    });
  }

  /**
   * What a promise gives, or undefined when it takes too long.
   *
   * @param ms milliseconds.
   */
  within<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      const timer = this.#start(ms, () => {
        resolve(undefined);
      });
      promise.then(resolve, reject).finally(() => {
        this.#stop(timer);
      });
    });
  }

  /** Stops all waits. */
  clear(): void {
    for (const timer of this.#running) this.#stop(timer);
  }

  #start(ms: number, then: () => void): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.#running.delete(timer);
      then();
    }, ms);
    this.#running.add(timer);
    return timer;
  }

  #stop(timer: NodeJS.Timeout): void {
    clearTimeout(timer);
    this.#running.delete(timer);
  }
}
