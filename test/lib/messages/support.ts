import type { AliyunIotError } from '../../../lib/errors';
import {
  Subscription,
  type DeviceMessage,
  type SubscriptionOptions,
  type SubscriptionState,
} from '../../../lib/messages';
import { staticCredentials } from '../../../lib/credentials';
import { decodeEnvelope } from '../../../lib/messages/decode';
import { readEnvelope, type AmqpMessage } from '../../../lib/messages/envelope';
import type { Times } from '../../../lib/messages/times';
import { until } from '../../support/until';
import { KEYS } from './support-keys';
import { AmqpServer, type AmqpServerOptions } from './amqp-server';

export { KEYS };

/** Reconnects at once, so that a test need not wait. */
export const QUICK: Partial<Times> = {
  baseMs: 10,
  capMs: 20,
  refusedBaseMs: 40,
  refusedCapMs: 40,
  spacingMs: 5,
  openMs: 1_000,
  farewellMs: 200,
};

/** Reads a message as rhea gives it. */
export function decode(message: AmqpMessage): DeviceMessage {
  return decodeEnvelope(readEnvelope(message));
}

/** A server and a subscription to it, with all that came of it. */
export class Pair {
  readonly messages: DeviceMessage[] = [];
  readonly states: [SubscriptionState, AliyunIotError | undefined][] = [];
  readonly server: AmqpServer;
  readonly subscription: Subscription;

  private constructor(server: AmqpServer, subscription: Subscription) {
    this.server = server;
    this.subscription = subscription;
    subscription.onState((state, error) => this.states.push([state, error]));
  }

  /** Starts the server; the subscription is not started yet. */
  static async make(
    options: Partial<SubscriptionOptions> = {},
    {
      server: serverOptions = {},
      times = {},
    }: { server?: Partial<AmqpServerOptions>; times?: Partial<Times> } = {},
  ): Promise<Pair> {
    const server = await new AmqpServer({ ...KEYS, ...serverOptions }).start();
    const settings = {
      url: server.url,
      consumerGroupId: 'group',
      credentials: staticCredentials(KEYS),
      ...options,
    };
    return new Pair(server, new Subscription(settings, { ...QUICK, ...times }));
  }

  /** Listens, starts, and waits until it is connected. */
  async connect(): Promise<this> {
    this.collect();
    this.subscription.start();
    await this.connected(1);
    return this;
  }

  collect(): void {
    this.subscription.onMessage((message) => void this.messages.push(message));
  }

  /** Waits until the receiver has stood this often. */
  connected(times: number): Promise<void> {
    const count = (): number => this.states.filter(([state]) => state === 'connected').length;
    return until(() => count() >= times, `connected ${times} times`);
  }

  received(count: number): Promise<void> {
    return until(() => this.messages.length >= count, `${count} messages`);
  }

  /** The errors of the states, in order. */
  get errors(): AliyunIotError[] {
    return this.states.flatMap(([, error]) => (error ? [error] : []));
  }

  async end(): Promise<void> {
    await this.subscription.close();
    await this.server.stop();
  }
}
