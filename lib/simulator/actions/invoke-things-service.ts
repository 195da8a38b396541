import type { Parameters } from '../parameters';
import { businessRefusal, missingParameter } from '../refusals';
import type { Device, Product } from '../world';
import type { Action } from './action';
import { findProduct } from './find';
import { deliver, readServiceCall, unreachable } from './service-call';

/** The documented limit; the API's schema allows more. */
const MAX_DEVICE_NAMES = 100;

/**
 * One service of many devices, always asynchronous. The answer says nothing of the single device, not even a
 * MessageId: a device that cannot be reached is passed over in silence (inferred). That one unknown DeviceName
 * refuses the whole call before any device acts, and that a name given twice counts once, is inferred too.
 *
 * @see https://help.aliyun.com/document_detail/96242.html
 */
export const invokeThingsService: Action = {
  name: 'InvokeThingsService',
  required: ['ProductKey', 'Identifier', 'Args'],
  run({ parameters, requestId }, platform) {
    const product = findProduct(parameters, platform.world);
    const devices = findDevices(product, parameters);
    const call = readServiceCall(product, parameters, platform);
    for (const device of devices) {
      if (!unreachable(device)) deliver(device, call, { mode: 'async', requestId }, platform);
    }
    return {};
  },
};

function findDevices(product: Product, parameters: Parameters): Set<Device> {
  const devices = new Set<Device>();
  for (let n = 1; ; n += 1) {
    const deviceName = parameters.get(`DeviceName.${n}`);
    if (deviceName === undefined) break;
    if (n > MAX_DEVICE_NAMES) throw businessRefusal('iot.device.TooManyDeviceNamesPerRequest');
    const device = product.devices.get(deviceName);
    if (!device) throw businessRefusal('iot.device.NotExistedDevice');
    devices.add(device);
  }
  if (devices.size === 0) throw missingParameter('DeviceName');
  return devices;
}
