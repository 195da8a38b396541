import type { DeviceCall, DeviceConnection } from '../device-call';
import { serviceTopic } from '../messages/reply';
import type { Platform } from '../platform';
import type { Device } from '../world';

/** How a session reaches its device. */
export interface Wire {
  /** @param qos at most; the device's subscription may lower it. */
  publish(topic: string, payload: string, qos: 0 | 1): void;
  close(): void;
}

/** A device that is connected by MQTT: calls go down to it, its replies to synchronous ones come back. */
export class DeviceSession implements DeviceConnection {
  readonly #device: Device;
  readonly #extendedRrpc: boolean;
  readonly #wire: Wire;
  readonly #platform: Platform;
  readonly #pending = new Map<string, (text: string) => void>();

  constructor(device: Device, extendedRrpc: boolean, wire: Wire, platform: Platform) {
    this.#device = device;
    this.#extendedRrpc = extendedRrpc;
    this.#wire = wire;
    this.#platform = platform;
  }

  get device(): Device {
    return this.#device;
  }

  /** Tells the device something that is no call. */
  tell(topic: string, payload: object): void {
    this.#wire.publish(topic, JSON.stringify(payload), 1);
  }

  /** @see https://help.aliyun.com/document_detail/89301.html */
  send(call: DeviceCall): void {
    this.#wire.publish(serviceTopic(this.#device, call.service.identifier), requestText(call), 1);
  }

  /** @see https://help.aliyun.com/document_detail/90568.html */
  request(call: DeviceCall): Promise<string> {
    // Not the `id` of the call: the two travel side by side.
    const rrpcId = this.#platform.nextMessageId();
    return new Promise((resolve) => {
      const forget = this.#platform.timers.after(this.#platform.rrpcTimeoutMs, () => {
        this.#pending.delete(rrpcId);
      });
      this.#pending.set(rrpcId, (text) => {
        forget();
        resolve(text);
      });
      this.#wire.publish(this.#requestTopic(rrpcId, call.service.identifier), requestText(call), 0);
    });
  }

  /** A device's reply to a synchronous call. One that is too late, or that nobody asked for, is dropped. */
  replied(rrpcId: string, text: string): void {
    const resolve = this.#pending.get(rrpcId);
    this.#pending.delete(rrpcId);
    resolve?.(text);
  }

  close(): void {
    this.#wire.close();
  }

  #requestTopic(rrpcId: string, identifier: string): string {
    const { productKey, deviceName } = this.#device;
    return this.#extendedRrpc
      ? `/ext/rrpc/${rrpcId}${serviceTopic(this.#device, identifier)}`
      : `/sys/${productKey}/${deviceName}/rrpc/request/${rrpcId}`;
  }
}

/** The Args are passed on as they are: `10.0` stays `10.0`. */
function requestText({ service: { identifier }, messageId, args }: DeviceCall): string {
  return `{"method":"thing.service.${identifier}","id":"${messageId}","params":${args},"version":"1.0.0"}`;
}
