import type { AliyunIotError, Executed, Texts } from '../errors';
import type { InvokeRequest, Timings } from './invoke-types';
import type { DeviceTarget } from './read-types';

/** A service of up to 100 devices of one product. */
export interface InvokeThingsRequest extends Pick<
  InvokeRequest,
  'identifier' | 'args' | 'thingModel' | 'qos' | 'timeoutMs' | 'deadlineMs' | 'safeToRepeat' | 'signal'
> {
  productKey: string;
  /** 1 to 100, each once. */
  deviceNames: readonly string[];
}

/** The platform took the call; it says nothing of the single device, not even a MessageId. */
export interface InvokeThingsOutcome {
  requestId: string;
  attempts: number;
  timings: Timings;
  warnings?: Texts[];
}

/** A device of a list: its DeviceName, for a device of the job's product; or an object that names it. */
export type ListedDevice = string | DeviceTarget;

/** One service call for each device of a list. */
export interface InvokeManyJob extends Pick<
  InvokeRequest,
  | 'identifier'
  | 'thingModel'
  | 'decode'
  | 'qos'
  | 'timeoutMs'
  | 'safeToRepeat'
  | 'passDeviceErrors'
  | 'replies'
  | 'replyTimeoutMs'
  | 'signal'
> {
  /**
   * At least one, each once: a device named twice is refused, since it would act twice. (One that is named by its
   * IotId here and by its names there cannot be recognised.)
   */
  devices: readonly ListedDevice[];
  /** Of the devices that do not say theirs. */
  productKey?: string;
  /** The same for all, or a function that makes them for a device as it stands in the list. Default `{}`. */
  args?: InvokeRequest['args'] | ((device: ListedDevice, index: number) => InvokeRequest['args']);
  /**
   * `each`: a call of its own for every device, and an outcome of its own; an IotId wins over names.
   * `batch`: InvokeThingsService, up to 100 devices of one product with the same Args in a call. The outcome is that of
   * the whole call and never more than `accepted`. Names win over an IotId; a device that has only an IotId gets a call
   * of its own. Replies are not waited for.
   */
  mode: 'each' | 'batch';
  /**
   * Bounds each call of the job from the moment the account's share lets it go, in milliseconds. Default 30000. The job
   * itself waits as long as that takes, also while the platform throttles.
   */
  deadlineMs?: number;
  /**
   * When nothing more is sent, in milliseconds from the start; none by default. A call that was sent by then ends by
   * itself, within the smaller of `timeoutMs` and 9 s; replies are no longer waited for.
   */
  jobDeadlineMs?: number;
  /** Calls of the job under way at a time, at most. Default 20. */
  concurrency?: number;
  /** Told of each device when its outcome is known. What it throws ends the job, which then fails with that. */
  onOutcome?: (outcome: DeviceOutcome, progress: JobCounts) => void;
}

/** How far a job is. `total` is the sum of the others once all are settled. */
export interface JobCounts {
  total: number;
  /** Devices whose outcome is known. */
  settled: number;
  /** The device answered that it did it, or replied so. */
  succeeded: number;
  /** The platform took the call; what the device does is not known. */
  accepted: number;
  /** Failed, and whether the device acted is known. */
  failed: number;
  /** Failed, and the device may have acted. */
  unknown: number;
}

interface OutcomeFacts {
  /** The device's place in the list, from 0. */
  index: number;
  /** The device as it was called: ProductKey and DeviceName, or IotId. */
  device: DeviceTarget;
  /** How it was called: by a call of its own, or with others. */
  mode: 'each' | 'batch';
  /** `yes`: the device answered. `unknown`: it may have acted. `no`: it has not. */
  executed: Executed;
}

export interface DeviceSuccess extends OutcomeFacts {
  ok: true;
  /** True when the platform took the call and no answer of the device was waited for (asynchronous service, or batch). */
  accepted: boolean;
  /** The device's whole Result or reply, when it answered. */
  result?: unknown;
  deviceCode?: number;
  /** None in a batch. */
  messageId?: string;
  requestId: string;
  attempts: number;
  timings: Timings;
  warnings?: Texts[];
}

export interface DeviceFailure extends OutcomeFacts {
  ok: false;
  /** In a batch the same for all devices of the call. */
  error: AliyunIotError;
}

export type DeviceOutcome = DeviceSuccess | DeviceFailure;

export interface InvokeManySummary extends JobCounts {
  /** In the order of the list. */
  outcomes: DeviceOutcome[];
  /** What the user should know about the Args. */
  warnings?: Texts[];
}
