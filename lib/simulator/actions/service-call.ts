import { checkArgsText, findService, type Service } from '../../tsl';
import { replyOf } from '../device';
import type { DeviceCall } from '../device-call';
import { parseObject } from '../json';
import { publishReplyLater } from '../messages/reply';
import type { Parameters } from '../parameters';
import type { Platform } from '../platform';
import { businessRefusal, type BusinessCode } from '../refusals';
import type { Execution } from '../types';
import type { Device, Product } from '../world';

/** What is called, the same for every device that gets it. */
export interface ServiceCall {
  service: Service;
  /** The Args as they came. */
  args: string;
  /** The same, parsed. */
  params: object;
}

/**
 * Reads Identifier, Args and Qos.
 *
 * @throws BusinessRefusal
 */
export function readServiceCall(product: Product, parameters: Parameters, platform: Platform): ServiceCall {
  checkQos(parameters);
  const service = serviceOf(product, parameters);
  const args = parameters.get('Args') ?? '';
  return { service, args, params: checkArgs(args, service, product, platform) };
}

/**
 * Gives a call to a device that can be reached: from here on it acts.
 *
 * @returns the reply to a synchronous call, which is still on its way; it never rejects. The one to an asynchronous
 * call goes to the subscribers.
 */
export function deliver(
  device: Device,
  { service, args, params }: ServiceCall,
  { mode, requestId }: Pick<Execution, 'mode' | 'requestId'>,
  platform: Platform,
): { messageId: string; reply?: Promise<string> } {
  const { productKey, deviceName, connection } = device;
  const { identifier } = service;
  const messageId = connection ? platform.nextDeviceMessageId() : platform.nextMessageId();
  const at = platform.now();
  platform.executions.add({ at, productKey, deviceName, identifier, args, messageId, requestId, mode });
  const call: DeviceCall = { service, args, params, messageId };
  if (mode === 'sync') {
    return { messageId, reply: connection ? connection.request(call) : replyOf(device, call, platform) };
  }
  if (connection) connection.send(call);
  else void publishReplyLater(device, call, replyOf(device, call, platform), platform);
  return { messageId };
}

type Unreachable = Extract<
  BusinessCode,
  | 'iot.device.DeviceIsDisable'
  | 'iot.device.InactiveDevice'
  | 'iot.messagebroker.OFFLINE'
  | 'iot.messagebroker.HALFCONN'
>;

/** Why a device gets no call, as the code that says so; undefined when it gets them. */
export function unreachable({ behaviour, connection }: Device): Unreachable | undefined {
  if (connection) return undefined;
  switch (behaviour.kind) {
    case 'disabled':
      return 'iot.device.DeviceIsDisable';
    case 'inactive':
      return 'iot.device.InactiveDevice';
    case 'offline':
      return 'iot.messagebroker.OFFLINE';
    case 'half-open':
      return 'iot.messagebroker.HALFCONN';
    default:
      return undefined;
  }
}

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
