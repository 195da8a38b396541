import { startAmqpServer, type AmqpServer } from './amqp/server';
import { startComings } from './messages/comings';
import { startPosts } from './messages/posts';
import { startMqttServer, type MqttServer } from './mqtt/broker';
import type { Platform } from './platform';
import type { ConsumerEnd, SimulatorOptions } from './types';

/** A running AMQP server and what runs with it. */
interface Subscription {
  readonly server: AmqpServer;
  readonly stopDevices: () => void;
}

/** The AMQP and MQTT side of a simulator. Neither library is loaded before it is wanted. */
export class Ports {
  readonly #platform: Platform;
  readonly #options: SimulatorOptions;
  readonly #host: string;
  #starting: Promise<Subscription> | undefined;
  #amqp: AmqpServer | undefined;
  #amqpPort: number;
  #mqtt: MqttServer | undefined;

  /** @param options where to listen. */
  constructor(platform: Platform, options: SimulatorOptions) {
    this.#platform = platform;
    this.#options = options;
    this.#host = options.host ?? '127.0.0.1';
    this.#amqpPort = options.amqp?.port ?? 0;
  }

  get amqpUrl(): string | undefined {
    return this.#amqp?.url;
  }

  get mqttUrl(): string | undefined {
    return this.#mqtt?.url;
  }

  /** Does nothing when it runs. */
  async startAmqp(): Promise<string> {
    const starting = (this.#starting ??= this.#start());
    try {
      return (await starting).server.url;
    } catch (error) {
      if (this.#starting === starting) this.#starting = undefined;
      throw error;
    }
  }

  async stopAmqp(): Promise<void> {
    const starting = this.#starting;
    this.#starting = undefined;
    const subscription = await starting?.catch(() => undefined);
    this.#amqp = undefined;
    subscription?.stopDevices();
    await subscription?.server.close();
  }

  endConsumers(end: ConsumerEnd, consumerGroupId?: string): number {
    return this.#amqp?.end(end, consumerGroupId) ?? 0;
  }

  /** Does nothing when the options do not want it. */
  async startMqtt(): Promise<void> {
    const { mqtt = false } = this.#options;
    if (mqtt === false) return;
    const port = mqtt === true ? 0 : (mqtt.port ?? 0);
    this.#mqtt = await startMqttServer(this.#platform, { host: this.#host, port });
  }

  async close(): Promise<void> {
    await Promise.all([this.#mqtt?.close(), this.stopAmqp()]);
  }

  async #start(): Promise<Subscription> {
    const { receiverTimeoutMs } = this.#options.amqp ?? {};
    const server = await startAmqpServer(this.#platform, {
      host: this.#host,
      port: this.#amqpPort,
      receiverTimeoutMs,
    });
    this.#amqp = server;
    this.#amqpPort = server.port;
    const stops = [startPosts(this.#platform), startComings(this.#platform)];
    const stopDevices = (): void => {
      for (const stop of stops) stop();
    };
    return { server, stopDevices };
  }
}
