import rhea, { type Connection, type Delivery, type EventContext, type Message, type Sender } from 'rhea';

/** Puts messages into a queue of a broker, and knows that they are there. */
export class Publisher {
  readonly #connection: Connection;
  readonly #sender: Sender;
  readonly #pending = new Map<Delivery, () => void>();

  private constructor(connection: Connection, sender: Sender) {
    this.#connection = connection;
    this.#sender = sender;
  }

  /** Makes the queue if it is not there. */
  static async open(port: number, queue: string): Promise<Publisher> {
    const container = rhea.create_container();
    for (const quiet of ['connection_error', 'connection_close', 'disconnected', 'error']) {
      container.on(quiet, () => undefined);
    }
    const login = { username: 'publisher', password: 'publisher' };
    const connection = container.connect({ host: '127.0.0.1', port, reconnect: false, ...login });
    // Unless it is to be durable, it goes with the broker.
    const sender = connection.open_sender({ target: { address: `/queue/${queue}`, durable: 2 } });
    const publisher = new Publisher(connection, sender);
    container.on(
      'accepted',
      ({ delivery }: EventContext) => delivery && publisher.#pending.get(delivery)?.(),
    );
    await new Promise((resolve) => container.once('sendable', resolve));
    return publisher;
  }

  /** Resolves when the broker has stored all of them. */
  async publish(...messages: Message[]): Promise<void> {
    await Promise.all(
      messages.map(
        (message) =>
          new Promise<void>((resolve) => {
            this.#pending.set(this.#sender.send({ durable: true, ...message }), resolve);
          }),
      ),
    );
    this.#pending.clear();
  }

  close(): void {
    this.#connection.close();
  }
}
