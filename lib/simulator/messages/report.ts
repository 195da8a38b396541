import { checkArgsText, type Parameter, type ValidateLevel } from '../../tsl';
import type { Platform } from '../platform';
import type { Device, Product } from '../world';

/** A property or event as a device sent it. */
export interface Report {
  /** The device's own `id`, as text; the word `null` when it gave none. */
  requestId: string;
  params: Record<string, unknown>;
}

/** A value that does not fit the thing model. */
interface Failure {
  code: number;
  message: string;
}

/**
 * Publishes properties that a device posted. What does not fit the model is listed apart.
 *
 * @returns the text of each failure by property, as the device is told.
 * @see https://help.aliyun.com/document_detail/73736.html
 */
export function publishProperties(
  device: Device,
  product: Product,
  { requestId, params }: Report,
  platform: Platform,
): Record<string, string> {
  const now = platform.now();
  const items: Record<string, unknown> = {};
  const checkFailedData: Record<string, unknown> = {};
  const failures: Record<string, string> = {};
  for (const [identifier, posted] of Object.entries(params)) {
    const { value, time } = valueAndTime(posted, now);
    const failure = check(product.validate, product.reportable.properties.get(identifier), identifier, value);
    if (failure) {
      checkFailedData[identifier] = { value, time, ...failure };
      failures[identifier] = failure.message;
    } else items[identifier] = { value, time };
  }
  publish(device, 'property', { requestId, items, checkFailedData }, platform);
  return failures;
}

/**
 * Publishes an event that a device posted, with its outputs under `value` or, as the official SDKs send them, bare.
 *
 * @see https://help.aliyun.com/document_detail/73736.html
 */
export function publishEvent(
  device: Device,
  product: Product,
  identifier: string,
  { requestId, params }: Report,
  platform: Platform,
): void {
  const event = product.reportable.events.get(identifier);
  const name = event?.name ?? identifier;
  // Without validation every event is an `info`.
  const type = product.validate === 'none' ? 'info' : (event?.type ?? 'info');
  const { value, time } = valueAndTime(params, platform.now());
  publish(
    device,
    identifier,
    { identifier, name, type, requestId, value, time, checkFailedData: {} },
    platform,
  );
}

function publish(device: Device, what: string, report: object, platform: Platform): void {
  const { iotId, productKey, deviceName } = device;
  platform.messages.publish({
    topic: `/${productKey}/${deviceName}/thing/event/${what}/post`,
    body: {
      iotId,
      productKey,
      deviceName,
      deviceType: 'CustomCategory',
      gmtCreate: platform.now(),
      ...report,
    },
  });
}

/** A value may come bare or with the time it was taken. */
function valueAndTime(posted: unknown, now: number): { value: unknown; time: number } {
  if (typeof posted === 'object' && posted !== null && 'value' in posted) {
    const { value, time } = posted as { value: unknown; time?: unknown };
    return { value, time: typeof time === 'number' ? time : now };
  }
  return { value: posted, time: now };
}

/** @see https://help.aliyun.com/document_detail/44542.html for the codes. */
function check(
  level: ValidateLevel,
  property: Parameter | undefined,
  identifier: string,
  value: unknown,
): Failure | undefined {
  if (level === 'none') return undefined;
  if (!property) return { code: 6320, message: `tsl parse: params not exist -> ${identifier}` };
  const [problem] = checkArgsText([property], JSON.stringify({ [identifier]: value }), level, 'lenient');
  return problem && { code: problem.code, message: problem.message };
}
