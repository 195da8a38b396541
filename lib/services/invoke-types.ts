import type { Texts } from '../errors';
import type { Service, ValidateLevel } from '../tsl';
import type { ReplySource } from './reply-types';

export type * from './reply-types';

/** A service as the product's thing model describes it. */
export interface KnownService {
  service: Service;
  /** The product's ValidateType. Default `strong`. */
  validate?: ValidateLevel;
}

export interface InvokeRequest {
  productKey?: string;
  deviceName?: string;
  /** Wins over ProductKey and DeviceName. */
  iotId?: string;
  /** The service's Identifier; `block:service` for a service of a custom module. */
  identifier: string;
  /** An object, or a JSON text, which goes out byte for byte. Default `{}`. */
  args?: object | string;
  /** When the service is known, Args are checked and written by its model: `10` becomes `10.0` for a float. */
  thingModel?: KnownService;
  /** Reads the Result's `data` by the model: enum values become labels, dates a Date. Default false. */
  decode?: boolean;
  /** 0 (default) or 1: the platform sends again when the device reconnects (at least once). */
  qos?: 0 | 1;
  /** Bounds one attempt, from its first byte, in milliseconds. Default 12000: the platform may take 8000. */
  timeoutMs?: number;
  /** Bounds the whole call with queueing and waiting between attempts, in milliseconds. Default 30000. */
  deadlineMs?: number;
  /** This service may run twice without harm: an attempt of unknown outcome is repeated too. Default false. */
  safeToRepeat?: boolean;
  /** Gives a Result with a device code other than 200 back instead of throwing it. Default false. */
  passDeviceErrors?: boolean;
  /** Where the device's reply comes from when the call is asynchronous. Without it, the MessageId is the outcome. */
  replies?: ReplySource;
  /** How long to wait for the reply, in milliseconds from when the platform took the call. Default 30000. */
  replyTimeoutMs?: number;
  /** Ends the call; kind `aborted`. */
  signal?: AbortSignal;
}

/** Milliseconds, measured on a monotonic clock. */
export interface Timings {
  /** Waiting for the account's share of the quota. */
  queueMs: number;
  /** The last attempt, from its first byte to the last byte of the answer. */
  attemptMs: number;
  totalMs: number;
  /** From when the platform took the call to the device's reply. Only of a call whose reply was waited for. */
  replyMs?: number;
}

export interface InvokeOutcome {
  /** `sync` when the answer carries a Result. */
  mode: 'sync' | 'async';
  /**
   * The device's whole Result: parsed JSON, or the text as it came when it is not JSON. Of an asynchronous call whose
   * reply was waited for: the reply in the same shape.
   */
  result?: unknown;
  /** The device's own code, when the Result has an integer one. */
  deviceCode?: number;
  /** Empty when the platform gave none. */
  messageId: string;
  requestId: string;
  attempts: number;
  timings: Timings;
  /** What the user should know although the call succeeded, e.g. that the Result is no JSON. */
  warnings?: Texts[];
}
