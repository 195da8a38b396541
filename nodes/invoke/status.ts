import type { NodeStatus } from 'node-red';
import type { AliyunIotError } from '../../lib/errors';

/** The node has no account, or its settings have to be corrected. */
export const NOT_CONFIGURED: NodeStatus = {
  fill: 'red',
  shape: 'ring',
  text: 'aliyun-iot-invoke.status.not-configured',
};

/**
 * The status after a message has begun or ended.
 *
 * @param inFlight how many messages are being worked on.
 * @param ended how the last one went; absent when one has begun.
 */
export function invokeStatus(inFlight: number, ended?: { failure?: AliyunIotError }): NodeStatus {
  if (inFlight > 1) {
    return { fill: 'blue', shape: 'dot', text: String(inFlight) };
  }
  if (inFlight === 1 || ended === undefined) {
    return { fill: 'blue', shape: 'dot', text: 'aliyun-iot-invoke.status.calling' };
  }
  if (ended.failure === undefined) {
    return { fill: 'green', shape: 'dot', text: 'node-red:common.status.ok' };
  }
  return ended.failure.kind === 'config'
    ? NOT_CONFIGURED
    : { fill: 'red', shape: 'dot', text: 'node-red:common.status.error' };
}
