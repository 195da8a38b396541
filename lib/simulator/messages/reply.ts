import type { DeviceCall } from '../device-call';
import { parseObject } from '../json';
import type { Platform } from '../platform';
import type { Device } from '../world';

/** Codes the platform itself puts into a reply. https://help.aliyun.com/document_detail/73736.html */
const UNDELIVERED = {
  'iot.device.InactiveDevice': [9200, 'device not activated'],
  'iot.messagebroker.OFFLINE': [9201, 'device offline'],
} as const;

/** What a reply message says. */
interface Reply {
  /** The Alink `id`, which is the MessageId of the call. */
  requestId: string;
  code: number;
  message: string;
  /** The topic the reply is about. */
  topic: string;
  data: unknown;
}

/** The topic a device answers an asynchronous call on. https://help.aliyun.com/document_detail/89301.html */
function replyTopic({ productKey, deviceName }: Device, identifier: string): string {
  return `${serviceTopic({ productKey, deviceName }, identifier)}_reply`;
}

/** The topic an asynchronous call reaches its device on. https://help.aliyun.com/document_detail/89301.html */
export function serviceTopic(
  { productKey, deviceName }: Pick<Device, 'productKey' | 'deviceName'>,
  identifier: string,
): string {
  return `/sys/${productKey}/${deviceName}/thing/service/${identifier}`;
}

/**
 * Publishes what a virtual device answers to an asynchronous call, a moment later than it is ready: most callers then
 * have their MessageId, as with the real platform.
 *
 * @param text the device's Alink reply, still on its way.
 */
export async function publishReplyLater(
  device: Device,
  { service }: DeviceCall,
  text: Promise<string>,
  platform: Platform,
): Promise<void> {
  const { era } = platform.messages;
  const reply = await text;
  await platform.timers.wait(platform.replyDelayMs);
  if (era !== platform.messages.era) return;
  publishReply(device, replyTopic(device, service.identifier), reply, platform);
}

/**
 * Publishes a device's answer. One that is no JSON object, or has no whole number for its code, goes nowhere: the
 * platform only logs it (6207; inferred for the code).
 *
 * @param topic the topic it came on.
 */
export function publishReply(device: Device, topic: string, text: string, platform: Platform): void {
  const reply = readReply(text);
  if (reply) publish(device, { ...reply, topic }, platform);
}

/**
 * Publishes why a call did not reach its device. That its topic is the request's is inferred.
 *
 * @see https://help.aliyun.com/document_detail/73736.html
 */
export function publishUndelivered(
  device: Device,
  call: { identifier: string; messageId: string },
  reason: keyof typeof UNDELIVERED,
  platform: Platform,
): void {
  const [code, message] = UNDELIVERED[reason];
  const topic = serviceTopic(device, call.identifier);
  const { era } = platform.messages;
  platform.timers.after(platform.replyDelayMs, () => {
    if (era !== platform.messages.era) return;
    publish(device, { requestId: call.messageId, code, message, topic, data: {} }, platform);
  });
}

/** @see https://help.aliyun.com/document_detail/73736.html */
function publish(device: Device, { requestId, code, message, topic, data }: Reply, platform: Platform): void {
  const { iotId, productKey, deviceName } = device;
  const gmtCreate = platform.now();
  platform.messages.publish({
    topic: `/${productKey}/${deviceName}/thing/downlink/reply/message`,
    body: { gmtCreate, iotId, productKey, deviceName, requestId, code, message, topic, data },
  });
}

function readReply(text: string): Omit<Reply, 'topic'> | undefined {
  const reply = parseObject(text);
  const code = Number(reply?.['code'] ?? NaN);
  if (!reply || !Number.isInteger(code)) return undefined;
  const { id, message, data = {} } = reply;
  return {
    requestId: typeof id === 'string' ? id : JSON.stringify(id ?? null),
    code,
    message: typeof message === 'string' ? message : code === 200 ? 'success' : '',
    data,
  };
}
