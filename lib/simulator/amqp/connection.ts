import type { Socket } from 'node:net';
import type { Container, EventContext } from 'rhea';
import type { ConsumerGroup } from '../messages/group';
import type { Platform } from '../platform';
import type { ConsumerEnd } from '../types';
import { ConsumerLink } from './consumer-link';
import { checkLogin, type Login } from './login';
import {
  createConnection,
  offerPlain,
  type AmqpError,
  type CreditedSender,
  type ServerConnection,
} from './rhea';

const NOT_ALLOWED = 'amqp:not-allowed';
/** What the platform demands as idle-time-out, in milliseconds. https://help.aliyun.com/document_detail/142489.html */
const IDLE = { min: 30_000, max: 300_000 };
/** A client that is silent for twice this long is gone. */
const OWN_IDLE_MS = 30_000;

/** What rhea reports beside what we act on. It turns a report nobody listens to into a crash. */
const REPORTS = [
  'connection_error',
  'session_error',
  'sender_error',
  'receiver_error',
  'protocol_error',
  'error',
];

/** One connection of a consumer, from the first packet to the last. */
export class AmqpConnection {
  readonly #container: Container;
  readonly #socket: Socket;
  readonly #connection: ServerConnection;
  readonly #platform: Platform;
  readonly #stopWaiting: () => void;
  #login?: Login;
  #group?: ConsumerGroup;
  #link?: ConsumerLink;
  #gone = false;

  /**
   * @param container of this connection alone.
   * @param receiverTimeoutMs how long it may be without a receiver, in milliseconds.
   */
  constructor(container: Container, socket: Socket, platform: Platform, receiverTimeoutMs: number) {
    this.#container = container;
    this.#socket = socket;
    this.#platform = platform;
    this.#stopWaiting = platform.timers.after(receiverTimeoutMs, () => this.#kill());
    this.#listen();
    offerPlain(container, (username, password) => this.#admit(username ?? '', password ?? ''));
    this.#connection = createConnection(container, {
      idle_time_out: OWN_IDLE_MS,
      receiver_options: { credit_window: 0, autoaccept: false },
    });
    this.#connection.accept(socket);
  }

  /** Once it has logged in. */
  get consumerGroupId(): string | undefined {
    return this.#login?.consumerGroupId;
  }

  end(end: ConsumerEnd): void {
    if (this.#gone) return;
    switch (end.kind) {
      case 'kill':
        this.#kill();
        return;
      case 'close':
        this.#leave();
        this.#connection.close(errorOf(end));
        return;
      case 'detach':
        this.#link?.detach(errorOf(end));
        this.#leave();
    }
  }

  #admit(username: string, password: string): boolean {
    const { world, messages } = this.#platform;
    this.#login = checkLogin(username, password, world);
    this.#group = this.#login && messages.group(this.#login.consumerGroupId);
    return this.#group !== undefined;
  }

  #listen(): void {
    const on = (event: string, handler: (context: EventContext) => void): void => {
      this.#container.on(event, (context: EventContext) => {
        // What rhea writes into a dead connection starts its timers again.
        if (!this.#gone) handler(context);
      });
    };
    on('connection_open', ({ connection }) => this.#opened(connection.idle_time_out));
    on('sender_open', ({ sender }) => this.#attached(sender as CreditedSender));
    on('receiver_open', ({ receiver }) => receiver?.close(notAllowed('Consumers must not send.')));
    on('sender_flow', () => this.#group?.pump());
    on('sendable', () => this.#group?.pump());
    on('sender_draining', () => this.#link?.drain());
    on('accepted', ({ delivery }) => delivery && this.#link?.settled(delivery, 'accepted'));
    on('rejected', ({ delivery }) => delivery && this.#link?.settled(delivery, 'rejected'));
    on('released', ({ delivery }) => delivery && this.#link?.settled(delivery, 'released'));
    on('sender_close', ({ sender }) => sender === this.#link?.sender && this.#leave());
    on('session_close', () => this.#leave());
    on('connection_close', () => this.#leave());
    for (const report of [...REPORTS, 'disconnected']) on(report, () => undefined);
    this.#socket.on('close', () => {
      this.#gone = true;
      this.#stopWaiting();
      this.#leave();
    });
  }

  #opened(idleTimeOut = 0): void {
    if (idleTimeOut >= IDLE.min && idleTimeOut <= IDLE.max) return;
    this.#connection.close(notAllowed(`idle-time-out must be ${IDLE.min} to ${IDLE.max} ms.`));
  }

  #attached(sender: CreditedSender): void {
    if (this.#link) {
      sender.close(notAllowed('A connection has one receiver link.'));
      return;
    }
    this.#stopWaiting();
    this.#link = new ConsumerLink(sender, this.#container);
    this.#group?.join(this.#link);
  }

  #leave(): void {
    const link = this.#link;
    if (!link) return;
    this.#link = undefined;
    link.end();
    this.#group?.leave(link);
  }

  /** With an error, because rhea stops its timers when it hears of one. */
  #kill(): void {
    this.#socket.destroy(new Error('The simulator broke the connection.'));
  }
}

function notAllowed(description: string): AmqpError {
  return { condition: NOT_ALLOWED, description };
}

function errorOf({
  condition,
  description = 'The simulator was told to.',
}: Partial<AmqpError>): AmqpError | undefined {
  return condition === undefined ? undefined : { condition, description };
}
