import { AliyunIotError } from '../errors';
import { Deadline, type DeviceOrder, type Limiter } from '../limits';
import { ExchangeFailure, type OpenApi } from '../openapi';
import { neededMs, type Effort, type InvokeContext, type Plan } from './plan';
import { retryDelayMs, retryRule, type RetryRule } from './retry';
import { sleep } from './sleep';
import type { Timings } from './types';

/**
 * Makes a call: waits for the account's share, sends, reads; again only where nothing was executed, or may be repeated.
 *
 * @throws AliyunIotError
 */
export function attemptUntilSettled<T extends object>(
  plan: Plan<T>,
  context: InvokeContext,
): Promise<T & Effort> {
  return new InvokeRun(context, plan).outcome();
}

/** The attempts of one call, and what they have shown so far. */
class InvokeRun<T extends object> {
  readonly #startedAt = performance.now();
  readonly #retries: Partial<Record<RetryRule['name'], number>> = {};
  #deadline: Deadline;
  #attempts = 0;
  #queueMs = 0;
  #sentAt = 0;
  /** An earlier attempt may have reached the device; that stays true whatever the later ones say. */
  #unknown: AliyunIotError | undefined;
  /** How the last attempt failed; one that got no place is none. */
  #lastAttempt: AliyunIotError | undefined;

  constructor(
    private readonly context: InvokeContext,
    private readonly plan: Plan<T>,
  ) {
    this.#deadline = new Deadline(plan.deadlineMs);
  }

  outcome(): Promise<T & Effort> {
    const { order } = this.context;
    return order ? this.#inTurn(order) : this.#untilSettled();
  }

