/** How many requests a second are let through, counted in whole seconds. */
export class Quota {
  #second = 0;
  #used = 0;

  constructor(readonly perSecond: number) {}

  /**
   * Takes one of this second's requests.
   *
   * @param now milliseconds since the epoch.
   * @returns false when none is left.
   */
  take(now: number): boolean {
    const second = Math.floor(now / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#used = 0;
    }
    if (this.#used >= this.perSecond) return false;
    this.#used += 1;
    return true;
  }

  clear(): void {
    this.#used = 0;
  }
}
