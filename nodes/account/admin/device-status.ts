import type { DeviceTarget } from '../../../lib/services';
import type { AdminRoute } from '../../shared/admin/routes';
import { object, optional } from '../../shared/admin/shape';
import type { AccountDesk, DeskRequest } from './desk';
import { id, lookUpFields } from './look-up-shape';

interface DeviceStatusRequest extends DeskRequest {
  target: DeviceTarget;
}

/** Whether a device is online. */
export function deviceStatusRoute(desk: AccountDesk): AdminRoute<DeviceStatusRequest> {
  return {
    path: 'device-status',
    permission: 'aliyun-iot.read',
    shape: object<DeviceStatusRequest>({
      ...lookUpFields,
      target: object<DeviceTarget>({
        productKey: optional(id),
        deviceName: optional(id),
        iotId: optional(id),
      }),
    }),
    answer: async (request, call) =>
      desk.lookUp(await desk.resolve(request, call), request, call, (lookUp) => {
        const { productKey, deviceName, iotId } = request.target;
        return lookUp(['status', productKey, deviceName, iotId], (client, signal) =>
          client.getDeviceStatus(request.target, { signal }),
        );
      }),
  };
}
