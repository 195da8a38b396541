import { AliyunIotError } from '../../lib/errors';
import {
  Subscription,
  type DeviceMessage,
  type StateHandler,
  type SubscriptionOptions,
  type SubscriptionState,
} from '../../lib/messages';
import { internalError } from '../shared/problems';
import type { Listener } from './types';

/** How to connect, and how to give back what was lent for it. */
export interface Access {
  options: SubscriptionOptions;
  release(): void;
}

/** What a feed needs from its surroundings. */
export interface FeedSource {
  /** Asked each time the first listener comes. What it throws is told to the listeners. */
  access(): Promise<Access>;
  /** Told each change of the state, beside the listeners. */
  changed: StateHandler;
  /** Told what a listener threw. */
  failed(thrown: unknown): void;
}

/** One subscription for all its listeners: it stands from the first one to the last, then it is made anew. */
export class Feed {
  readonly #source: FeedSource;
  readonly #listeners = new Set<Listener>();
  #now: { state: SubscriptionState; error?: AliyunIotError } = { state: 'disconnected' };
  #stop = new AbortController();
  /** The connection before has to be gone before the next one is made. Never rejects. */
  #running: Promise<void> = Promise.resolve();

  constructor(source: FeedSource) {
    this.#source = source;
  }

  /** @returns the way to leave. */
  join(listener: Listener): () => void {
    // One of its own, so that the same listener given twice is two.
    const own: Listener = {
      message: (message) => listener.message(message),
      state: (state, error) => listener.state(state, error),
    };
    this.#listeners.add(own);
    if (this.#listeners.size === 1) this.#begin();
    else own.state(this.#now.state, this.#now.error);
    return () => {
      if (this.#listeners.delete(own) && this.#listeners.size === 0) this.#stop.abort();
    };
  }

  /** Leaves no connection behind. */
  async close(): Promise<void> {
    this.#listeners.clear();
    this.#stop.abort();
    await this.#running;
  }

  #begin(): void {
    const { signal } = (this.#stop = new AbortController());
    this.#running = this.#running.then(() => this.#run(signal));
  }

  async #run(signal: AbortSignal): Promise<void> {
    const stopped = (): boolean => signal.aborted;
    if (stopped()) return;
    this.#tell('connecting');
    try {
      const access = await this.#source.access();
      try {
        await this.#subscribe(access.options, signal);
      } finally {
        access.release();
      }
      this.#tell('disconnected');
    } catch (thrown) {
      if (stopped()) return;
      this.#tell('refused', thrown instanceof AliyunIotError ? thrown : internalError(thrown, 'no'));
    }
  }

  async #subscribe(options: SubscriptionOptions, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const subscription = new Subscription(options);
    subscription.onMessage((message) => this.#handOut(message));
    subscription.onState((state, error) => this.#tell(state, error));
    subscription.start();
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    await subscription.close();
  }

  async #handOut(message: DeviceMessage): Promise<void> {
    await Promise.all(
      [...this.#listeners].map(async (listener) => {
        try {
          await listener.message(message);
        } catch (thrown) {
          this.#source.failed(thrown);
        }
      }),
    );
  }

  #tell(state: SubscriptionState, error?: AliyunIotError): void {
    this.#now = error ? { state, error } : { state };
    this.#source.changed(state, error);
    for (const listener of [...this.#listeners]) listener.state(state, error);
  }
}
