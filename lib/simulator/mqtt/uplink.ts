import { productOf } from '../actions/find';
import { parseObject } from '../json';
import { publishEvent, publishProperties, type Report } from '../messages/report';
import { publishReply } from '../messages/reply';
import type { Platform } from '../platform';
import type { DeviceSession } from './session';

/** What a device may publish, by the topic after its own prefix. */
const EVENT = /^thing\/event\/([^/]+)\/post$/;
const SERVICE_REPLY = /^thing\/service\/(?:[^/]+_reply|property\/set_reply)$/;
const RRPC_RESPONSE = /^rrpc\/response\/([^/]+)$/;
const EXTENDED_RRPC = /^\/ext\/rrpc\/([^/]+)\/sys\//;

/**
 * Takes what a device published.
 *
 * @param topic any; one that is not the device's own is passed over.
 */
export function takeUplink(session: DeviceSession, topic: string, payload: Buffer, platform: Platform): void {
  const text = payload.toString('utf8');
  const { productKey, deviceName } = session.device;
  const [, extendedId] = EXTENDED_RRPC.exec(topic) ?? [];
  if (extendedId !== undefined) {
    session.replied(extendedId, text);
    return;
  }
  const custom = `/${productKey}/${deviceName}/user/`;
  if (topic.startsWith(custom)) platform.messages.publish({ topic, body: payload, qos: 0 });
  const own = `/sys/${productKey}/${deviceName}/`;
  if (topic.startsWith(own)) takeSystem(session, topic.slice(own.length), topic, text, platform);
}

function takeSystem(
  session: DeviceSession,
  rest: string,
  topic: string,
  text: string,
  platform: Platform,
): void {
  const [, rrpcId] = RRPC_RESPONSE.exec(rest) ?? [];
  if (rrpcId !== undefined) session.replied(rrpcId, text);
  if (SERVICE_REPLY.test(rest)) publishReply(session.device, topic, text, platform);
  const [, event] = EVENT.exec(rest) ?? [];
  if (event !== undefined) takeEvent(session, event, topic, text, platform);
}

/**
 * A post of properties or of an event. Its `id` goes back as it came: the official SDK's are no numbers.
 *
 * @see https://help.aliyun.com/document_detail/89301.html
 */
function takeEvent(
  session: DeviceSession,
  event: string,
  topic: string,
  text: string,
  platform: Platform,
): void {
  const post = parseObject(text);
  if (!post) return;
  const { id, sys } = post;
  const report = reportOf(post);
  const failures = report && publish(session, event, report, platform);
  if ((sys as { ack?: unknown } | undefined)?.ack === 0) return;
  session.tell(`${topic}_reply`, {
    code: report ? 200 : 460,
    data: failures ?? {},
    id,
    message: report ? 'success' : 'request parameter error',
    method: `thing.event.${event}.post`,
    version: '1.0',
  });
}

function reportOf({ id, params }: Record<string, unknown>): Report | undefined {
  if (typeof params !== 'object' || params === null || Array.isArray(params)) return undefined;
  const requestId = typeof id === 'string' ? id : JSON.stringify(id ?? null);
  return { requestId, params: params as Report['params'] };
}

function publish(
  { device }: DeviceSession,
  event: string,
  report: Report,
  platform: Platform,
): Record<string, string> {
  const product = productOf(device, platform.world);
  if (event === 'property') return publishProperties(device, product, report, platform);
  publishEvent(device, product, event, report, platform);
  return {};
}
