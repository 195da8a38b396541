import type { FlowNode } from '../../scripts/editor/session.mjs';

/** An account as it is stored, on the simulator unless `changes` say otherwise. */
export function account(changes: Partial<FlowNode> = {}): FlowNode {
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
    concurrency: 200,
    queue: 1000,
    sharedQps: '',
    batchQps: 2,
    oneAtATimePerDevice: false,
    models: '',
    version: 3,
    ...changes,
  };
}

/** An invoke node as it is stored, starting the first pump unless `changes` say otherwise. */
export function invoke(changes: Partial<FlowNode> = {}): FlowNode {
  return {
    id: 'invoke',
    type: 'aliyun-iot-invoke',
    z: 'tab',
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
    x: 380,
    y: 120,
    wires: [[]],
    ...changes,
  };
}

/** A subscription of that account as it is stored. */
export function subscription(changes: Partial<FlowNode> = {}): FlowNode {
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
    ...changes,
  };
}

/** A messages node as it is stored. */
export function messages(changes: Partial<FlowNode> = {}): FlowNode {
  return {
    id: 'messages',
    type: 'aliyun-iot-messages',
    z: 'tab',
    name: '',
    subscription: 'subscription',
    kinds: ['reply', 'property', 'event', 'status', 'lifecycle', 'other'],
    productKey: '',
    deviceName: '',
    keepOutdated: false,
    version: 1,
    x: 380,
    y: 400,
    wires: [[]],
    ...changes,
  };
}

/** A tab with these nodes on it. */
export function flow(...nodes: FlowNode[]): FlowNode[] {
  return [{ id: 'tab', type: 'tab', label: 'Flow' }, ...nodes];
}
