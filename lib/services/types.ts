import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import type { CredentialProvider } from '../credentials';
import type { Texts } from '../errors';
import type { SignatureAlgorithm } from '../openapi';
import type { Service, ValidateLevel } from '../tsl';
import type { Reads } from './read-types';

/** One limit for several processes of one Alibaba Cloud account, counted by a Redis server. */
export interface SharedLimit {
  /** `redis://` or `rediss://`, with user and password when the server wants them. */
  redisUrl: string;
  /** Calls a second, of all processes together. While Redis is out of reach `Limits.maxQps` is this one's own share. */
  maxQps: number;
  /** InvokeThingsService calls a second, of all processes together. Default: `Limits.batchQps`. */
  batchQps?: number;
  /** Names the account among those that share a Redis server. Default: the endpoint's host. */
  name?: string;
  /** Told when Redis is out of reach (`own-share`) and when it is back (`shared`). */
  onState?: (state: 'shared' | 'own-share') => void;
}

/** The account's share of the platform's quota, kept on this side. */
export interface Limits {
  /** Calls a second, at most. The platform allows 500 per Alibaba Cloud account. Default 50. */
  maxQps?: number;
  /** InvokeThingsService calls a second, at most; each is for up to 100 devices. The platform allows 10. Default 2. */
  batchQps?: number;
  /** Calls in flight, at most. Default 200. */
  concurrency?: number;
  /** Calls waiting, at most; one more fails at once with kind `queue-full`. Default 1000. */
  queue?: number;
  /** Calls for one device wait for each other and keep their order. Default false. */
  oneAtATimePerDevice?: boolean;
  shared?: SharedLimit;
}

export interface ClientOptions {
  /** A region ID such as `cn-shanghai`, or a base URL (`https://host:port/path`). */
  endpoint: string;
  accessKeyId?: string;
  accessKeySecret?: string;
  securityToken?: string;
  /** Instead of the three fields above: where credentials come from. */
  credentials?: CredentialProvider;
  /** Must be given when the console shows an ID for the instance. */
  iotInstanceId?: string;
  /** Default `acs3-hmac-sha256`. */
  signature?: SignatureAlgorithm;
  /** Replaces the client's own keep-alive agent (proxy, TLS). It is not destroyed by `close()`. */
  agent?: HttpAgent | HttpsAgent;
  limits?: Limits;
}

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
}

export interface InvokeOutcome {
  /** `sync` when the answer carries a Result. */
  mode: 'sync' | 'async';
  /** The device's whole Result: parsed JSON, or the text as it came when it is not JSON. */
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

export interface Client extends Reads {
  /**
   * Calls a service of a device (InvokeThingService), at most once unless nothing was executed.
   *
   * @throws AliyunIotError (or ValidationError, DeviceError) with `kind`, `code` and `executed`.
   * @see https://help.aliyun.com/document_detail/69584.html
   */
  invoke(request: InvokeRequest): Promise<InvokeOutcome>;
  /** Aborts what is queued or in flight and closes idle connections. */
  close(): Promise<void>;
}
