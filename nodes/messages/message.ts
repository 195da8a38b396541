import type { NodeMessage } from 'node-red';
import type { DeviceMessage } from '../../lib/messages';
import { timesOf } from './times';

/**
 * The message that a flow gets. All that listen share the original, so its body is copied.
 *
 * @param outdated a newer status of the device has been seen.
 */
export function flowMessage(message: DeviceMessage, outdated: boolean): NodeMessage {
  const { topic, payload } = message;
  const aliyun = { ...describe(message), ...(outdated && { outdated }) };
  const out = { topic, payload: copyOf(payload), aliyun };
  return out;
}

function copyOf(payload: unknown): unknown {
  return Buffer.isBuffer(payload) ? Buffer.from(payload) : structuredClone(payload);
}

/** Of a reply, the MessageId is that of the call, so that the two can be joined. */
function describe(message: DeviceMessage) {
  const { kind, topic, messageId, generateTime, productKey, deviceName, payload, reply } = message;
  // The body of a custom topic is the device's own, and may claim anything.
  const body = kind === 'other' ? undefined : payload;
  const requestId = reply?.requestId ?? textIn(body, 'requestId');
  const identifier = reply?.identifier ?? (kind === 'event' ? textIn(body, 'identifier') : undefined);
  const iotId = textIn(body, 'iotId');
  return {
    kind,
    topic,
    ...(kind === 'reply' ? { messageId: reply?.requestId, envelopeId: messageId } : { messageId }),
    generateTime,
    ...timesOf(message),
    productKey,
    deviceName,
    ...(iotId !== undefined && { iotId }),
    ...(identifier !== undefined && { identifier }),
    ...(requestId !== undefined && { requestId }),
    ...(reply && { code: reply.code }),
  };
}

/** A member as text; the platform writes the word `null` where a device gave no ID. */
function textIn(payload: unknown, name: string): string | undefined {
  const value = (Object(payload) as Record<string, unknown>)[name];
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text !== '' && text !== 'null' ? text : undefined;
}
