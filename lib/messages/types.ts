import type { ConnectionOptions as TlsOptions } from 'node:tls';
import type { CredentialProvider } from '../credentials';
import type { AliyunIotError } from '../errors';
import type { Seen } from './seen';

export interface SubscriptionOptions {
  /**
   * Where the messages are: `amqps://host[:port]`, or the host alone; `amqp://` without TLS for this machine only (the
   * simulator). A path names the AMQP source for brokers that need one; the platform ignores it.
   */
  url: string;
  /** ID of the consumer group, from the console. Connections of one group share its messages at random. */
  consumerGroupId: string;
  /** Must be given when the console shows an ID for the instance. */
  iotInstanceId?: string;
  /** What the console shows for this connection, up to 64 characters; made up when it is left out. */
  clientId?: string;
  credentials: CredentialProvider;
  tls?: TlsOptions;
  /** How many messages the handlers may have in hand at once, default 100. The rest waits at the platform. */
  credit?: number;
  /** Which messages came lately, from `rememberTaken()`, where that is to outlive this subscription. */
  taken?: Seen;
}

export type SubscriptionState =
  | 'connecting'
  | 'connected'
  /** Lost or ended; it connects again by itself. Also the state before `start` and after `close`. */
  | 'disconnected'
  /** The platform does not let us in; it is tried again, but rarely. */
  | 'refused';

/**
 * Takes a message. The platform gets its answer when the handler is done: a message whose handler fails counts as
 * taken, so that a broken flow does not get the same message for ever.
 */
export type MessageHandler = (message: DeviceMessage) => Promise<void> | void;

export type StateHandler = (state: SubscriptionState, error?: AliyunIotError) => void;

export type MessageKind =
  /** The answer of a device to an asynchronous service call or property set, or why it could not be delivered. */
  | 'reply'
  | 'property'
  | 'event'
  /** Online or offline. They may come out of order: compare `lastTime`. */
  | 'status'
  /** Created, deleted, enabled, disabled. */
  | 'lifecycle'
  | 'other';

/** One message of the subscription. All handlers get the same object: do not change it. */
export interface DeviceMessage {
  kind: MessageKind;
  /** As it came, with or without `/sys` in front. */
  topic: string;
  /** The envelope's own ID, digits exact; empty when there is none. It is not the MessageId of a call. */
  messageId: string;
  /** When the platform made the message: UTC milliseconds, digits exact. */
  generateTime?: string;
  productKey?: string;
  deviceName?: string;
  /** The body, parsed; integers beyond 2^53 are strings. The text itself when it is no JSON, its bytes when it is no text. */
  payload: unknown;
  raw: Buffer;
  /** With kind `reply`, when the body is what the documents promise. */
  reply?: ServiceReply;
}

/**
 * A device's answer to an asynchronous call.
 *
 * @see https://help.aliyun.com/document_detail/73736.html
 */
export interface ServiceReply {
  /** The MessageId of the call, digits exact. */
  requestId: string;
  /** The service's Identifier (`block:service` in a custom module); `set` for a property set. */
  identifier?: string;
  /** 200 when the device was content; undefined when it gave no integer. */
  code?: number;
  message?: string;
  data: unknown;
  productKey?: string;
  deviceName?: string;
  iotId?: string;
  /** The topic the reply is about, as it came. */
  topic?: string;
  /** The device answered by itself (`..._reply`); otherwise the platform may have written the reply. */
  fromDevice: boolean;
  /** Outputs that do not fit the thing model, as the platform lists them. */
  checkFailedData?: unknown;
  /** The same in the shape of a synchronous call's Result. */
  result: ReplyResult;
}

export interface ReplyResult {
  id: string;
  code?: number;
  data: unknown;
  message?: string;
}
