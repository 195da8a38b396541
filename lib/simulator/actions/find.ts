import type { Parameters } from '../parameters';
import { businessRefusal } from '../refusals';
import type { Device, Product, World } from '../world';

/**
 * The product a call names.
 *
 * @throws BusinessRefusal when ProductKey is absent or unknown.
 */
export function findProduct(parameters: Parameters, world: World): Product {
  const productKey = parameters.get('ProductKey');
  if (productKey === undefined) throw businessRefusal('iot.prod.NullProductKey');
  const product = world.products.get(productKey);
  if (!product) throw businessRefusal('iot.prod.NotExistedProduct');
  return product;
}

/**
 * The device a call names, by IotId or by ProductKey and DeviceName; IotId wins when both are there.
 *
 * @throws BusinessRefusal when it is not named or does not exist.
 * @see https://help.aliyun.com/document_detail/69584.html
 */
export function findDevice(parameters: Parameters, world: World): Device {
  const iotId = parameters.get('IotId');
  if (iotId !== undefined) {
    const device = world.devicesByIotId.get(iotId);
    if (!device) throw businessRefusal('iot.device.InvalidIoTId');
    return device;
  }
  const product = findProduct(parameters, world);
  const deviceName = parameters.get('DeviceName');
  if (deviceName === undefined) throw businessRefusal('iot.device.NullDeviceName');
  const device = product.devices.get(deviceName);
  if (!device) throw businessRefusal('iot.device.NotExistedDevice');
  return device;
}

/** The product of a device. */
export function productOf(device: Device, world: World): Product {
  const product = world.products.get(device.productKey);
  if (!product) throw businessRefusal('iot.prod.NotExistedProduct');
  return product;
}
