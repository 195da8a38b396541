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
  /** Changes what a device does. */
  setBehaviour(productKey: string, deviceName: string, behaviour: DeviceBehaviour): void;
  /**
   * Lets a test answer for a device: the returned value becomes the reply's `data`, a thrown DeviceReply its code.
   */
  onService(
    productKey: string,
    deviceName: string,
    handler: (call: { identifier: string; params: unknown }) => unknown,
  ): void;
  /** Forgets executions, calls, faults, handlers and seen nonces; devices behave as seeded again. */
  reset(): void;
  close(): Promise<void>;
}

export type { ThingModel };
