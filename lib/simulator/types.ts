import type { ThingModel, ValidateLevel } from '../tsl';

/** What a virtual device does with a service call. */
export type DeviceBehaviour =
  | { kind: 'ordinary' }
  /** Answers after this many milliseconds. */
  | { kind: 'slow'; afterMs: number }
  | { kind: 'offline' }
  | { kind: 'half-open' }
  | { kind: 'disabled' }
  | { kind: 'inactive' }
  /** Answers with a device code other than 200. */
  | { kind: 'error'; code: number; message: string }
  /** Answers with this text, which is not JSON. */
  | { kind: 'garbled'; text: string };

export interface DeviceSeed {
  deviceName: string;
  iotId?: string;
  nickname?: string;
  behaviour?: DeviceBehaviour;
  /** A property it posts again and again while a consumer of messages is connected. */
  posts?: { property: string; everyMs: number };
  /** It goes offline and comes back again and again while a consumer of messages is connected. */
  comesAndGoes?: { everyMs: number };
}

export interface ProductSeed {
  productKey: string;
  productName: string;
  validate: ValidateLevel;
  /** TSL documents: the default module first, then one per custom module. */
  tsl: object[];
  devices: DeviceSeed[];
}

export interface Seed {
  /** Empty for a legacy public instance, where IotInstanceId must be left out. */
  iotInstanceId?: string;
  accessKeys?: { accessKeyId: string; accessKeySecret: string; securityToken?: string }[];
  products: ProductSeed[];
}

/** A service call as it reached a virtual device: one entry is one execution. */
export interface Execution {
  at: number;
  productKey: string;
  deviceName: string;
  identifier: string;
  /** The Args text, byte for byte as the gateway received it. */
  args: string;
  messageId: string;
  requestId: string;
  mode: 'sync' | 'async';
}

/** A request as it reached the gateway, accepted or refused. */
export interface GatewayCall {
  at: number;
  action: string;
  /** Empty when the request was accepted. */
  code: string;
  requestId: string;
}

/**
 * What the gateway does wrong on purpose. `times` (default 1) counts down per matching request; `action`
 * narrows it. `executes` says whether the device acts before the fault strikes (default false).
 */
export interface Fault {
  action?: string;
  times?: number;
  executes?: boolean;
  does:
    | { kind: 'delay'; ms: number }
    /** Answers with this status, these headers and this body instead of its own. */
    | { kind: 'answer'; status: number; headers?: Record<string, string>; body: string | Buffer }
    /** A gateway-shaped error. */
    | { kind: 'code'; status: number; code: string; message?: string; headers?: Record<string, string> }
    /** A business error: HTTP 200, `Success: false`. */
    | { kind: 'business'; code: string; message?: string }
    /** Resets the connection without an answer. */
    | { kind: 'reset' }
    /** Never answers. */
    | { kind: 'stall' }
    /** Sends half of its own answer, then closes; the device has acted, whatever `executes` says. */
    | { kind: 'truncate' };
}

/** How messages are kept for the consumer groups. */
export interface SubscriptionRules {
  /** How long a consumer may keep a message without an answer, in milliseconds; default 30,000, as documented. */
  ackTimeoutMs?: number;
  /** How long a message that came back waits before it is sent again, in milliseconds; default 60,000. */
  retryMs?: number;
  /** How many messages wait for a group at most, default 50,000; the oldest are dropped. */
  backlog?: number;
}

export interface AmqpOptions extends SubscriptionRules {
  /** Default 0: any free port. */
  port?: number;
  /** How long a connection may be without a receiver, in milliseconds; default 15,000, as documented. */
  receiverTimeoutMs?: number;
}

export interface MqttOptions {
  /** Default 0: any free port. */
  port?: number;
}

/** A consumer group as it stands. */
export interface ConsumerGroupState {
  consumerGroupId: string;
  connections: number;
  /** Messages that wait, those that came back included. */
  waiting: number;
  /** Messages that were sent and not answered. */
  unsettled: number;
  /** Messages that were dropped because too many waited. */
  dropped: number;
}

