import type { Service } from '../tsl';

/** A service call on its way to a device. */
export interface DeviceCall {
  service: Service;
  /** The Args, byte for byte as they came. */
  args: string;
  /** The same, parsed. */
  params: object;
  /** The `id` of the message; the device's reply repeats it. */
  messageId: string;
}

/** A real device that is connected: it answers instead of the virtual one. */
export interface DeviceConnection {
  /** Sends an asynchronous call. The answer, if any, comes as a message of its own. */
  send(call: DeviceCall): void;
  /**
   * Sends a synchronous call.
   *
   * @returns the text of the reply; pending for ever when none comes.
   */
  request(call: DeviceCall): Promise<string>;
  close(): void;
}
