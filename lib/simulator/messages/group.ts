import type { Timers } from '../timers';
import type { Outcome, PlatformMessage } from './message';

/** One connection that takes messages of a group. */
export interface Consumer {
  /** How many messages it takes now: its credit. */
  readonly room: number;
  /** Sends one. It is the consumer's until `settle` is called, its time is over, or the consumer leaves. */
  send(handout: Handout): void;
}

/** A message in the hands of a consumer. */
export interface Handout {
  readonly message: PlatformMessage;
  /** How often it was given to a consumer before. */
  readonly earlier: number;
  /** Ends it. Does nothing when it has ended. */
  settle(outcome: Outcome): void;
}

/** How a group spends its time and memory. */
export interface GroupRules {
  /** How long a consumer may keep a message without an answer, in milliseconds. */
  ackTimeoutMs: number;
  /** How long a message that came back waits before it is sent again, in milliseconds. */
  retryMs: number;
  /** How many messages may wait, and how large they may be together; the oldest are dropped. */
  maxMessages: number;
  maxBytes: number;
}

interface Entry {
  readonly message: PlatformMessage;
  handouts: number;
}

/** A message that a consumer has not answered for. */
interface Unsettled {
  readonly entry: Entry;
  /** Stops the clock of the answer. */
  readonly stop: () => void;
}

/**
 * A consumer group: what waits for it, and who takes it. A message goes to one of its consumers, by chance.
 * @see https://help.aliyun.com/document_detail/142486.html
 */
export class ConsumerGroup {
  readonly #consumers = new Map<Consumer, Set<Unsettled>>();
  readonly #timers: Timers;
  readonly #rules: GroupRules;
  #waiting: Entry[] = [];
  #returned = new Map<Entry, () => void>();
  #bytes = 0;
  #dropped = 0;

  constructor(timers: Timers, rules: GroupRules) {
    this.#timers = timers;
    this.#rules = rules;
  }

  get state(): { connections: number; waiting: number; unsettled: number; dropped: number } {
    const unsettled = [...this.#consumers.values()].reduce((sum, { size }) => sum + size, 0);
    const waiting = this.#waiting.length + this.#returned.size;
    return { connections: this.#consumers.size, waiting, unsettled, dropped: this.#dropped };
  }

  add(message: PlatformMessage): void {
    this.#keep({ message, handouts: 0 }, 'last');
    this.pump();
  }

  join(consumer: Consumer): void {
    this.#consumers.set(consumer, new Set());
    this.pump();
  }

  /** What the consumer has not answered for goes to the others at once. */
  leave(consumer: Consumer): void {
    const entries = forget(this.#consumers.get(consumer));
    this.#consumers.delete(consumer);
    // Last first, since each goes to the front.
    for (const entry of entries.reverse()) this.#keep(entry, 'first');
    this.pump();
  }

  /** Sends as much as the consumers take. */
  pump(): void {
    while (this.#waiting.length > 0) {
      const ready = [...this.#consumers].filter(([{ room }]) => room > 0);
      const [consumer, unsettled] = ready[Math.floor(Math.random() * ready.length)] ?? [];
      if (!consumer || !unsettled) return;
      const entry = this.#waiting.shift();
      if (entry) consumer.send(this.#handOut(entry, unsettled));
    }
  }

  /** Forgets everything but the consumers. */
  clear(): void {
    for (const unsettled of this.#consumers.values()) forget(unsettled);
    for (const stop of this.#returned.values()) stop();
    this.#returned.clear();
    this.#waiting = [];
    this.#bytes = 0;
    this.#dropped = 0;
  }

  #handOut(entry: Entry, unsettled: Set<Unsettled>): Handout {
    this.#bytes -= entry.message.body.length;
    const own: Unsettled = {
      entry,
      stop: this.#timers.after(this.#rules.ackTimeoutMs, () => settle('released')),
    };
    unsettled.add(own);
    const settle = (outcome: Outcome): void => {
      own.stop();
      if (unsettled.delete(own) && outcome === 'released') this.#returnLater(entry);
    };
    return { message: entry.message, earlier: entry.handouts++, settle };
  }

  #returnLater(entry: Entry): void {
    const stop = this.#timers.after(this.#rules.retryMs, () => {
      this.#returned.delete(entry);
      this.#keep(entry, 'first');
      this.pump();
    });
    this.#returned.set(entry, stop);
  }

  #keep(entry: Entry, place: 'first' | 'last'): void {
    if (place === 'first') this.#waiting.unshift(entry);
    else this.#waiting.push(entry);
    this.#bytes += entry.message.body.length;
    while (this.#waiting.length > this.#rules.maxMessages || this.#bytes > this.#rules.maxBytes) {
      this.#bytes -= this.#waiting.shift()?.message.body.length ?? 0;
      this.#dropped += 1;
    }
  }
}

/** @returns what was unsettled; an answer for it comes too late from now on. */
function forget(unsettled = new Set<Unsettled>()): Entry[] {
  const entries = [...unsettled].map(({ entry, stop }) => {
    stop();
    return entry;
  });
  unsettled.clear();
  return entries;
}
