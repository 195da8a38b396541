import type { DeviceTarget } from './read-types';

/** A call that the platform has taken, and whose device replies later. */
export interface TakenCall extends DeviceTarget {
  messageId: string;
  qos?: 0 | 1;
  /** A reply with a device code other than 200 is given back instead of thrown. */
  passDeviceErrors?: boolean;
  /** How long to wait, in milliseconds. */
  timeoutMs: number;
  signal: AbortSignal;
}

/** What a device replied. */
export interface DeviceReply {
  /** The device's own code, when it gave an integer. */
  code?: number;
  /** In the shape of a synchronous call's Result. */
  result: unknown;
}

/** Brings the replies to asynchronous calls, e.g. from a server-side subscription. */
export interface ReplySource {
  /**
   * Resolves as soon as replies are heard; nothing is sent before.
   *
   * @param patience how long to wait for that, in milliseconds; 0 or less: not at all.
   * @throws AliyunIotError with `executed: no`.
   */
  ready(patience: { withinMs: number; signal: AbortSignal }): Promise<void>;
  /**
   * Waits for the reply to a call, which may have come already.
   *
   * @throws AliyunIotError; DeviceError when the device refused.
   */
  wait(call: TakenCall): Promise<DeviceReply>;
}
