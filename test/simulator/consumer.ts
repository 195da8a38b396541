/** A consumer of the server-side subscription for the tests, with rhea alone: none of lib/messages. */
import { createHmac } from 'node:crypto';
import type { Socket } from 'node:net';
import rhea, { type Connection, type Delivery, type EventContext, type Receiver } from 'rhea';
import { SIMULATOR_ACCESS_KEY_ID, SIMULATOR_ACCESS_KEY_SECRET } from '../../lib/simulator';

export interface Received {
  topic: string;
  messageId: string;
  generateTime: unknown;
  qos: unknown;
  /** How often it was delivered before. */
  earlier: number;
  json: Record<string, unknown>;
  text: string;
  delivery: Delivery;
}

export interface LoginParts {
  clientId?: string;
  group?: string;
  authId?: string;
  secret?: string;
  securityToken?: string;
  authMode?: string;
  signMethod?: string;
  timestamp?: string;
  iotInstanceId?: string;
}

export interface ConsumerOptions extends LoginParts {
  idleMs?: number;
  /** Credit given once; by default it is renewed. */
  credit?: number;
  /** False: the test settles. */
  autoaccept?: boolean;
  source?: string;
  /** False: no receiver is opened. */
  receiver?: boolean;
  username?: string;
}

/** User name and password of SASL PLAIN. */
export function loginOf(parts: LoginParts = {}): { username: string; password: string } {
  const { clientId = 'test', group = 'g1', authId = SIMULATOR_ACCESS_KEY_ID, iotInstanceId } = parts;
  const { secret = SIMULATOR_ACCESS_KEY_SECRET, securityToken, signMethod = 'hmacsha1' } = parts;
  const { authMode = securityToken ? 'ststoken' : 'aksign', timestamp = '1600000000000' } = parts;
  const token = securityToken ? `securityToken=${securityToken}` : undefined;
  const pairs = [
    iotInstanceId === undefined ? undefined : `iotInstanceId=${iotInstanceId}`,
    `authMode=${authMode}`,
    `signMethod=${signMethod}`,
    `consumerGroupId=${group}`,
    token,
    `authId=${authId}`,
    `timestamp=${timestamp}`,
  ];
  const text = [`authId=${authId}`, token, `timestamp=${timestamp}`].filter(Boolean).join('&');
  const hash = signMethod.replace('hmac', '');
  return {
    username: `${clientId}|${pairs.filter((pair) => pair !== undefined).join(',')}|`,
    password: createHmac(hash, secret).update(text).digest('base64'),
  };
}

export class Consumer {
  readonly received: Received[] = [];
  readonly events: string[] = [];
  receiver?: Receiver;
  readonly connection: Connection;
  #wake: () => void = () => undefined;

  constructor(url: string, options: ConsumerOptions = {}) {
    const { hostname: host, port } = new URL(url);
    const { idleMs = 60_000, credit, autoaccept = true, source, receiver = true } = options;
    const { username, password } = loginOf(options);
    const container = rhea.create_container();
    const note =
      (name: string) =>
      (context: EventContext): void => {
        const error = context.error ?? context.receiver?.error ?? context.sender?.error;
        const condition = (error as { condition?: string } | undefined)?.condition;
        this.events.push([name, condition].filter(Boolean).join(' '));
        this.#wake();
      };
    for (const name of [
      'connection_open',
      'connection_error',
      'connection_close',
      'receiver_open',
      'receiver_error',
      'receiver_close',
      'receiver_drained',
      'sender_error',
      'sender_close',
      'protocol_error',
      'error',
      'disconnected',
    ])
      container.on(name, note(name));
    container.on('message', ({ message, delivery }: EventContext) => {
      const properties = (message?.application_properties ?? {}) as Record<string, unknown>;
      const text = String((message?.body as { content: Buffer }).content);
      this.received.push({
        topic: String(properties['topic']),
        messageId: String(properties['messageId']),
        generateTime: properties['generateTime'],
        qos: properties['qos'],
        earlier: message?.delivery_count ?? 0,
        json: parse(text),
        text,
        delivery: delivery!,
      });
      this.#wake();
    });
    this.connection = container.connect({
      host,
      port: Number(port),
      username: options.username ?? username,
      password,
      reconnect: false,
      idle_time_out: idleMs,
    });
    if (receiver) {
      this.receiver = this.connection.open_receiver({
        autoaccept,
        ...(credit !== undefined && { credit_window: 0 }),
        ...(source !== undefined && { source }),
      });
      if (credit !== undefined) this.receiver.add_credit(credit);
    }
  }

  /** Opens one, and waits for its receiver. */
  static async open(url: string, options: ConsumerOptions = {}): Promise<Consumer> {
    const consumer = new Consumer(url, options);
    await consumer.until(() => consumer.events.includes('receiver_open'));
    return consumer;
  }

  /** Waits for something to become true as messages and events come. */
  async until(condition: () => boolean, ms = 2000): Promise<void> {
    const deadline = Date.now() + ms;
    while (!condition()) {
      const left = deadline - Date.now();
      if (left <= 0) throw new Error(`not in time; ${JSON.stringify([this.events, this.topics])}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(left, 50));
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** The first message on a topic that ends like this. */
  async message(ending: string): Promise<Received> {
    const find = (): Received | undefined => this.received.find(({ topic }) => topic.endsWith(ending));
    await this.until(() => find() !== undefined);
    return find()!;
  }

  get topics(): string[] {
    return this.received.map(({ topic }) => topic);
  }

  async close(): Promise<void> {
    this.connection.close();
    await this.until(() => this.events.some((event) => /^(connection_close|disconnected)/.test(event)));
  }

  /** Breaks the socket, as a crash does. */
  async crash(): Promise<void> {
    const { socket } = this.connection as unknown as { socket: Socket };
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.destroy(new Error('crash'));
    await closed;
  }
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
