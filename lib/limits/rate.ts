/** How many calls a second may go out. */
export interface Rate {
  /** Calls a second, as of now. */
  readonly qps: number;
  /** How much longer the platform has asked everybody to wait, in milliseconds; 0 when it has not. */
  readonly pauseMs: number;
  /**
   * Takes one call's worth.
   *
   * @param waiting how many calls want one, this one included.
   * @returns 0 when it was there, else the milliseconds after which to ask again.
   */
  take(waiting: number): number;
  /**
   * The platform refused a call for its quota.
   *
   * @param retryAfterMs how long it asked us to wait, in milliseconds.
   */
  throttled(retryAfterMs?: number): void;
  /** Calls back whenever asking again may be worth it before the time is over. */
  onReady?(ask: () => void): void;
  /** Lets go of what the rate holds open. */
  close?(): void;
}

/** No rate at all: only places count. */
export const UNLIMITED: Rate = {
  qps: Number.POSITIVE_INFINITY,
  pauseMs: 0,
  take: () => 0,
  throttled: () => undefined,
};
