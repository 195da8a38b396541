import { deviceCodeOf } from '../openapi';
import type { ServiceReply } from './types';

const SERVICE = /\/thing\/service\/(?:property\/)?([^/]+?)(_reply)?$/;

/**
 * Reads a device's answer to an asynchronous call. Ids come as number or text and are compared as text.
 *
 * @param device from the envelope's topic; what the body says wins.
 * @returns undefined when the body has no usable `requestId`.
 */
export function readReply(
  payload: unknown,
  device: { productKey?: string; deviceName?: string },
): ServiceReply | undefined {
  if (!isRecord(payload)) return undefined;
  const requestId = idIn(payload['requestId']);
  if (requestId === undefined) return undefined;
  const code = deviceCodeOf(payload['code']);
  const message = textIn(payload, 'message');
  const topic = textIn(payload, 'topic');
  const { data, checkFailedData } = payload;
  const [, identifier, ownReply] = SERVICE.exec(topic ?? '') ?? [];
  return {
    requestId,
    ...defined({
      identifier,
      code,
      message,
      topic,
      checkFailedData,
      iotId: textIn(payload, 'iotId'),
      productKey: textIn(payload, 'productKey') ?? device.productKey,
      deviceName: textIn(payload, 'deviceName') ?? device.deviceName,
    }),
    data,
    fromDevice: ownReply !== undefined,
    result: { id: requestId, ...defined({ code }), data, ...defined({ message }) },
  };
}

/** True for a JSON object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A member that is a text and not empty. */
export function textIn(record: Record<string, unknown>, name: string): string | undefined {
  const value = record[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

// The platform writes the text "null" where a device gave no id.
function idIn(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text !== '' && text !== 'null' ? text : undefined;
}

function defined<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}
