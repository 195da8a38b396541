import type { AliyunIotError } from '../errors';
import type { Deadline, Limiter, RetryBudget } from '../limits';
import type { Answer, ApiCall, OpenApi } from '../openapi';
import type { Admitters } from './limits';
import type { Timings } from './types';

/** The platform waits 8 s for a device; an attempt with less than this left could end before the answer. */
export const SYNC_ANSWER_MS = 9_000;

/**
 * How much of its deadline a call must have left to be sent, in milliseconds.
 *
 * @param timeoutMs of one attempt.
 */
export function neededMs(timeoutMs: number): number {
  return Math.min(timeoutMs, SYNC_ANSWER_MS);
}

/** What all invocations of one account share. */
export interface InvokeContext extends Admitters {
  api: OpenApi;
  budget: RetryBudget;
  iotInstanceId?: string;
}

/** How a call is part of a job of many. */
export interface JobTurn {
  /** Called when the call waits for the account's share no longer, or waits for its device; maybe more than once. */
  onTurn: () => void;
  /** Until when the call may be let go; only then does its own deadline begin. Infinite when the job has time. */
  deadline: Deadline;
}

/** One call that makes devices act. */
export interface Plan<T> {
  call: ApiCall;
  /** Names each device among those of the account. */
  devices: readonly string[];
  limiter: Limiter;
  qos: 0 | 1;
  timeoutMs: number;
  deadlineMs: number;
  safeToRepeat: boolean;
  signal: AbortSignal;
  job?: JobTurn;
  /** Takes from a successful answer what the caller gets; throws when what it carries is a failure. */
  read: (answer: Answer, attempts: number) => T;
  /** What a failure means where it is not what the catalogue says. */
  meaning?: (error: AliyunIotError) => AliyunIotError;
}

/** What the attempts took. */
export interface Effort {
  attempts: number;
  timings: Timings;
}
