import type { FlowItem } from '../../support/nodes';

/** A subscription as the editor would store it, changed. */
export function subscriptionNode(change: object = {}): FlowItem {
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

/** A messages node as the editor would store it, changed. */
export function messagesNode(change: object = {}): FlowItem {
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
    wires: [['out']],
    ...change,
  };
}
