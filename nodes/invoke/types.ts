import type { NodeDef } from 'node-red';

/** The node's settings as the editor stores them. Each `...Type` is the type of a typed input. */
export interface InvokeConfig extends NodeDef {
  /** ID of an `aliyun-iot-account` node. */
  account?: string;
  /** `names` (ProductKey and DeviceName), `iotId`, or `list` (many devices). */
  target?: string;
  productKey?: string;
  productKeyType?: string;
  deviceName?: string;
  deviceNameType?: string;
  iotId?: string;
  iotIdType?: string;
  identifier?: string;
  identifierType?: string;
  args?: string;
  argsType?: string;
  qos?: string;
  qosType?: string;
  /** Milliseconds. */
  timeout?: string;
  timeoutType?: string;
  safeToRepeat?: boolean;
  passDeviceErrors?: boolean;
  /** The service as it was known when the dialog was saved, see `readSnapshot`; empty when it was not. */
  thingModel?: string;
  /** The Result is read by the thing model. */
  decode?: boolean;
  /** Services of a TSL that was given to this node: `{ productKey, validate, services }` as JSON; empty when none was. */
  tsl?: string;
  /** ID of an `aliyun-iot-subscription` node, which brings the reply to an asynchronous call. */
  subscription?: string;
  /** An asynchronous call waits for the device's reply and emits it like a Result. */
  waitForReply?: boolean;
  /** Milliseconds from when the platform accepted the call. */
  replyTimeout?: string;
  replyTimeoutType?: string;
  /** With the target `list`: where the devices come from. `devicesType` `list` is a JSON array typed in the dialog. */
  devices?: string;
  devicesType?: string;
  /** `each` (a call for every device) or `batch` (InvokeThingsService). */
  listMode?: string;
  /** `each` (a message for every device) or `summary` (one message for the list). */
  listOutput?: string;
  /** Calls of the list under way at a time. */
  listConcurrency?: string | number;
  /** Milliseconds for the whole list; empty for none. */
  listDeadline?: string | number;
  version?: number;
}
