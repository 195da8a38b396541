import { businessRefusal } from '../refusals';
import type { Action } from './action';
import { findDevice, productOf } from './find';
import { deliver, readServiceCall, unreachable } from './service-call';

/**
 * That an asynchronous call to an offline device is refused here, and not reported later by message, is inferred; so
 * is that Qos 1 makes no difference to the answer.
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
    const refusal = unreachable(device);
    if (refusal) throw businessRefusal(refusal);

    const mode = product.validate === 'none' ? 'async' : (call.service.callType ?? 'async');
    const { messageId, reply } = deliver(device, call, { mode, requestId }, platform);
    if (mode === 'async') return { Data: { MessageId: messageId } };
    const result = await platform.timers.within(platform.rrpcTimeoutMs, reply);
    if (result === undefined) throw businessRefusal('iot.messagebroker.TIMEOUT');
    return { Data: { Result: result, MessageId: messageId } };
  },
};
