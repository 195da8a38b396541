import type { Connection, ConnectionOptions, Container, EventContext, Receiver } from 'rhea';
import { connect as tcpConnect, isIP, type Socket } from 'node:net';
import { connect as tlsConnect, type ConnectionOptions as TlsOptions } from 'node:tls';
import { Answers, type Answer } from './answers';
import { causeOfClose, causeOfSocket } from './cause';
import type { Cause } from './failures';
import { watchInflow } from './inflow';
import type { Delivery } from './intake';
import type { Login } from './sign';
import type { Times } from './times';
import type { Target } from './url';

/** What a connection tells while it stands. */
export interface LinkEvents {
  opened(): void;
  arrived(delivery: Delivery): void;
}

export interface LinkOptions {
  target: Target;
  tls?: TlsOptions;
  /** Makes user name and password at the moment they are sent. */
  login: () => Login;
  times: Times;
  events: LinkEvents;
}

export interface LinkEnd {
  cause: Cause;
  /** How long the receiver had stood, in milliseconds. */
  stoodMs: number;
}

/** Loads the AMQP library, which nothing needs before the first subscription starts, and opens a connection. */
export async function openLink(options: LinkOptions): Promise<Link> {
  const { default: rhea } = await import('rhea');
  return new Link(rhea.create_container(), options);
}

/**
 * One connection with its one receiver, from the first packet to the last. rhea's own reconnecting is off: it knows
 * some ends only, and logs in with the old signature.
 */
export class Link {
  /** Resolves when the socket is gone. Every end passes through here. */
  readonly ended: Promise<LinkEnd>;
  readonly #options: LinkOptions;
  readonly #answers = new Answers();
  readonly #progress = { connected: false, opened: false };
  #connection?: Connection;
  #receiver?: Receiver;
  #socket?: Socket;
  #login?: Login;
  #cause?: Cause;
  #timer?: NodeJS.Timeout;
  #openedAt?: number;
  /** Granted to the platform and not used yet. */
  #credit = 0;
  #resolveEnd!: (end: LinkEnd) => void;

