import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import type { CredentialProvider } from '../credentials';
import type { SignatureAlgorithm } from '../openapi';
import type { InvokeOutcome, InvokeRequest } from './invoke-types';
import type {
  InvokeManyJob,
  InvokeManySummary,
  InvokeThingsOutcome,
  InvokeThingsRequest,
} from './many-types';
import type { Reads } from './read-types';

export type * from './invoke-types';

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
  /**
   * Told when Redis is out of reach or refuses (`own-share`), with a word for the reason such as `ECONNREFUSED` or
   * `WRONGPASS` when it is known, and when it is back (`shared`).
   */
  onState?: (state: 'shared' | 'own-share', reason?: string) => void;
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

export interface Client extends Reads {
  /**
   * Calls a service of a device (InvokeThingService), at most once unless nothing was executed.
   *
   * @throws AliyunIotError (or ValidationError, DeviceError) with `kind`, `code` and `executed`.
   * @see https://help.aliyun.com/document_detail/69584.html
   */
  invoke(request: InvokeRequest): Promise<InvokeOutcome>;
  /**
   * Calls a service of up to 100 devices of one product in one call (InvokeThingsService). A success means that the
   * platform took the call; what each device does is not told. When it fails, `executed` holds for all devices.
   *
   * @throws AliyunIotError (or ValidationError) with `kind`, `code` and `executed`.
   * @see https://help.aliyun.com/document_detail/96242.html
   */
  invokeThings(request: InvokeThingsRequest): Promise<InvokeThingsOutcome>;
  /**
   * Calls a service of every device of a list, as one job that draws from the account's share a few calls at a time.
   * Resolves when the outcome of every device is known, whatever it is; also when the job's signal stopped it.
   *
   * @throws ValidationError when any device or its Args is wrong, before anything is sent; AliyunIotError of kind
   *   `queue-full` when the job finds no place.
   */
  invokeMany(job: InvokeManyJob): Promise<InvokeManySummary>;
  /** Aborts what is queued or in flight and closes idle connections. */
  close(): Promise<void>;
}