  /** The devices are this call's until all its attempts are over, or their order would be lost. */
  async #inTurn(order: DeviceOrder): Promise<T & Effort> {
    const leave: (() => void)[] = [];
    try {
      await this.#deviceTurns(order, leave);
      return await this.#untilSettled();
    } finally {
      for (const nextOne of leave) nextOne();
    }
  }

  /** @param leave gets the functions that let the next ones go. */
  async #deviceTurns(order: DeviceOrder, leave: (() => void)[]): Promise<void> {
    const { devices, job, signal } = this.plan;
    const deadline = this.#deadline;
    const queuedAt = performance.now();
    // Always in the same order, or two calls with the same devices could each wait for the other.
    for (const device of [...devices].sort()) {
      if (order.isBusy(device)) job?.onTurn();
      const turn = order.enter(device, { deadline, needsMs: this.#needsMs, signal });
      leave.push(await turn.catch((refusal: unknown) => Promise.reject(this.#finalError(refusal))));
    }
    this.#queueMs += performance.now() - queuedAt;
  }

  async #untilSettled(): Promise<T & Effort> {
    for (;;) {
      try {
        const answer = await this.#attempt();
        this.context.budget.earn(this.#attempts - 1);
        const given = this.plan.read(answer, this.#attempts);
        return { attempts: this.#attempts, timings: this.#timings(), ...given };
      } catch (failure) {
        const delayMs = this.#delayBeforeNext(failure);
        if (delayMs === undefined) throw this.#finalError(failure);
        await sleep(delayMs, this.plan.signal);
      }
    }
  }

  async #attempt(): ReturnType<OpenApi['attempt']> {
    const { call, limiter, qos, signal } = this.plan;
    const queuedAt = performance.now();
    const release = await this.#admitted(limiter);
    this.#queueMs += performance.now() - queuedAt;
    this.#attempts += 1;
    try {
      return await this.context.api.attempt(call, {
        sendWithinMs: () => this.#deadline.remainingMs() - this.#needsMs,
        attemptTimeoutMs: () => this.#allowance(),
        signal,
        qos,
      });
    } catch (failure) {
      const error = this.#asError(failure);
      this.#lastAttempt = error;
      if (error.kind === 'throttled') limiter.throttled(error.retryAfterMs);
      throw failure;
    } finally {
      release();
    }
  }

  /** A job waits however long its turn takes: the deadline of each of its calls begins when that is let go. */
  async #admitted(limiter: Limiter): Promise<() => void> {
    const { deadlineMs, job, signal } = this.plan;
    const needsMs = this.#needsMs;
    if (!job) return limiter.admit({ deadline: this.#deadline, needsMs, signal });
    const release = await limiter.admit({ deadline: job.deadline, needsMs, signal, hasPlace: true });
    this.#deadline = new Deadline(Math.min(deadlineMs, job.deadline.remainingMs()));
    job.onTurn();
    return release;
  }

  /** Called when the connection stands: the time for this attempt, or a refusal to send so late. */
  #allowance(): number {
    const leftMs = this.#deadline.remainingMs();
    if (leftMs < this.#needsMs) throw tooLateToSend();
    this.#sentAt = performance.now();
    return Math.min(this.plan.timeoutMs, leftMs);
  }

  get #needsMs(): number {
    return neededMs(this.plan.timeoutMs);
  }

  #delayBeforeNext(failure: unknown): number | undefined {
    const error = this.#asError(failure);
    if (error.executed === 'unknown') this.#unknown = error;
    const { job, safeToRepeat } = this.plan;
    const connectFailure = failure instanceof ExchangeFailure && failure.connectFailure;
    const rule = retryRule({ error, connectFailure, safeToRepeat });
    if (!rule) return undefined;
    const retries = this.#retries[rule.name] ?? 0;
    if (retries + 1 >= rule.maxAttempts) return undefined;
    // The limiter holds back a whole job that is throttled, as long as the platform asks and ever slower: it makes no storm.
    const heldBack = job !== undefined && rule.name === 'throttled';
    const delayMs = retryDelayMs(rule, retries, heldBack ? 0 : error.retryAfterMs);
    const deadline = heldBack ? job.deadline : this.#deadline;
    if (deadline.remainingMs() - delayMs < this.#needsMs) return undefined;
    if (!heldBack && !this.context.budget.spend()) return undefined;
    this.#retries[rule.name] = retries + 1;
    return delayMs;
  }

  #finalError(failure: unknown): Error {
    if (!(failure instanceof AliyunIotError) && !(failure instanceof ExchangeFailure))
      return asError(failure);
    const error = this.#whatCounts(this.#asError(failure));
    error.attempts = this.#attempts;
    return error;
  }

  #whatCounts(last: AliyunIotError): AliyunIotError {
    if (last.executed !== 'no') return last;
    if (last.kind === 'aborted') {
      return this.#unknown ? this.#asError(new ExchangeFailure('aborted', true)) : last;
    }
    // A repeat that found no place says less than the attempt before it.
    return this.#unknown ?? this.#lastAttempt ?? last;
  }

  #asError(failure: unknown): AliyunIotError {
    const error =
      failure instanceof ExchangeFailure ? failure.toError({ attempts: this.#attempts }) : failure;
    if (!(error instanceof AliyunIotError)) throw asError(failure);
    return this.plan.meaning?.(error) ?? error;
  }

  #timings(): Timings {
    const now = performance.now();
    return {
      queueMs: Math.round(this.#queueMs),
      attemptMs: Math.round(now - this.#sentAt),
      totalMs: Math.round(now - this.#startedAt),
    };
  }
}

function asError(failure: unknown): Error {
  return failure instanceof Error ? failure : new Error(String(failure));
}

function tooLateToSend(): AliyunIotError {
  return new AliyunIotError({
    code: 'deadline-exceeded',
    kind: 'timeout',
    executed: 'no',
    retryable: true,
    texts: {
      en: "Nothing was sent: connecting took so long that too little was left of the call's deadline. Check the network, or allow more time.",
      zh: '请求未发出：建立连接耗时过长，剩余时间已不足。请检查网络，或延长时限。',
    },
  });
}
