import type { Container, Delivery, Message } from 'rhea';
import type { Consumer, Handout } from '../messages/group';
import type { Outcome } from '../messages/message';
import type { AmqpError, CreditedSender } from './rhea';

/** The one receiver of a connection, seen from here: the link we send on. */
export class ConsumerLink implements Consumer {
  readonly #sender: CreditedSender;
  readonly #container: Container;
  readonly #handouts = new Map<Delivery, Handout>();
  /** Handed to rhea, which sends them in the next tick and counts only then. */
  #sent = 0;
  #open = true;

  constructor(sender: CreditedSender, container: Container) {
    this.#sender = sender;
    this.#container = container;
  }

  get sender(): CreditedSender {
    return this.#sender;
  }

  get room(): number {
    const sender = this.#sender;
    if (!this.#open || !sender.sendable()) return 0;
    return sender.delivery_count + sender.credit - this.#sent;
  }

  send(handout: Handout): void {
    this.#sent += 1;
    this.#handouts.set(this.#sender.send(this.#encode(handout)), handout);
  }

  settled(delivery: Delivery, outcome: Outcome): void {
    this.#handouts.get(delivery)?.settle(outcome);
    this.#handouts.delete(delivery);
  }

  /** Uses up the credit that is left, as the peer asked for. */
  drain(): void {
    this.#sent = this.#sender.delivery_count + this.#sender.credit;
    this.#sender.set_drained(true);
  }

  /** From here on it takes nothing. */
  end(): void {
    this.#open = false;
    this.#handouts.clear();
  }

  detach(error?: AmqpError): void {
    this.#sender.close(error);
  }

  /** @see https://help.aliyun.com/document_detail/143599.html */
  #encode({ message, earlier }: Handout): Message {
    const { topic, messageId, generateTime, qos, body } = message;
    const { types, message: encode } = this.#container;
    return {
      message_id: messageId,
      delivery_count: earlier,
      application_properties: {
        topic,
        messageId,
        generateTime: types.wrap_long(generateTime),
        qos: types.wrap_int(qos),
      },
      body: encode.data_section(body) as unknown,
    };
  }
}
