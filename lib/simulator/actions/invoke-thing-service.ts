import { publishUndelivered } from '../messages/reply';
import type { Platform } from '../platform';
import { businessRefusal } from '../refusals';
import type { Execution } from '../types';
import type { Device } from '../world';
import type { Action } from './action';
import { findDevice, productOf } from './find';
import { deliver, readServiceCall, unreachable, type ServiceCall } from './service-call';

/**
 * That Qos 1 makes no difference to the answer is inferred.
 *
 * @see https://help.aliyun.com/document_detail/69584.html
 */
export const invokeThingService: Action = {
  name: 'InvokeThingService',
  required: ['Identifier', 'Args'],
  async run({ parameters, requestId }, platform) {
    const device = findDevice(parameters, platform.world);
    const product = productOf(device, platform.world);
    const call = readServiceCall(product, parameters, platform);
    const mode = product.validate === 'none' ? 'async' : (call.service.callType ?? 'async');
    const reason = unreachable(device);
    if (reason) return undelivered(device, call, mode, reason, platform);

    const { messageId, reply } = deliver(device, call, { mode, requestId }, platform);
    if (!reply) return { Data: { MessageId: messageId } };
    const result = await platform.timers.within(platform.rrpcTimeoutMs, reply);
    if (result === undefined) throw businessRefusal('iot.messagebroker.TIMEOUT');
    return { Data: { Result: result, MessageId: messageId } };
  },
};

/**
 * Whether an asynchronous call to a device that is away is refused here, or reported later by message, is not known:
 * there is an option for it.
 */
function undelivered(
  device: Device,
  { service: { identifier } }: ServiceCall,
  mode: Execution['mode'],
  reason: NonNullable<ReturnType<typeof unreachable>>,
  platform: Platform,
): object {
  const away = reason === 'iot.messagebroker.OFFLINE' || reason === 'iot.device.InactiveDevice';
  if (mode === 'sync' || !away || platform.asyncOffline === 'refused') throw businessRefusal(reason);
  const messageId = platform.nextMessageId();
  publishUndelivered(device, { identifier, messageId }, reason, platform);
  return { Data: { MessageId: messageId } };
}
