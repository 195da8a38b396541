import type { Device, World } from '../world';
import type { Action } from './action';
import { chinaDate, utcDate } from './dates';
import { statusOf } from './device-status';
import { findDevice, productOf } from './find';

/** @see https://help.aliyun.com/document_detail/69594.html */
export const queryDeviceDetail: Action = {
  name: 'QueryDeviceDetail',
  required: [],
  run({ parameters }, { world }) {
    const device = findDevice(parameters, world);
    return {
      Data: {
        ProductKey: device.productKey,
        ProductName: productOf(device, world).productName,
        DeviceName: device.deviceName,
        Nickname: device.nickname,
        IotId: device.iotId,
        DeviceSecret: device.deviceSecret,
        Status: statusOf(device),
        NodeType: 0,
        Region: 'simulator',
        IpAddress: statusOf(device) === 'ONLINE' ? '127.0.0.1' : '',
        FirmwareVersion: '1.0.0',
        Owner: true,
        UtcCreate: utcDate(world.createdAt),
        GmtCreate: chinaDate(world.createdAt),
        ...connectionDates(device, world),
      },
    };
  },
};

/** Empty for a device that never connected. */
function connectionDates(device: Device, world: World): object {
  if (statusOf(device) === 'UNACTIVE') return { UtcActive: '', UtcOnline: '', GmtActive: '', GmtOnline: '' };
  return {
    UtcActive: utcDate(world.createdAt),
    UtcOnline: utcDate(device.changedAt),
    GmtActive: chinaDate(world.createdAt),
    GmtOnline: chinaDate(device.changedAt),
  };
}
