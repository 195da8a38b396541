import type { Timers } from '../timers';
import type { ConsumerGroupState, SubscriptionRules } from '../types';
import { ConsumerGroup, type GroupRules } from './group';

/** A stranger cannot fill the memory with groups; the platform allows 1,000 of an account. */
const MAX_GROUPS = 100;

/** The documented 30 s and, roughly, the minute between two looks at the backlog; the rest keeps memory bounded. */
const RULES: GroupRules = {
  ackTimeoutMs: 30_000,
  retryMs: 60_000,
  maxMessages: 50_000,
  maxBytes: 32 * 1024 * 1024,
};

/** What the hub needs of its platform. */
export interface HubOptions {
  timers: Timers;
  /** Milliseconds since the epoch. */
  now: () => number;
  nextId: () => string;
  rules?: SubscriptionRules | undefined;
}

/** A message on its way to the subscribers. */
export interface Publication {
  /** Without `/sys` in front. */
  topic: string;
  /** An object is written as JSON. */
  body: object | string | Buffer;
  qos?: 0 | 1;
}

/** The server-side subscription without its wire: every message goes to every consumer group there is. */
export class MessageHub {
  readonly #groups = new Map<string, ConsumerGroup>();
  readonly #options: HubOptions;
  readonly #rules: GroupRules;
  #era = 0;

  constructor(options: HubOptions) {
    const { ackTimeoutMs, retryMs, backlog } = options.rules ?? {};
    this.#options = options;
    this.#rules = {
      ...RULES,
      ...(ackTimeoutMs !== undefined && { ackTimeoutMs }),
      ...(retryMs !== undefined && { retryMs }),
      ...(backlog !== undefined && { maxMessages: backlog }),
    };
  }

  /** Changes when the simulator is reset: what was under way before is not to be published any more. */
  get era(): number {
    return this.#era;
  }

  /** Whether anybody is there to take messages. */
  get consumed(): boolean {
    return [...this.#groups.values()].some(({ state }) => state.connections > 0);
  }

  get states(): ConsumerGroupState[] {
    return [...this.#groups].map(([consumerGroupId, { state }]) => ({ consumerGroupId, ...state }));
  }

  /**
   * Gives every group its copy. A group that nobody has asked for yet gets none.
   *
   * @returns the messageId of the envelope.
   */
  publish({ topic, body, qos = 1 }: Publication): string {
    const { now, nextId } = this.#options;
    const message = { topic, messageId: nextId(), generateTime: now(), qos, body: bytesOf(body) };
    for (const group of this.#groups.values()) group.add(message);
    return message.messageId;
  }

  /**
   * A group by its ID; it exists from the first time it is asked for.
   *
   * @returns undefined when there are too many already.
   */
  group(consumerGroupId: string): ConsumerGroup | undefined {
    const known = this.#groups.get(consumerGroupId);
    if (known || this.#groups.size >= MAX_GROUPS) return known;
    const group = new ConsumerGroup(this.#options.timers, this.#rules);
    this.#groups.set(consumerGroupId, group);
    return group;
  }

  /** Forgets all messages, and the groups without a connection. */
  clear(): void {
    this.#era += 1;
    for (const [id, group] of this.#groups) {
      group.clear();
      if (group.state.connections === 0) this.#groups.delete(id);
    }
  }
}

function bytesOf(body: Publication['body']): Buffer {
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}
