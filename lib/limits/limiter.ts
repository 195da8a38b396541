import type { Deadline } from './deadline';
import type { Rate } from './rate';
import { aborted, paused, queueFull, tooLate } from './refusals';

export interface LimiterOptions {
  rate: Rate;
  /** Calls in flight, at most. */
  concurrency: number;
  /** Calls waiting, at most. */
  queue: number;
}

export interface Admission {
  deadline: Deadline;
  /** What must be left of the deadline when the call is admitted, in milliseconds. */
  needsMs: number;
  signal: AbortSignal;
  /** The call belongs to a job that has a place: it is not refused for a queue that others filled meanwhile. */
  hasPlace?: boolean;
}

interface Waiting {
  admit: () => void;
  /** Gives up at once when the platform's pause lasts longer than the call can wait. */
  pausedFor: (pauseMs: number) => void;
}

/** Admits calls in the order they came, as fast as the account's share of the quota allows. */
export class Limiter {
  readonly #options: LimiterOptions;
  /** A Set keeps the order of insertion and lets one in the middle leave. */
  readonly #queue = new Set<Waiting>();
  #inFlight = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: LimiterOptions) {
    this.#options = options;
    options.rate.onReady?.(() => this.#pump());
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get waiting(): number {
    return this.#queue.size;
  }

  /** Calls a second, as of now. */
  get qps(): number {
    return this.#options.rate.qps;
  }

  /**
   * Waits for a place.
   *
   * @returns the function that gives the place back, to be called once.
   * @throws AliyunIotError `queue-full` at once, `deadline-exceeded` when its turn would come too late, `quota-pause` as
   *   soon as the platform asks to wait for longer than that, `aborted`.
   */
  admit(admission: Admission): Promise<() => void> {
    if (admission.signal.aborted) return Promise.reject(aborted());
    const patience = admission.deadline.remainingMs() - admission.needsMs;
    if (patience < 0) return Promise.reject(tooLate());
    if (this.#queue.size === 0 && this.#takePlace() === 0) return Promise.resolve(this.#release());
    if (!admission.hasPlace) {
      const { pauseMs } = this.#options.rate;
      if (pauseMs > patience) return Promise.reject(paused(pauseMs));
      if (this.#queue.size >= this.#options.queue) return Promise.reject(queueFull(this.#options.queue));
    }
    return this.#enqueue(admission, patience);
  }

  /**
   * Asks for the one place that a job of many calls takes in the queue. The job asks once; its calls then come with
   * `hasPlace`, one after the other.
   *
   * @throws AliyunIotError `queue-full`
   */
  takeJob(): void {
    if (this.#queue.size > 0 && this.#queue.size >= this.#options.queue) throw queueFull(this.#options.queue);
  }

  /** Tells the limiter that the platform refused a call for its quota. */
  throttled(retryAfterMs?: number): void {
    const { rate } = this.#options;
    rate.throttled(retryAfterMs);
    const { pauseMs } = rate;
    for (const waiting of this.#queue) waiting.pausedFor(pauseMs);
  }

  /** Lets go of what the rate holds open. */
  close(): void {
    clearTimeout(this.#timer);
    this.#options.rate.close?.();
  }

  #enqueue({ signal, hasPlace }: Admission, patienceMs: number): Promise<() => void> {
    const givesUpAt = performance.now() + patienceMs;
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        this.#queue.delete(waiting);
      };
      const waiting: Waiting = {
        admit: () => {
          leave();
          resolve(this.#release());
        },
        pausedFor: (pauseMs) => {
          // A job would else run through its whole list while the platform pauses.
          if (hasPlace || performance.now() + pauseMs <= givesUpAt) return;
          leave();
          reject(paused(pauseMs));
        },
      };
      const onAbort = (): void => {
        leave();
        reject(aborted());
      };
      const giveUp = (): void => {
        leave();
        reject(tooLate());
      };
      const timer = Number.isFinite(patienceMs) ? setTimeout(giveUp, patienceMs) : undefined;
      signal.addEventListener('abort', onAbort, { once: true });
      this.#queue.add(waiting);
      this.#pump();
    });
  }

  #pump(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const next of this.#queue) {
      const wait = this.#takePlace();
      if (wait === 0) {
        next.admit();
        continue;
      }
      // Without a place a finished call pumps; without a token only time does.
      if (Number.isFinite(wait)) this.#timer = setTimeout(() => this.#pump(), wait);
      return;
    }
  }

  /** 0 when a place was taken, else the milliseconds to wait for the rate; infinite when all places are in use. */
  #takePlace(): number {
    if (this.#inFlight >= this.#options.concurrency) return Number.POSITIVE_INFINITY;
    const wait = this.#options.rate.take(Math.max(1, this.#queue.size));
    if (wait === 0) this.#inFlight += 1;
    return wait;
  }

  #release(): () => void {
    return () => {
      this.#inFlight -= 1;
      this.#pump();
    };
  }
}