/** How the connections of consumers are ended. */
export type ConsumerEnd =
  /** The socket breaks without a word. */
  | { kind: 'kill' }
  /** AMQP close, with an error when there is a condition such as `amqp:connection:forced`. */
  | { kind: 'close'; condition?: string; description?: string }
  /** The receiver is detached; the connection stays. */
  | { kind: 'detach'; condition?: string; description?: string };

export interface SimulatorOptions {
  /** Default 0: any free port. */
  port?: number;
  /** Default `127.0.0.1`. */
  host?: string;
  /** Default: the built-in catalogue. */
  seed?: Seed;
  /** Requests a second that InvokeThingService accepts; default 500. */
  invokeQps?: number;
  /** Requests a second that InvokeThingsService accepts; default 10. */
  invokeThingsQps?: number;
  /** How long a synchronous call waits for its device, in milliseconds; default 8000. */
  rrpcTimeoutMs?: number;
  /**
   * `documented` (default): a float or double written without a decimal place is refused, as the API page says.
   * `lenient`: it is accepted. Which of the two the real platform does is not known.
   */
  numbers?: 'documented' | 'lenient';
  /** How long an answer to an asynchronous call takes to the subscribers, in milliseconds; default 200. */
  replyDelayMs?: number;
  /**
   * An asynchronous call of a device that is offline or was never activated. `refused` (default): an error at once.
   * `message`: a MessageId, and a reply with the platform's code 9201 or 9200. Which the real platform does when is
   * not known.
   */
  asyncOffline?: 'refused' | 'message';
  /** The server-side subscription; it listens from `startAmqp()` on. */
  amqp?: AmqpOptions;
  /** The MQTT broker for real devices; default off. */
  mqtt?: boolean | MqttOptions;
  /** Milliseconds since the epoch; default `Date.now`. Tests move it. */
  now?: () => number;
}

/** A running simulator. */
export interface Simulator {
  /** e.g. `http://127.0.0.1:38123` - an endpoint for the account node, the client and the SDKs. */
  readonly url: string;
  readonly port: number;
  readonly executions: readonly Execution[];
  readonly calls: readonly GatewayCall[];
  /** Adds a fault; the returned function takes it away again. */
  addFault(fault: Fault): () => void;
  /** e.g. `amqp://127.0.0.1:38124`; undefined until `startAmqp` has resolved. */
  readonly amqpUrl: string | undefined;
  /** e.g. `mqtt://127.0.0.1:38125`; undefined without the option `mqtt`. */
  readonly mqttUrl: string | undefined;
  readonly consumerGroups: readonly ConsumerGroupState[];
  /**
   * Starts the server-side subscription, which loads the AMQP library; does nothing when it runs.
   *
   * @returns its address; the same again after `stopAmqp`.
   * @throws AliyunIotError of kind `config` when the port is taken.
   */
  startAmqp(): Promise<string>;
  /** Breaks all its connections and stops it. What waits for the groups is kept. */
  stopAmqp(): Promise<void>;
  /**
   * Publishes a message to all consumer groups there are.
   *
   * @returns the messageId of its envelope.
   */
  publish(message: { topic: string; body: object | string | Buffer; qos?: 0 | 1 }): string;
  /**
   * Ends connections of consumers.
   *
   * @param consumerGroupId default: those of all groups.
   * @returns how many.
   */
  endConsumers(end: ConsumerEnd, consumerGroupId?: string): number;
  /**
   * Changes what a device does, and tells the subscribers when it came or went. `offline` and `disabled` disconnect a
   * real device; the other kinds concern its virtual twin only.
   */
  setBehaviour(productKey: string, deviceName: string, behaviour: DeviceBehaviour): void;
  /**
   * Lets a test answer for a device: the returned value becomes the reply's `data`, a thrown DeviceReply its code.
   */
  onService(
    productKey: string,
    deviceName: string,
    handler: (call: { identifier: string; params: unknown }) => unknown,
  ): void;
  /**
   * Forgets executions, calls, faults, handlers, seen nonces and messages; devices behave as seeded again. Connections
   * stay.
   */
  reset(): void;
  close(): Promise<void>;
}

export type { ThingModel };
