const FULL = 500;
const COST = 5;

/**
 * Keeps retries from becoming a storm: an account may repeat as long as its budget lasts, and earns it back with
 * calls that succeed. The figures are those of the AWS SDKs' standard mode.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export class RetryBudget {
  #tokens = FULL;

  /** Takes what one retry costs; false when there is not enough. */
  spend(): boolean {
    if (this.#tokens < COST) return false;
    this.#tokens -= COST;
    return true;
  }

  /**
   * A call succeeded.
   *
   * @param retries how many retries it took; their cost comes back.
   */
  earn(retries: number): void {
    this.#tokens = Math.min(FULL, this.#tokens + Math.max(1, retries * COST));
  }
}
