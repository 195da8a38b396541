import type { Connection, Delivery, EventContext, Message, Sender } from 'rhea';
import rhea from 'rhea';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

/** What a client says in SASL PLAIN, taken apart. */
export interface SeenLogin {
  clientId: string;
  password: string;
  values: Record<string, string>;
}

export interface AmqpServerOptions {
  accessKeyId: string;
  accessKeySecret: string;
  /** The one that temporary keys must come with. */
  securityToken?: string;
  tls?: { key: Buffer; cert: Buffer };
}

interface Peer {
  connection: Connection;
  sender?: Sender;
  unsettled: Map<Delivery, Message>;
}

/**
 * The platform's AMQP endpoint for one consumer group: checks each login, sends as far as it has credit, holds a message until
 * it is accepted, and can end a connection in every way there is.
 */
export class AmqpServer {
  readonly logins: SeenLogin[] = [];
  readonly counts = { connections: 0, sent: 0, accepted: 0, released: 0, otherwise: 0 };
  readonly idleTimeOuts: number[] = [];
  readonly sources: unknown[] = [];
  /** The host names that TLS clients asked for. */
  readonly serverNames: unknown[] = [];
  /** What the next logins get instead of a check. */
  answer: 'check' | 'refuse' | 'cannot-check' | 'hang-up' = 'check';
  /** What released messages do: wait, like in the platform's backlog, or go back to the queue. */
  requeueReleased = false;
  queue: Message[] = [];
  readonly #options: AmqpServerOptions;
  readonly #peers = new Map<Connection, Peer>();
  readonly #sockets = new Set<Socket>();
  readonly backlog: Message[] = [];
  #server?: Server;
  #port = 0;
  #scheduled = false;

  constructor(options: AmqpServerOptions) {
    this.#options = options;
  }

  get url(): string {
    return `${this.#options.tls ? 'amqps' : 'amqp'}://localhost:${this.#port}`;
  }

  /** Connections that stand. */
  get open(): number {
    return this.#sockets.size;
  }

