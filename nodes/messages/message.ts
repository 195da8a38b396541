import type { NodeMessage } from 'node-red';
import type { DeviceMessage } from '../../lib/messages';

/**
 * The message that a flow gets. All that listen share the original, so its body is copied.
 *
 * @param outdated a newer status of the device has been seen.
 */
export function flowMessage(message: DeviceMessage, outdated: boolean): NodeMessage {
  const { topic, payload } = message;
  const aliyun = { ...describe(message), ...(outdated && { outdated }) };
  const out = { topic, payload: structuredClone(payload), aliyun };
  return out;
}

/** Of a reply, the MessageId is that of the call, so that the two can be joined. */
function describe({
  kind,
  topic,
  messageId,
  generateTime,
  productKey,
  deviceName,
  payload,
  reply,
}: DeviceMessage) {
  const identifier = reply?.identifier ?? (kind === 'event' ? identifierIn(payload) : undefined);
  return {
    kind,
    topic,
    ...(kind === 'reply' ? { messageId: reply?.requestId, envelopeId: messageId } : { messageId }),
    generateTime,
    productKey,
    deviceName,
    ...(identifier !== undefined && { identifier }),
    ...(reply && { requestId: reply.requestId, code: reply.code }),
  };
}

function identifierIn(payload: unknown): string | undefined {
  const { identifier } = (payload ?? {}) as { identifier?: unknown };
  return typeof identifier === 'string' ? identifier : undefined;
}
