import { isUtf8 } from 'node:buffer';
import { parseJson } from '../openapi';
import type { Envelope } from './envelope';
import { isRecord, readReply, textIn } from './reply';
import type { DeviceMessage, MessageKind } from './types';

const STATUS = /^\/as\/mqtt\/status\/([^/]+)\/([^/]+)$/;
// With the device's own prefix `/sys` or, as in the envelope, without.
const THING = /^(?:\/sys)?\/([^/]+)\/([^/]+)\/thing\/(.+)$/;
// What else begins with the device; of other topics, the body has to tell.
const OF_DEVICE = /^\/([^/]+)\/([^/]+)\/(?:user|ota)\//;

const KINDS: readonly (readonly [RegExp, MessageKind])[] = [
  [/^downlink\/reply\/message$/, 'reply'],
  // `history/post` and the like are properties that a device had stored.
  [/^event\/property\/(.+\/)?post$/, 'property'],
  [/^event\/[^/]+\/(.+\/)?post$/, 'event'],
  [/^lifecycle$/, 'lifecycle'],
];

/**
 * Reads one message of the subscription. It takes whatever comes: a body that is no JSON is passed on as text,
 * and one that is no text as bytes.
 *
 * @see https://help.aliyun.com/document_detail/73736.html
 */
export function decodeEnvelope({ body, ...envelope }: Envelope): DeviceMessage {
  const payload = parse(body);
  const { kind, productKey, deviceName } = placeOf(envelope.topic, payload);
  const reply = kind === 'reply' ? readReply(payload, { productKey, deviceName }) : undefined;
  return {
    kind,
    ...envelope,
    ...(productKey && { productKey }),
    ...(deviceName && { deviceName }),
    payload,
    raw: body,
    ...(reply && { reply }),
  };
}

function parse(body: Buffer): unknown {
  if (!isUtf8(body)) return body;
  const text = body.toString('utf8');
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}

function placeOf(topic: string, payload: unknown): Pick<DeviceMessage, 'kind' | 'productKey' | 'deviceName'> {
  const status = STATUS.exec(topic);
  if (status) return { kind: 'status', productKey: status[1], deviceName: status[2] };
  const [, productKey, deviceName, rest] = THING.exec(topic) ?? [];
  if (rest !== undefined) {
    const kind = KINDS.find(([pattern]) => pattern.test(rest))?.[1] ?? 'other';
    return { kind, productKey, deviceName };
  }
  const other = OF_DEVICE.exec(topic);
  const device = other ? { productKey: other[1], deviceName: other[2] } : deviceIn(payload);
  return { kind: 'other', ...device };
}

function deviceIn(payload: unknown): Pick<DeviceMessage, 'productKey' | 'deviceName'> {
  if (!isRecord(payload)) return {};
  return { productKey: textIn(payload, 'productKey'), deviceName: textIn(payload, 'deviceName') };
}
