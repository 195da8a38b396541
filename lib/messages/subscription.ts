import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { AliyunIotError } from '../errors';
import { endError, internalError, isRefusal } from './failures';
import { Intake } from './intake';
import { openLink, type Link } from './link';
import { checkSubscriber, signLogin, type Subscriber } from './sign';
import { failuresBefore, reconnectDelayMs, TIMES, type Times } from './times';
import type { MessageHandler, StateHandler, SubscriptionOptions, SubscriptionState } from './types';
import { parseAmqpUrl, type Target } from './url';

const DEFAULT_CREDIT = 100;

/** How one attempt went, from connecting to the end. */
interface Attempt {
  error: AliyunIotError;
  refused: boolean;
  stoodMs: number;
}

/**
 * A server-side subscription: one connection at a time, made again for as long as it takes until `close`.
 * A message is given to the handlers once, also when the platform delivers it again.
 *
 * @see https://help.aliyun.com/document_detail/142489.html
 */
export class Subscription {
  readonly #options: SubscriptionOptions;
  readonly #subscriber: Subscriber;
  readonly #target: Target;
  readonly #times: Times;
  readonly #intake: Intake;
  readonly #stateHandlers = new Set<StateHandler>();
  readonly #stop = new AbortController();
  #state: SubscriptionState = 'disconnected';
  #link?: Link;
  #running?: Promise<void>;

  /**
   * @param times for tests.
   * @throws AliyunIotError of kind `config` when the address or an ID cannot be used.
   */
  constructor(options: SubscriptionOptions, times: Partial<Times> = {}) {
    const {
      clientId = `node-red-${randomBytes(6).toString('hex')}`,
      consumerGroupId,
      iotInstanceId,
    } = options;
    this.#options = options;
    this.#target = parseAmqpUrl(options.url);
    this.#subscriber = { clientId, consumerGroupId, iotInstanceId };
    checkSubscriber(this.#subscriber);
    this.#times = { ...TIMES, ...times };
    const credit = Math.max(1, Math.floor(options.credit ?? DEFAULT_CREDIT));
    this.#intake = new Intake(credit, () => this.#link?.offer(this.#intake.room), options.taken);
  }

  get state(): SubscriptionState {
    return this.#state;
  }

  /** Connects, and connects again. Does nothing the second time, or after `close`. */
  start(): void {
    this.#running ??= this.#run(this.#stop.signal);
  }

  /**
   * Ends it for good: what the handlers have not finished is released, so that the platform delivers it again.
   * Resolves when the socket is gone; no timer is left.
   */
  async close(): Promise<void> {
    this.#stop.abort();
    this.#intake.close();
    await this.#link?.close();
    await this.#running;
  }

  /**
   * Hands each message over. As long as nobody listens, the messages stay at the platform.
   *
   * @returns the way to stop.
   */
  onMessage(handler: MessageHandler): () => void {
    // A function of its own, so that the same handler given twice is two.
    return this.#intake.listen((message) => handler(message));
  }

  /**
   * Tells each change of the state, with the reason when it is a bad one.
   *
   * @returns the way to stop.
   */
  onState(handler: StateHandler): () => void {
    const own: StateHandler = (state, error) => handler(state, error);
    this.#stateHandlers.add(own);
    return () => void this.#stateHandlers.delete(own);
  }

  async #run(signal: AbortSignal): Promise<void> {
    const stopped = (): boolean => signal.aborted;
    let failures = 0;
    while (!stopped()) {
      const began = performance.now();
      this.#enter('connecting');
      const { error, refused, stoodMs } = await this.#attempt(signal);
      if (stopped()) break;
      failures = failuresBefore(this.#times, failures, { stoodMs, throttled: error.kind === 'throttled' });
      this.#enter(refused ? 'refused' : 'disconnected', error);
      const sinceMs = performance.now() - began;
      await pause(reconnectDelayMs(this.#times, { failures, refused, sinceMs }), signal);
      failures += 1;
    }
    this.#enter('disconnected');
  }

  async #attempt(signal: AbortSignal): Promise<Attempt> {
    try {
      return await this.#connect(signal);
    } catch (failure) {
      const error = failure instanceof AliyunIotError ? failure : internalError();
      return { error, refused: error.kind === 'auth' || error.kind === 'config', stoodMs: 0 };
    } finally {
      this.#link = undefined;
    }
  }

  async #connect(signal: AbortSignal): Promise<Attempt> {
    const { credentials: provider, tls } = this.#options;
    const credentials = await provider.get(signal);
    const link = await openLink({
      target: this.#target,
      tls,
      login: () => signLogin(this.#subscriber, credentials, Date.now()),
      times: this.#times,
      events: {
        opened: () => {
          this.#enter('connected');
          link.offer(this.#intake.room);
        },
        arrived: (delivery) => this.#intake.take(delivery),
      },
    });
    this.#link = link;
    if (signal.aborted) await link.close();
    const { cause, stoodMs } = await link.ended;
    if (cause.reason === 'amqp-refused') provider.refresh();
    return { error: endError(cause), refused: isRefusal(cause.reason), stoodMs };
  }

  #enter(state: SubscriptionState, error?: AliyunIotError): void {
    if (state === this.#state && error === undefined) return;
    this.#state = state;
    for (const handler of [...this.#stateHandlers]) {
      try {
        handler(state, error);
      } catch {
        // Its own affair: the subscription goes on.
      }
    }
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => undefined);
}
