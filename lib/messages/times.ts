/** Node.js lets a timer that is to wait longer fire at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** How a subscription spends its time, in milliseconds. */
export interface Times {
  /** From the first packet to an open receiver; the platform itself allows 15 s. */
  openMs: number;
  /** How long a farewell may take before the socket is destroyed. */
  farewellMs: number;
  /** Announced as idle-time-out; the platform wants 30,000 to 300,000. Twice this long without a byte is the end. */
  idleMs: number;
  /** A connection that stood this long was a good one: the next failure counts as the first. */
  stableMs: number;
  /** After one that stood for less, no more failures than this are counted: it did let us in. */
  unstableFailures: number;
  /** The n-th wait is drawn from 0 to base * 2^n, at most cap. */
  baseMs: number;
  capMs: number;
  /** The same after a refusal, drawn from the upper half: it takes a person to mend it. */
  refusedBaseMs: number;
  refusedCapMs: number;
  /** From the start of one attempt to the next. The platform allows a group 100 connections a minute. */
  spacingMs: number;
}

/** @see https://help.aliyun.com/document_detail/142489.html and https://help.aliyun.com/document_detail/142486.html */
export const TIMES: Readonly<Times> = {
  openMs: 15_000,
  farewellMs: 1_000,
  idleMs: 60_000,
  stableMs: 10_000,
  unstableFailures: 2,
  baseMs: 1_000,
  capMs: 60_000,
  refusedBaseMs: 5_000,
  refusedCapMs: 300_000,
  spacingMs: 1_000,
};

/**
 * How many failures in a row count when a connection has ended.
 *
 * @param before as many as had been counted when it was begun.
 * @param end how long its receiver had stood, in milliseconds, and whether there were too many connections.
 */
export function failuresBefore(
  times: Times,
  before: number,
  { stoodMs, throttled }: { stoodMs: number; throttled: boolean },
): number {
  if (stoodMs >= times.stableMs) return 0;
  return stoodMs > 0 && !throttled ? Math.min(before, times.unstableFailures) : before;
}

/** What the next wait depends on. */
export interface Lately {
  /** Attempts in a row that failed, before the last one. */
  failures: number;
  refused: boolean;
  /** How long ago the last attempt began, in milliseconds. */
  sinceMs: number;
}

/**
 * How long to wait before the next attempt, in milliseconds.
 *
 * @param random 0 to 1.
 */
export function reconnectDelayMs(times: Times, lately: Lately, random = Math.random()): number {
  const { failures, refused, sinceMs } = lately;
  const [base, cap] = refused ? [times.refusedBaseMs, times.refusedCapMs] : [times.baseMs, times.capMs];
  const ceiling = Math.min(cap, base * 2 ** failures);
  const drawn = refused ? (ceiling * (1 + random)) / 2 : ceiling * random;
  return Math.floor(Math.max(drawn, times.spacingMs - sinceMs));
}
