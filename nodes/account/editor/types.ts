/** The settings of an account as its dialog stores them. */
export interface AccountProperties {
  name: string;
  endpoint: string;
  iotInstanceId: string;
  signature: string;
  credentialSource: string;
  proxy: string;
  tls: string;
  maxQps: number;
  /** InvokeThingsService calls a second. */
  batchQps: number;
  concurrency: number;
  queue: number;
  oneAtATimePerDevice: boolean;
  /** Calls a second of all instances that share a Redis server; empty when there is none. */
  sharedQps: string;
  /** Thing models by ProductKey, as JSON; empty when there are none. */
  models: string;
  version: number;
}

/** Kept by Node-RED apart from the flow. */
export interface AccountCredentials {
  accessKeyId: string;
  accessKeySecret: string;
  securityToken: string;
  redisUrl: string;
}
