import { AliyunIotError, type Texts } from '../errors';
import { Deadline, type RetryBudget } from '../limits';
import { ExchangeFailure, type ApiCall, type OpenApi } from '../openapi';
import type { Admitters } from './limits';
import { decoded, deviceErrorOf, readInvokeAnswer } from './outcome';
import { retryDelayMs, retryRule, type RetryRule } from './retry';
import { sleep } from './sleep';
import type { InvokeOutcome, InvokeRequest } from './types';
import { validateInvoke } from './validate';

/** The platform waits 8 s for a device; an attempt with less than this left could end before the answer. */
const SYNC_ANSWER_MS = 9_000;

/** What all invocations of one account share. */
export interface InvokeContext extends Admitters {
  api: OpenApi;
  budget: RetryBudget;
  iotInstanceId?: string;
}

/**
 * One invocation: validate, wait for the account's share, send, read; again only where nothing was executed.
 *
 * @throws AliyunIotError
 */
export async function invoke(
  request: InvokeRequest,
  context: InvokeContext,
  signal: AbortSignal,
): Promise<InvokeOutcome> {
  const valid = validateInvoke(request);
  const call: ApiCall = {
    action: 'InvokeThingService',
    params: context.iotInstanceId ? { ...valid.params, IotInstanceId: context.iotInstanceId } : valid.params,
  };
  const run = new InvokeRun(context, {
    call,
    device: request.iotId || `${request.productKey ?? ''}/${request.deviceName ?? ''}`,
    qos: valid.qos,
    timeoutMs: valid.timeoutMs,
    deadline: new Deadline(valid.deadlineMs),
    safeToRepeat: request.safeToRepeat === true,
    signal,
  });
  const outcome = decoded(await run.outcome(request.passDeviceErrors === true), request);
  const warnings = [...valid.warnings, ...(outcome.warnings ?? [])];
  if (outcome.mode === 'sync' && valid.timeoutMs < SYNC_ANSWER_MS) warnings.push(SHORT_TIMEOUT);
  return warnings.length > 0 ? { ...outcome, warnings } : outcome;
}

interface Plan {
  call: ApiCall;
  /** Names the device among those of the account. */
  device: string;
  qos: 0 | 1;
  timeoutMs: number;
  deadline: Deadline;
  safeToRepeat: boolean;
  signal: AbortSignal;
}

/** The attempts of one call, and what they have shown so far. */
class InvokeRun {
  readonly #startedAt = performance.now();
  readonly #retries = new Map<RetryRule['name'], number>();
  #attempts = 0;
  #queueMs = 0;
  #sentAt = 0;
  /** An earlier attempt may have reached the device; that stays true whatever the later ones say. */
  #unknown: AliyunIotError | undefined;
  /** How the last attempt failed; one that got no place is none. */
  #lastAttempt: AliyunIotError | undefined;

  constructor(
    private readonly context: InvokeContext,
    private readonly plan: Plan,
  ) {}

  async outcome(passDeviceErrors: boolean): Promise<InvokeOutcome> {
    const nextOne = await this.#deviceTurn();
    try {
      return await this.#untilSettled(passDeviceErrors);
    } finally {
      nextOne?.();
    }
  }

  /** The device is this call's until all its attempts are over, or their order would be lost. */
  async #deviceTurn(): Promise<(() => void) | undefined> {
    const { deadline, device, signal } = this.plan;
    const queuedAt = performance.now();
    const nextOne = await this.context.order?.enter(device, { deadline, needsMs: this.#needsMs, signal });
    this.#queueMs += performance.now() - queuedAt;
    return nextOne;
  }

  async #untilSettled(passDeviceErrors: boolean): Promise<InvokeOutcome> {
    for (;;) {
      try {
        const answer = readInvokeAnswer(await this.#attempt());
        this.context.budget.earn(this.#attempts - 1);
        const deviceError = passDeviceErrors ? undefined : deviceErrorOf(answer, this.#attempts);
        if (deviceError) throw deviceError;
        return { ...answer, attempts: this.#attempts, timings: this.#timings() };
      } catch (failure) {
        const delayMs = this.#delayBeforeNext(failure);
        if (delayMs === undefined) throw this.#finalError(failure);
        await sleep(delayMs, this.plan.signal);
      }
    }
  }

  async #attempt(): ReturnType<OpenApi['attempt']> {
    const { call, deadline, qos, signal } = this.plan;
    const queuedAt = performance.now();
    const release = await this.context.limiter.admit({ deadline, needsMs: this.#needsMs, signal });
    this.#queueMs += performance.now() - queuedAt;
    this.#attempts += 1;
    try {
      return await this.context.api.attempt(call, {
        sendWithinMs: () => deadline.remainingMs() - this.#needsMs,
        attemptTimeoutMs: () => this.#allowance(),
        signal,
        qos,
      });
    } catch (failure) {
      this.#lastAttempt = this.#asError(failure);
      throw failure;
    } finally {
      release();
    }
  }

  /** Called when the connection stands: the time for this attempt, or a refusal to send so late. */
  #allowance(): number {
    const leftMs = this.plan.deadline.remainingMs();
    if (leftMs < this.#needsMs) throw tooLateToSend();
    this.#sentAt = performance.now();
    return Math.min(this.plan.timeoutMs, leftMs);
  }

  get #needsMs(): number {
    return Math.min(this.plan.timeoutMs, SYNC_ANSWER_MS);
  }

  #delayBeforeNext(failure: unknown): number | undefined {
    const error = this.#asError(failure);
    if (error.executed === 'unknown') this.#unknown = error;
    if (error.kind === 'throttled') this.context.limiter.throttled(error.retryAfterMs);
    const rule = retryRule({
      error,
      connectFailure: failure instanceof ExchangeFailure && failure.connectFailure,
      safeToRepeat: this.plan.safeToRepeat,
    });
    if (!rule) return undefined;
    const retries = this.#retries.get(rule.name) ?? 0;
    if (retries + 1 >= rule.maxAttempts) return undefined;
    const delayMs = retryDelayMs(rule, retries, error.retryAfterMs);
    if (this.plan.deadline.remainingMs() - delayMs < this.#needsMs) return undefined;
    if (!this.context.budget.spend()) return undefined;
    this.#retries.set(rule.name, retries + 1);
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
      return this.#unknown
        ? new ExchangeFailure('aborted', true).toError({ attempts: this.#attempts })
        : last;
    }
    // A repeat that found no place says less than the attempt before it.
    return this.#unknown ?? this.#lastAttempt ?? last;
  }

  #asError(failure: unknown): AliyunIotError {
    if (failure instanceof AliyunIotError) return failure;
    if (failure instanceof ExchangeFailure) return failure.toError({ attempts: this.#attempts });
    throw asError(failure);
  }

  #timings(): InvokeOutcome['timings'] {
    const now = performance.now();
    return {
      queueMs: Math.round(this.#queueMs),
      attemptMs: Math.round(now - this.#sentAt),
      totalMs: Math.round(now - this.#startedAt),
    };
  }
}

const SHORT_TIMEOUT: Texts = {
  en: 'The service is synchronous and its timeout is shorter than 9000 ms: the platform may take 8 s, so a call can end as unknown although the device acts.',
  zh: '该服务是同步服务，而超时短于 9000 毫秒：平台最多需要 8 秒，调用可能在设备已执行时以“未知”结束。',
};

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