  constructor(container: Container, options: LinkOptions) {
    this.#options = options;
    this.ended = new Promise((resolve) => (this.#resolveEnd = resolve));
    this.#timer = setTimeout(
      () => this.#end({ reason: 'amqp-open-timeout' }, 'destroy'),
      options.times.openMs,
    );
    this.#listen(container);
    try {
      this.#connection = container.connect(this.#connectionOptions());
    } catch {
      // Node refused the options of the socket; nothing has been opened.
      this.#cause = { reason: 'amqp-tls-options' };
      this.#finish();
    }
  }

  /** Tops the platform's credit up, so that it may send this many messages. */
  offer(room: number): void {
    if (!this.#progress.opened || this.#cause) return;
    const missing = room - this.#credit;
    if (missing <= 0) return;
    this.#credit += missing;
    this.#receiver?.add_credit(missing);
  }

  /** Says goodbye; resolves when the socket is gone. Answers given before still go out. */
  async close(): Promise<void> {
    if (!this.#cause) await this.#answers.written();
    this.#end({ reason: 'amqp-connection-closed' }, this.#progress.opened ? 'close' : 'destroy');
    await this.ended;
  }

  #connectionOptions(): ConnectionOptions {
    const { target, login, times } = this.#options;
    const start = (answer: (error: undefined, response: Buffer) => void): void => {
      this.#login = login();
      const { username, password } = this.#login;
      // By bytes: rhea's own PLAIN measures characters, and cuts off what is not ASCII.
      answer(undefined, Buffer.from(`\0${username}\0${password}`));
    };
    const options = {
      host: target.host,
      port: target.port,
      reconnect: false,
      idle_time_out: times.idleMs,
      sasl_mechanisms: { PLAIN: () => ({ start }) },
      connection_details: () => ({
        host: target.host,
        port: target.port,
        connect: (_port: number, _host: string, _options: object, ready: () => void) => this.#dial(ready),
      }),
    };
    return options;
  }

  #dial(ready: () => void): Socket {
    const { target, tls, times } = this.#options;
    const { host, port, secure } = target;
    const connected = (): void => {
      this.#progress.connected = true;
      ready();
    };
    const servername = isIP(host) === 0 ? { servername: host } : {};
    const socket = secure
      ? tlsConnect({ ...servername, ...tls, host, port }, connected)
      : tcpConnect({ host, port }, connected);
    let error: unknown;
    socket.on('error', (cause: unknown) => (error = cause));
    socket.on('close', () => {
      this.#cause ??= causeOfSocket(error, this.#progress);
      this.#finish();
    });
    // After twice the time, as the AMQP library does.
    watchInflow(socket, 2 * times.idleMs, (reason) => this.#end({ reason }, 'destroy'));
    this.#socket = socket;
    return socket;
  }

  /** Every event has a handler: rhea turns an error that nobody handles into a crash of the process. */
  #listen(container: Container): void {
    const quiet = (): void => undefined;
    container.on('connection_open', (context: EventContext) => {
      const { source } = this.#options.target;
      const own = { autoaccept: false, credit_window: 0 };
      this.#receiver = context.connection.open_receiver(source ? { ...own, source } : own);
    });
    container.on('receiver_open', () => this.#opened());
    container.on('message', (context: EventContext) => this.#arrived(context));
    container.on('receiver_close', ({ receiver }: EventContext) => this.#closedBy(receiver?.error, 'link'));
    container.on('session_close', ({ session }: EventContext) => this.#closedBy(session?.error, 'link'));
    container.on('connection_close', ({ error }: EventContext) => this.#closedBy(error, 'connection'));
    container.on('protocol_error', () => this.#end({ reason: 'amqp-protocol' }));
    container.on('error', () => this.#end({ reason: 'amqp-protocol' }));
    for (const repeated of ['connection_error', 'session_error', 'receiver_error', 'disconnected']) {
      container.on(repeated, quiet);
    }
  }

  #opened(): void {
    if (this.#cause) return;
    clearTimeout(this.#timer);
    this.#progress.opened = true;
    this.#openedAt = performance.now();
    this.#options.events.opened();
  }

  #arrived({ message, delivery }: EventContext): void {
    if (!message || !delivery) return;
    // A server that counts wrongly may send more than it was granted.
    this.#credit = Math.max(0, this.#credit - 1);
    // rhea writes an answer even into a dead connection, and that starts its timers again.
    const write = (kind: Answer): void => {
      if (!this.#cause) delivery[kind]();
    };
    this.#options.events.arrived({
      message,
      accept: () => this.#answers.give('accept', () => write('accept')),
      release: () => this.#answers.give('release', () => write('release')),
    });
  }

  #closedBy(error: unknown, what: 'connection' | 'link'): void {
    // What is left of the connection after a link has gone is ours to close.
    const cause = causeOfClose(error, what, this.#progress, this.#login);
    this.#end(cause, what === 'link' ? 'close' : 'wait');
  }

  /** The first cause counts. What is said to the peer, and heard from it, has its time; then the socket is destroyed. */
  #end(cause: Cause, farewell: 'close' | 'wait' | 'destroy' = 'wait'): void {
    if (this.#cause) return;
    this.#cause = cause;
    clearTimeout(this.#timer);
    // With an error, because rhea stops its timers when it hears of one.
    const destroy = (): void => void this.#socket?.destroy(new Error('The farewell is over.'));
    if (farewell === 'close') this.#connection?.close();
    if (farewell === 'destroy') destroy();
    else this.#timer = setTimeout(destroy, this.#options.times.farewellMs);
  }

  #finish(): void {
    clearTimeout(this.#timer);
    const stoodMs = this.#openedAt === undefined ? 0 : performance.now() - this.#openedAt;
    this.#resolveEnd({ cause: this.#cause ?? { reason: 'amqp-connection-lost' }, stoodMs });
  }
}
