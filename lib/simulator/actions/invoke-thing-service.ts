import { checkArgsText, findService, type Service } from '../../tsl';
import { replyOf } from '../device';
import type { Parameters } from '../parameters';
import type { Platform } from '../platform';
import { businessRefusal } from '../refusals';
import type { Device, Product } from '../world';
import type { Action } from './action';
import { findDevice, productOf } from './find';

/** @see https://help.aliyun.com/document_detail/69584.html */
export const invokeThingService: Action = {
  name: 'InvokeThingService',
  required: ['Identifier', 'Args'],
  async run({ parameters, requestId }, platform) {
    const device = findDevice(parameters, platform.world);
    const product = productOf(device, platform.world);
    checkQos(parameters);
    const service = serviceOf(product, parameters);
    const args = parameters.get('Args') ?? '';
    const params = checkArgs(args, service, product, platform);
    refuseUnreachable(device);

    const mode = product.validate === 'none' ? 'async' : (service.callType ?? 'async');
    const messageId = platform.nextMessageId();
    platform.executions.add({
      at: platform.now(),
      productKey: device.productKey,
      deviceName: device.deviceName,
      identifier: service.identifier,
      args,
      messageId,
      requestId,
      mode,
    });
    const reply = replyOf(device, { service, params, messageId }, platform);
    if (mode === 'async') return { Data: { MessageId: messageId } };
    const result = await platform.timers.within(platform.rrpcTimeoutMs, reply);
    if (result === undefined) throw businessRefusal('iot.messagebroker.TIMEOUT');
    return { Data: { Result: result, MessageId: messageId } };
  },
};

/** Qos 1 only means something to a device that is away, and nothing is delivered later here. */
function checkQos(parameters: Parameters): void {
  if (!['0', '1'].includes(parameters.get('Qos') ?? '0')) {
    throw businessRefusal('iot.common.InvalidFormattedParameter', 'Qos must be 0 or 1.');
  }
}

/** Which of several codes an unknown service gets is inferred. */
function serviceOf(product: Product, parameters: Parameters): Service {
  const service = findService(product.models, parameters.get('Identifier') ?? '');
  if (!service) throw businessRefusal('iot.prod.QueryProductAbilitiesNotFound');
  return service;
}

/**
 * Which code wrong values get is inferred; the wording of the reason is the platform's own, as its log shows it.
 * @see https://help.aliyun.com/document_detail/44542.html
 */
function checkArgs(args: string, service: Service, product: Product, platform: Platform): object {
  const params = parseObject(args);
  if (!params) throw businessRefusal('iot.check.InvalidFormattedParameter');
  const problems = checkArgsText(service.inputs, args, product.validate, platform.numbers);
  if (problems.length === 0) return params;
  const reasons = problems.map(({ message }) => message).join('; ');
  throw businessRefusal('iot.device.InvokeThingServiceFailed', reasons);
}

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * That an asynchronous call to an offline device is refused here, and not reported later by message, is
 * inferred; so is that Qos 1 makes no difference to the answer.
 */
function refuseUnreachable(device: Device): void {
  switch (device.behaviour.kind) {
    case 'disabled':
      throw businessRefusal('iot.device.DeviceIsDisable');
    case 'inactive':
      throw businessRefusal('iot.device.InactiveDevice');
    case 'offline':
      throw businessRefusal('iot.messagebroker.OFFLINE');
    case 'half-open':
      throw businessRefusal('iot.messagebroker.HALFCONN');
    default:
  }
}
