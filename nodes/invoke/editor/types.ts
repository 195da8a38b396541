/** The settings of an invoke node as its dialog stores them. */
export interface InvokeProperties {
  name: string;
  account: string;
  target: string;
  productKey: string;
  productKeyType: string;
  deviceName: string;
  deviceNameType: string;
  iotId: string;
  iotIdType: string;
  identifier: string;
  identifierType: string;
  args: string;
  argsType: string;
  qos: string;
  qosType: string;
  timeout: string;
  timeoutType: string;
  safeToRepeat: boolean;
  passDeviceErrors: boolean;
  /** The service as it is known to the dialog, as JSON; empty when it is not. */
  thingModel: string;
  decode: boolean;
  /** Services of a TSL that was given to this node, as JSON; empty when none was. */
  tsl: string;
  subscription: string;
  waitForReply: boolean;
  replyTimeout: string;
  replyTimeoutType: string;
  devices: string;
  devicesType: string;
  listMode: string;
  listOutput: string;
  listConcurrency: string;
  listDeadline: string;
  version: number;
}
