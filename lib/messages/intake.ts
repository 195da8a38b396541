import { decodeEnvelope } from './decode';
import { readEnvelope, type AmqpMessage, type Envelope } from './envelope';
import { Seen } from './seen';
import type { MessageHandler } from './types';

// The platform repeats from its backlog about once a minute, and sends 1,000 messages a second meanwhile.
const REMEMBERED = 100_000;
const REMEMBERED_MS = 600_000;

/** Remembers which messages came, as long as the platform may repeat one. */
export function rememberTaken(): Seen {
  return new Seen(REMEMBERED, REMEMBERED_MS);
}

/** One delivery of a message. Answering one whose connection is gone does nothing. */
export interface Delivery {
  message: AmqpMessage;
  accept(): void;
  release(): void;
}

/**
 * Gives each message to the handlers once, however often and over however many connections it is delivered, and
 * answers every delivery when they are done.
 */
export class Intake {
  readonly #handlers = new Set<MessageHandler>();
  /** The deliveries that wait for handlers at work: one list for each message, longer when it came again meanwhile. */
  readonly #atWork = new Set<Delivery[]>();
  readonly #byId = new Map<string, Delivery[]>();
  readonly #taken: Seen;
  readonly #credit: number;
  readonly #roomChanged: () => void;
  #closed = false;

  /**
   * @param credit how many messages may be at work at once.
   * @param roomChanged called when there may be room for more.
   * @param taken which messages came lately.
   */
  constructor(credit: number, roomChanged: () => void, taken = rememberTaken()) {
    this.#credit = credit;
    this.#taken = taken;
    this.#roomChanged = roomChanged;
  }

  /** How many more messages the handlers can take now; none while nobody listens. */
  get room(): number {
    return this.#closed || this.#handlers.size === 0 ? 0 : Math.max(0, this.#credit - this.#atWork.size);
  }

  /** @returns the way to stop. */
  listen(handler: MessageHandler): () => void {
    this.#handlers.add(handler);
    this.#roomChanged();
    return () => void this.#handlers.delete(handler);
  }

  take(delivery: Delivery): void {
    const envelope = readEnvelope(delivery.message);
    const { messageId } = envelope;
    if (this.#taken.has(messageId, performance.now())) {
      delivery.accept();
      this.#roomChanged();
      return;
    }
    const same = this.#byId.get(messageId);
    if (same) {
      same.push(delivery);
      this.#roomChanged();
    } else if (this.#closed || this.#handlers.size === 0) {
      // Nobody takes it. No new credit is given for it, or it would come straight back.
      delivery.release();
    } else {
      void this.#work(envelope, delivery);
    }
  }

  /** Gives back what the handlers have not finished: somebody else of the group gets it, or we do next time. */
  close(): void {
    this.#closed = true;
    for (const delivery of [...this.#atWork].flat()) delivery.release();
    this.#atWork.clear();
    this.#byId.clear();
  }

  async #work(envelope: Envelope, delivery: Delivery): Promise<void> {
    const { messageId } = envelope;
    const deliveries = [delivery];
    this.#atWork.add(deliveries);
    if (messageId) this.#byId.set(messageId, deliveries);
    const message = decodeEnvelope(envelope);
    await Promise.allSettled([...this.#handlers].map(async (handler) => handler(message)));
    if (!this.#atWork.delete(deliveries)) return;
    if (messageId) {
      this.#byId.delete(messageId);
      this.#taken.add(messageId, performance.now());
    }
    for (const each of deliveries) each.accept();
    this.#roomChanged();
  }
}