  /** Sent, and neither accepted nor given back. */
  get unsettled(): number {
    return [...this.#peers.values()].reduce((sum, peer) => sum + peer.unsettled.size, 0);
  }

  /** What the client would still get sent. */
  get credit(): number {
    return [...this.#peers.values()].reduce((sum, { sender }) => sum + creditOf(sender), 0);
  }

  async start(): Promise<this> {
    const container = rhea.create_container();
    const mechanisms = container.sasl_server_mechanisms as {
      enable_plain(check: (user: string, password: string) => boolean | Promise<boolean>): void;
    };
    mechanisms.enable_plain((user, password) => this.#login(user, password));
    container.on('connection_open', ({ connection }: EventContext) => this.#opened(connection));
    container.on('sender_open', ({ connection, sender }: EventContext) => {
      this.sources.push((sender?.source as { address?: unknown } | undefined)?.address);
      this.#peer(connection).sender = sender;
    });
    container.on('sendable', () => this.#pump());
    container.on('accepted', (context: EventContext) => this.#settled(context, 'accepted'));
    container.on('released', (context: EventContext) => this.#settled(context, 'released'));
    container.on('rejected', (context: EventContext) => this.#settled(context, 'otherwise'));
    container.on('modified', (context: EventContext) => this.#settled(context, 'otherwise'));
    for (const end of ['connection_close', 'disconnected', 'sender_close', 'session_close']) {
      // A moment later, because rhea tells of answers that came before the end after it.
      container.on(end, ({ connection }: EventContext) => setImmediate(() => this.#gone(connection)));
    }
    for (const quiet of ['connection_error', 'session_error', 'sender_error', 'protocol_error', 'error']) {
      container.on(quiet, () => undefined);
    }
    const base = { host: '127.0.0.1', port: this.#port, idle_time_out: 60_000 };
    const { tls } = this.#options;
    this.#server = tls ? container.listen({ ...base, transport: 'tls', ...tls }) : container.listen(base);
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    this.#server.on('secureConnection', ({ servername }: TLSSocket) => this.serverNames.push(servername));
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  /** Ends everything; `start` begins again on the same port, with what is held. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.kill();
    for (const peer of [...this.#peers.keys()]) this.#gone(peer);
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  push(...messages: Message[]): void {
    this.queue.push(...messages);
    this.#pump();
  }

  /** Sends more than it has credit for, as brokers do that count wrongly. */
  overdraw(by: number): void {
    for (const { sender } of this.#peers.values()) {
      if (sender) Object.assign(sender, { credit: creditOf(sender) + by });
    }
    this.#pump();
  }

  /** Cuts every connection off. */
  kill(how: 'reset' | 'fin' = 'reset'): void {
    for (const socket of this.#sockets) {
      if (how === 'reset') socket.resetAndDestroy();
      else socket.destroy();
      // rhea stops its timers when it hears of an error.
      socket.emit('error', new Error('cut off by the test'));
    }
  }

  /** Leaves every connection as it is, and says nothing any more. */
  mute(): void {
    for (const socket of this.#sockets) {
      socket.pause();
      socket.write = () => true;
    }
  }

  /** Writes bytes between the frames, part by part, and says nothing any more. */
  blurt(...parts: string[]): void {
    for (const socket of this.#sockets) {
      const write = socket.write.bind(socket);
      parts.forEach((hex, i) => setTimeout(() => write(Buffer.from(hex, 'hex')), 20 * i));
      socket.write = () => true;
    }
  }

  /** Closes every connection as AMQP does, with a condition or without. */
  closeConnections(condition?: string, description = 'closed by the test'): void {
    for (const { connection } of this.#peers.values()) {
      connection.close(condition ? { condition, description } : undefined);
    }
  }

  /** Ends the link, or the session with it, and leaves the connection as it is. */
  detach(what: 'link' | 'session', condition?: string): void {
    const error = condition ? { condition, description: 'detached by the test' } : undefined;
    for (const { sender } of [...this.#peers.values()]) {
      if (what === 'link') sender?.close(error);
      else sender?.session.close(error);
    }
  }

  #opened(connection: Connection): void {
    this.counts.connections += 1;
    this.idleTimeOuts.push((connection as unknown as { idle_time_out: number }).idle_time_out);
    this.#peer(connection);
  }

  #peer(connection: Connection): Peer {
    const peer = this.#peers.get(connection) ?? { connection, unsettled: new Map<Delivery, Message>() };
    this.#peers.set(connection, peer);
    return peer;
  }

  // Later, because rhea counts a message against the credit a moment after `send`.
  #pump(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      for (const { sender, unsettled } of this.#peers.values()) {
        let room = sender?.is_open() && sender.sendable() ? creditOf(sender) : 0;
        for (; room > 0 && this.queue.length > 0; room -= 1) {
          const message = this.queue.shift()!;
          unsettled.set(sender!.send(message), message);
          this.counts.sent += 1;
        }
      }
    });
  }

  #settled({ connection, delivery }: EventContext, how: 'accepted' | 'released' | 'otherwise'): void {
    const { unsettled } = this.#peer(connection);
    const message = delivery && unsettled.get(delivery);
    if (!delivery || !message) return;
    unsettled.delete(delivery);
    this.counts[how] += 1;
    if (how === 'released') (this.requeueReleased ? this.queue : this.backlog).push(message);
  }

  /** The client has gone without a word about these: they are sent again. */
  #gone(connection: Connection): void {
    const peer = this.#peers.get(connection);
    this.#peers.delete(connection);
    if (peer) this.push(...peer.unsettled.values());
  }

  #login(user: string, password: string): boolean | Promise<boolean> {
    const [clientId = '', list = ''] = user.split('|');
    const values = Object.fromEntries(
      list.split(',').map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
    );
    this.logins.push({ clientId, password, values });
    if (this.answer === 'cannot-check') return Promise.reject(new Error('not now'));
    if (this.answer === 'refuse') return false;
    if (this.answer === 'hang-up') {
      setImmediate(() => this.kill('fin'));
      return new Promise(() => undefined);
    }
    const { accessKeyId, accessKeySecret, securityToken } = this.#options;
    const token = securityToken === undefined ? '' : `&securityToken=${securityToken}`;
    const text = `authId=${accessKeyId}${token}&timestamp=${values['timestamp']}`;
    const mode = securityToken === undefined ? 'aksign' : 'ststoken';
    return (
      values['authMode'] === mode &&
      createHmac('sha1', accessKeySecret).update(text).digest('base64') === password
    );
  }
}

function creditOf(sender: Sender | undefined): number {
  return (sender as { credit?: number } | undefined)?.credit ?? 0;
}

/** A message as the platform sends it. */
export function platformMessage(fields: {
  topic: string;
  messageId?: unknown;
  generateTime?: unknown;
  body: unknown;
}): Message {
  const { topic, messageId, generateTime = rhea.types.wrap_long(1_700_000_000_000), body } = fields;
  return {
    message_id: typeof messageId === 'string' ? messageId : undefined,
    application_properties: { topic, messageId, generateTime, qos: rhea.types.wrap_int(1) },
    body: Buffer.isBuffer(body) ? (rhea.message.data_section(body) as unknown) : body,
  };
}

/** A device's reply to an asynchronous call, as the platform sends it. */
export function replyMessage(
  envelopeId: string,
  reply: Record<string, unknown> & { productKey?: string; deviceName?: string },
): Message {
  const { productKey = 'pk', deviceName = 'dn' } = reply;
  const body = { productKey, deviceName, iotId: 'iot', gmtCreate: 1, code: 200, data: {}, ...reply };
  return platformMessage({
    topic: `/${productKey}/${deviceName}/thing/downlink/reply/message`,
    messageId: envelopeId,
    body: Buffer.from(JSON.stringify(body)),
  });
}
