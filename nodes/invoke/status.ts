import type { NodeStatus } from 'node-red';
import type { AliyunIotError, Texts } from '../../lib/errors';

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

/**
 * What to log when a deploy ended calls that had been sent.
 *
 * @param calls how many.
 */
export function cutShort(calls: number): Texts {
  return {
    en: `Calls ended by this deploy or shutdown although they had been sent: ${calls}. Their devices may have acted: check their state.`,
    zh: `本次部署或关闭中断了 ${calls} 个已发送的调用。相应设备可能已经执行，请确认设备状态。`,
  };
}
