/** A device for the tests, with the mqtt library alone. */
import { createHmac } from 'node:crypto';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { deviceSecretOf } from '../../lib/simulator/world';

export interface DeviceOptions {
  productKey?: string;
  deviceName?: string;
  secret?: string;
  cid?: string;
  signmethod?: string;
  timestamp?: string | undefined;
  /** More pairs of the clientId, e.g. `ext=1`. */
  more?: string[];
  mqtt?: IClientOptions;
}

export interface DownMessage {
  topic: string;
  text: string;
  qos: number;
  json: Record<string, unknown>;
}

export class MqttDevice {
  readonly received: DownMessage[] = [];
  /** The prefix of its topics. */
  readonly own: string;
  /** Resolves when the connection is gone. */
  readonly closed: Promise<void>;
  #wake: () => void = () => undefined;

  constructor(
    readonly client: MqttClient,
    productKey: string,
    deviceName: string,
  ) {
    this.own = `/sys/${productKey}/${deviceName}`;
    client.on('message', (topic, payload, { qos }) => {
      const text = payload.toString();
      this.received.push({ topic, text, qos, json: JSON.parse(text) as DownMessage['json'] });
      this.#wake();
    });
    client.on('error', () => undefined);
    this.closed = new Promise((resolve) => client.once('close', resolve));
  }

  publish(rest: string, payload: object | string, qos: 0 | 1 = 0): void {
    const topic = rest.startsWith('/') ? rest : `${this.own}/${rest}`;
    this.client.publish(topic, typeof payload === 'string' ? payload : JSON.stringify(payload), { qos });
  }

  /** The next message on a topic that matches. */
  async next(pattern: RegExp): Promise<DownMessage> {
    for (let left = 40; left > 0; left--) {
      const index = this.received.findIndex(({ topic }) => pattern.test(topic));
      if (index >= 0) return this.received.splice(index, 1)[0]!;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 50);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    throw new Error(`no ${String(pattern)} among ${JSON.stringify(this.received)}`);
  }
}

/** @throws the error of CONNACK. */
export async function connectDevice(url: string, options: DeviceOptions = {}): Promise<MqttDevice> {
  const {
    productKey = 'a1SimPump01',
    deviceName = 'pump-real',
    cid = 'dev',
    signmethod = 'hmacsha1',
  } = options;
  const { secret = deviceSecretOf(productKey, deviceName), more = [] } = options;
  const timestamp = 'timestamp' in options ? options.timestamp : '789';
  const dated = timestamp === undefined ? [] : [`timestamp=${timestamp}`];
  const content = `clientId${cid}deviceName${deviceName}productKey${productKey}${dated.join('').replace('=', '')}`;
  const client = await connectAsync(
    url,
    {
      clientId: `${cid}|${['securemode=3', `signmethod=${signmethod}`, ...dated, ...more].join(',')}|`,
      username: `${deviceName}&${productKey}`,
      password: createHmac(signmethod.replace('hmac', ''), secret)
        .update(content)
        .digest('hex')
        .toUpperCase(),
      protocolVersion: 4,
      keepalive: 60,
      reconnectPeriod: 0,
      connectTimeout: 2000,
      ...options.mqtt,
    },
    false,
  );
  return new MqttDevice(client, productKey, deviceName);
}
