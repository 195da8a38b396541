import { AliyunIotError, ValidationError, type Problem, type Texts } from '../errors';
import { Deadline, type Limiter, type RetryBudget } from '../limits';
import type { Answer, Reader } from '../openapi';
import { notReadable } from './readable';
import { checkId } from './validate';

/**
 * The reads' share of the quota. The platform takes 10 to 50 of each kind a second, for the whole account; this is soft,
 * so that lists that open in an editor leave room for others.
 */
export const READ_LIMITS = { maxQps: 10, concurrency: 4, queue: 100 } as const;

/** How long a read may wait for its turn, in milliseconds. */
const PATIENCE_MS = 30_000;

/** What all reads of one account share. */
export interface ReadContext {
  reader: Reader;
  limiter: Limiter;
  budget: RetryBudget;
  iotInstanceId?: string;
}

/**
 * One read: wait for a turn, send, read the answer; again where that may help.
 *
 * @param action the API's name.
 * @param params its own parameters.
 * @throws AliyunIotError
 */
export async function read(
  context: ReadContext,
  action: string,
  params: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Answer> {
  const { reader, limiter, budget, iotInstanceId } = context;
  const call = { action, params: iotInstanceId ? { ...params, IotInstanceId: iotInstanceId } : params };
  const release = await limiter.admit({ deadline: new Deadline(PATIENCE_MS), needsMs: 0, signal });
  let retries = 0;
  const mayRetry = (error: AliyunIotError): boolean => {
    slowDown(limiter, error);
    if (!budget.spend()) return false;
    retries += 1;
    return true;
  };
  try {
    const answer = await reader.read(call, { signal, mayRetry });
    budget.earn(retries);
    return answer;
  } catch (error) {
    slowDown(limiter, error);
    throw error;
  } finally {
    release();
  }
}

/**
 * Refuses input before anything is sent.
 *
 * @param check adds what is wrong to the list.
 * @throws ValidationError when something is, or cannot even be read.
 */
export function validate<T>(check: (problems: Problem[]) => T): T {
  const problems: Problem[] = [];
  try {
    const valid = check(problems);
    if (problems.length === 0) return valid;
  } catch (error) {
    throw notReadable(error);
  }
  throw new ValidationError(problems);
}

/** Checks IDs by their names; see `checkId`. */
export function validateIds(ids: Readonly<Record<string, unknown>>): void {
  validate((problems) => {
    for (const [path, value] of Object.entries(ids)) checkId(path, value, problems);
  });
}

/**
 * Checks a page number or size, and writes it as a parameter.
 *
 * @param path its name, for the problem.
 * @param range what is allowed, and what `undefined` stands for.
 */
export function checkCount(
  path: string,
  value: unknown,
  range: { max: number; byDefault: number },
  problems: Problem[],
): string {
  const count = value ?? range.byDefault;
  if (typeof count === 'number' && Number.isInteger(count) && count >= 1 && count <= range.max) {
    return String(count);
  }
  problems.push({ path, rule: 'out-of-range', texts: outOfRange(range.max) });
  return '';
}

function outOfRange(max: number): Texts {
  return { en: `must be a whole number from 1 to ${max}.`, zh: `必须是 1 到 ${max} 的整数。` };
}

function slowDown(limiter: Limiter, error: unknown): void {
  if (error instanceof AliyunIotError && error.kind === 'throttled') limiter.throttled(error.retryAfterMs);
}
