import type { NodeDef } from 'node-red';

/** The node's settings as the editor stores them. Each `...Type` is the type of a typed input. */
export interface InvokeConfig extends NodeDef {
  /** ID of an `aliyun-iot-account` node. */
  account?: string;
  /** `names` (ProductKey and DeviceName) or `iotId`. */
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
  version?: number;
}
