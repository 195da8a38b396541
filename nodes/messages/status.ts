import type { NodeStatus } from 'node-red';
import type { AliyunIotError } from '../../lib/errors';
import type { SubscriptionState } from '../../lib/messages';

/** The node has no subscription, or settings have to be corrected. */
export const NOT_CONFIGURED: NodeStatus = {
  fill: 'red',
  shape: 'ring',
  text: 'aliyun-iot-messages.status.not-configured',
};

const SHOWN: Readonly<Record<SubscriptionState, NodeStatus>> = {
  connecting: { fill: 'yellow', shape: 'ring', text: 'node-red:common.status.connecting' },
  connected: { fill: 'green', shape: 'dot', text: 'node-red:common.status.connected' },
  disconnected: { fill: 'red', shape: 'ring', text: 'node-red:common.status.disconnected' },
  refused: { fill: 'red', shape: 'ring', text: 'aliyun-iot-messages.status.refused' },
};

/** The status for a state of the subscription and its reason. */
export function messagesStatus(state: SubscriptionState, error?: AliyunIotError): NodeStatus {
  return state === 'refused' && error?.kind === 'config' ? NOT_CONFIGURED : SHOWN[state];
}
