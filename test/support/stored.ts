/** The nodes of this package as the editor stores them, at their present version. */

export interface FlowItem {
  id: string;
  type: string;
  wires?: string[][];
  [property: string]: unknown;
}

/** An account on the simulator, changed. */
export function storedAccount(change: object = {}): FlowItem {
  return {
    id: 'account',
    type: 'aliyun-iot-account',
    name: '',
    endpoint: 'simulator',
    iotInstanceId: '',
    signature: 'acs3-hmac-sha256',
    credentialSource: 'fields',
    proxy: '',
    tls: '',
    maxQps: 50,
    batchQps: 2,
    concurrency: 200,
    queue: 1000,
    oneAtATimePerDevice: false,
    sharedQps: '',
    models: '',
    version: 3,
    ...change,
  };
}

/** An invoke node that starts the first pump, changed. */
export function storedInvoke(change: object = {}): FlowItem {
  return {
    id: 'invoke',
    type: 'aliyun-iot-invoke',
    name: '',
    account: 'account',
    target: 'names',
    productKey: 'a1SimPump01',
    productKeyType: 'str',
    deviceName: 'pump-01',
    deviceNameType: 'str',
    iotId: '',
    iotIdType: 'str',
    identifier: 'start',
    identifierType: 'str',
    args: 'payload',
    argsType: 'msg',
    qos: '0',
    qosType: 'num',
    timeout: '',
    timeoutType: 'num',
    safeToRepeat: false,
    passDeviceErrors: false,
    thingModel: '',
    decode: false,
    tsl: '',
    subscription: '',
    waitForReply: false,
    replyTimeout: '',
    replyTimeoutType: 'num',
    devices: 'devices',
    devicesType: 'msg',
    listMode: 'each',
    listOutput: 'each',
    listConcurrency: '20',
    listDeadline: '',
    version: 3,
    ...change,
  };
}

/** A subscription of that account, changed. */
export function storedSubscription(change: object = {}): FlowItem {
  return {
    id: 'subscription',
    type: 'aliyun-iot-subscription',
    name: '',
    account: 'account',
    consumerGroupId: 'DEFAULT_GROUP',
    endpoint: '',
    uid: '',
    credit: 100,
    version: 1,
    ...change,
  };
}

/** A messages node of that subscription that takes everything, changed. */
export function storedMessages(change: object = {}): FlowItem {
  return {
    id: 'messages',
    type: 'aliyun-iot-messages',
    name: '',
    subscription: 'subscription',
    kinds: ['reply', 'property', 'event', 'status', 'lifecycle', 'other'],
    productKey: '',
    deviceName: '',
    keepOutdated: false,
    version: 1,
    ...change,
  };
}
