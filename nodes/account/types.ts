import type { ConnectionOptions as TlsOptions } from 'node:tls';
import type { Node, NodeDef } from 'node-red';
import type { CredentialProvider } from '../../lib/credentials';
import type { Client } from '../../lib/services';

/** The account's settings as the editor stores them. */
export interface AccountConfig extends NodeDef {
  /** `simulator`, a region ID or a base URL. */
  endpoint?: string;
  iotInstanceId?: string;
  signature?: string;
  credentialSource?: string;
  /** ID of a core `http proxy` node, or empty. */
  proxy?: string;
  /** ID of a core `tls-config` node, or empty. */
  tls?: string;
  maxQps?: string | number;
  /** InvokeThingsService calls a second, each for up to 100 devices. */
  batchQps?: string | number;
  concurrency?: string | number;
  queue?: string | number;
  oneAtATimePerDevice?: boolean;
  /** Calls a second of all Node-RED instances together, when they share a Redis server. */
  sharedQps?: string | number;
  /** Thing models by ProductKey, see `readModels`; empty when there are none. */
  models?: string;
  version?: number;
}

/** Kept by Node-RED apart from the flow, encrypted. */
export interface AccountCredentials {
  accessKeyId?: string;
  accessKeySecret?: string;
  securityToken?: string;
  /** May hold a password. */
  redisUrl?: string;
}

/** What an account lends to a subscription. */
export interface Loan {
  credentials: CredentialProvider;
  /** Region ID or base URL, as it was set. */
  endpoint: string;
  iotInstanceId?: string;
  tls?: TlsOptions;
  /** Where the messages are. Known of the simulator only. */
  amqpUrl?: string;
  /** Gives it back, once the connection is gone. */
  release(): void;
}

/** The config node, as the nodes that use it see it. */
export interface AccountNode extends Node<AccountCredentials> {
  /** What was deployed, in the current version. */
  stored: AccountConfig;
  /** Whether its settings are complete as of now; a variable of the environment may be set later. */
  isComplete(): boolean;
  /**
   * The one client that all users of this account share.
   *
   * @throws AliyunIotError of kind `config` when a setting has to be corrected first.
   */
  client(): Promise<Client>;
  /**
   * What a subscription of this account needs.
   *
   * @throws AliyunIotError of kind `config` when a setting has to be corrected first.
   */
  lend(): Promise<Loan>;
}
