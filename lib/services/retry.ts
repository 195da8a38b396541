import type { AliyunIotError } from '../errors';
import { isClockError } from '../openapi';

/** A reason to try again, and how. */
export interface RetryRule {
  name: 'connect' | 'throttled' | 'clock' | 'repeat';
  /** Attempts under this rule, the first one included. */
  maxAttempts: number;
  /** The wait before the n-th retry is drawn from 0 to base * 2^(n-1), in milliseconds. */
  baseMs: number;
}

const CAP_MS = 20_000;

const RULES: Readonly<Record<RetryRule['name'], RetryRule>> = {
  connect: { name: 'connect', maxAttempts: 3, baseMs: 100 },
  throttled: { name: 'throttled', maxAttempts: 3, baseMs: 1_000 },
  clock: { name: 'clock', maxAttempts: 2, baseMs: 0 },
  repeat: { name: 'repeat', maxAttempts: 3, baseMs: 1_000 },
};

/** What a failed attempt was, as far as trying again is concerned. */
export interface FailedAttempt {
  error: AliyunIotError;
  /** The connection failed before a byte was written, in a way another try may mend. */
  connectFailure: boolean;
  /** The user says the service may run twice. */
  safeToRepeat: boolean;
}

/** The rule that allows another attempt after this one, if any. A device is never made to act twice by it. */
export function retryRule({ error, connectFailure, safeToRepeat }: FailedAttempt): RetryRule | undefined {
  if (error.executed === 'no') {
    if (connectFailure) return RULES.connect;
    if (error.kind === 'throttled') return RULES.throttled;
    if (isClockError(error)) return RULES.clock;
  }
  return safeToRepeat && error.executed === 'unknown' && error.kind !== 'aborted' ? RULES.repeat : undefined;
}

/**
 * How long to wait before the next attempt: full jitter, but never less than the server asked for.
 *
 * @param retries how many have been made under this rule.
 * @param hintMs the server's hint, in milliseconds.
 * @param random 0 to 1.
 */
export function retryDelayMs(rule: RetryRule, retries: number, hintMs = 0, random = Math.random()): number {
  const ceiling = Math.min(CAP_MS, rule.baseMs * 2 ** retries);
  return Math.max(hintMs, Math.floor(random * ceiling));
}
