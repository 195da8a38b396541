import type { NodeStatus } from 'node-red';
import type { AliyunIotError, Language, Texts } from '../../lib/errors';
import type { JobCounts } from '../../lib/services';

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
 * @param waiting how many of those in flight wait for the device's reply.
 */
export function invokeStatus(
  inFlight: number,
  ended?: { failure?: AliyunIotError },
  waiting = 0,
): NodeStatus {
  if (inFlight > 1) {
    return { fill: 'blue', shape: 'dot', text: String(inFlight) };
  }
  if (inFlight === 1 || ended === undefined) {
    const what = waiting > 0 ? 'waiting-reply' : 'calling';
    return { fill: 'blue', shape: 'dot', text: `aliyun-iot-invoke.status.${what}` };
  }
  if (ended.failure === undefined) {
    return { fill: 'green', shape: 'dot', text: 'node-red:common.status.ok' };
  }
  return ended.failure.kind === 'config'
    ? NOT_CONFIGURED
    : { fill: 'red', shape: 'dot', text: 'node-red:common.status.error' };
}

/**
 * The status while lists are worked through.
 *
 * @param lists how far each of them is.
 */
export function listProgress(lists: readonly Pick<JobCounts, 'settled' | 'total'>[]): NodeStatus {
  const sum = (key: 'settled' | 'total'): number => lists.reduce((all, list) => all + list[key], 0);
  const total = sum('total');
  const text = total === 0 ? 'aliyun-iot-invoke.status.calling' : `${sum('settled')} / ${total}`;
  return { fill: 'blue', shape: 'dot', text };
}

/** The status after a list. It begins with a digit, so the editor shows it as it is: in the runtime's language. */
export function listStatus(
  { settled, total, failed, unknown }: Omit<JobCounts, 'succeeded' | 'accepted'>,
  language: Language,
): NodeStatus {
  const text = `${settled} / ${total}`;
  const bad = failed + unknown;
  if (bad === 0) return { fill: 'green', shape: 'dot', text };
  const failures = language === 'zh' ? `，失败 ${bad}` : `, failed: ${bad}`;
  return { fill: bad === total ? 'red' : 'yellow', shape: 'dot', text: text + failures };
}

/**
 * What to log when a deploy ended calls that had been sent.
 *
 * @param calls how many; each device of a list counts.
 */
export function cutShort(calls: number): Texts {
  return {
    en: `Calls that had been sent and whose outcome is lost by this deploy or shutdown: ${calls}. Their devices may have acted: check their state.`,
    zh: `因本次部署或关闭而丢失结果的已发送调用：${calls} 个。相应设备可能已经执行，请确认设备状态。`,
  };
}
