import { AliyunIotError } from '../errors';
import { notHeard, replyError } from './reply-error';
import { LONGEST_TIMER_MS } from './times';
import type { DeviceMessage, ServiceReply } from './types';

const DEFAULT_BUFFER_MS = 30_000;
const DEFAULT_MOST = 10_000;

export interface MatcherOptions {
  /** How long a reply is kept that nobody waits for, in milliseconds. Default 30000. */
  bufferMs?: number;
  /** How many of them are kept. Default 10000; the oldest goes first. */
  maxBuffered?: number;
  /** How many may wait at once. Default 10000. */
  maxWaiting?: number;
}

/** The call whose reply is waited for. MessageIds are unique for one device only, so name the device. */
export interface WaitOptions {
  messageId: string;
  productKey?: string;
  deviceName?: string;
  iotId?: string;
  /** In milliseconds. */
  timeoutMs: number;
  signal?: AbortSignal;
  /** With 1 the platform may deliver to an offline device later. */
  qos?: 0 | 1;
  /** Gives a reply with a device code other than 200 back instead of rejecting with a DeviceError. */
  passDeviceErrors?: boolean;
}

interface Waiter extends WaitOptions {
  resolve(reply: ServiceReply): void;
  reject(error: AliyunIotError): void;
}

interface Kept {
  reply: ServiceReply;
  until: number;
}

/** Joins asynchronous calls with their replies, whichever of the two comes first. */
export class ReplyMatcher {
  readonly #waiting = new Map<string, Set<Waiter>>();
  /** In the order of arrival. */
  readonly #kept = new Set<Kept>();
  readonly #keptById = new Map<string, Set<Kept>>();
  readonly #bufferMs: number;
  readonly #maxBuffered: number;
  readonly #maxWaiting: number;
  #waitingCount = 0;

  constructor(options: MatcherOptions = {}) {
    this.#bufferMs = options.bufferMs ?? DEFAULT_BUFFER_MS;
    this.#maxBuffered = options.maxBuffered ?? DEFAULT_MOST;
    this.#maxWaiting = options.maxWaiting ?? DEFAULT_MOST;
  }

  /** How many wait, and how many replies are kept. */
  get counts(): { waiting: number; kept: number } {
    return { waiting: this.#waitingCount, kept: this.#kept.size };
  }

  /**
   * Gives a reply to the call that waits for it; keeps it a while when none does.
   *
   * @returns true when a call got it.
   */
  take({ reply }: DeviceMessage): boolean {
    if (!reply) return false;
    const waiter = [...(this.#waiting.get(reply.requestId) ?? [])].find((each) => sameDevice(each, reply));
    if (waiter) waiter.resolve(reply);
    else this.#keep(reply);
    return waiter !== undefined;
  }

  /**
   * Waits for the reply to a call.
   *
   * @throws AliyunIotError of kind `timeout` or `aborted` (the device may have acted), `queue-full`, or the kind of
   *   the reply's code; DeviceError when it was the device that refused.
   */
  wait(options: WaitOptions): Promise<ServiceReply> {
    const early = this.#findKept(options);
    if (early) return settle(early, options);
    if (options.signal?.aborted) return Promise.reject(notHeard('aborted', options));
    if (this.#waitingCount >= this.#maxWaiting) return Promise.reject(notHeard('queue-full', options));
    return this.#enqueue(options).then((reply) => settle(reply, options));
  }

  /** Ends all waiting, and forgets what was kept. */
  close(): void {
    for (const waiter of [...this.#waiting.values()].flatMap((set) => [...set])) {
      waiter.reject(notHeard('aborted', waiter));
    }
    this.#kept.clear();
    this.#keptById.clear();
  }

  #enqueue(options: WaitOptions): Promise<ServiceReply> {
    return new Promise((resolve, reject) => {
      const { messageId, timeoutMs, signal } = options;
      const leave = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
        remove(this.#waiting, messageId, waiter);
        this.#waitingCount -= 1;
      };
      const waiter: Waiter = {
        ...options,
        resolve: (reply) => {
          leave();
          resolve(reply);
        },
        reject: (error) => {
          leave();
          reject(error);
        },
      };
      const abort = (): void => waiter.reject(notHeard('aborted', options));
      const timer = setTimeout(
        () => waiter.reject(notHeard('timeout', options)),
        Math.min(timeoutMs, LONGEST_TIMER_MS),
      );
      signal?.addEventListener('abort', abort, { once: true });
      add(this.#waiting, messageId, waiter);
      this.#waitingCount += 1;
    });
  }

  #keep(reply: ServiceReply): void {
    const now = performance.now();
    const kept = { reply, until: now + this.#bufferMs };
    this.#kept.add(kept);
    add(this.#keptById, reply.requestId, kept);
    for (const oldest of this.#kept) {
      if (this.#kept.size <= this.#maxBuffered && oldest.until > now) break;
      this.#forget(oldest);
    }
  }

  #findKept(options: WaitOptions): ServiceReply | undefined {
    const now = performance.now();
    const candidates = [...(this.#keptById.get(options.messageId) ?? [])];
    const found = candidates.find(({ reply, until }) => until > now && sameDevice(options, reply));
    if (found) this.#forget(found);
    return found?.reply;
  }

  #forget(kept: Kept): void {
    this.#kept.delete(kept);
    remove(this.#keptById, kept.reply.requestId, kept);
  }
}

/** True unless both sides name the device, and differently. */
function sameDevice(call: WaitOptions, reply: ServiceReply): boolean {
  return (['productKey', 'deviceName', 'iotId'] as const).every(
    (name) => call[name] === undefined || reply[name] === undefined || call[name] === reply[name],
  );
}

async function settle(reply: ServiceReply, options: WaitOptions): Promise<ServiceReply> {
  const error = replyError(reply, options);
  if (error) throw error;
  return Promise.resolve(reply);
}

function add<T>(map: Map<string, Set<T>>, key: string, value: T): void {
  const values = map.get(key) ?? new Set();
  map.set(key, values.add(value));
}

function remove<T>(map: Map<string, Set<T>>, key: string, value: T): void {
  const values = map.get(key);
  values?.delete(value);
  if (values?.size === 0) map.delete(key);
}
