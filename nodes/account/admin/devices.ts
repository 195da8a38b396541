import type { AdminRoute } from '../../shared/admin/routes';
import { count, object, optional, text } from '../../shared/admin/shape';
import type { AccountDesk, DeskRequest, LookUp } from './desk';
import { id, lookUpFields, matches, nothingFound, searchText } from './look-up-shape';

interface DevicesRequest extends DeskRequest {
  productKey: string;
  nextToken?: string;
  pageSize?: number;
  search?: string;
}

interface DeviceItem {
  deviceName: string;
  iotId: string;
  nickname: string;
  status: string;
}

/** @see https://help.aliyun.com/document_detail/73729.html */
const DEVICE_NAME = /^[\w\-@.:]{4,32}$/;

/**
 * One page of a product's devices. The platform cannot search, so a search looks through this page and, with the first
 * one, asks for the device whose name it is; a product may have more devices than could ever be read. `searched` tells
 * how many were looked at.
 */
export function devicesRoute(desk: AccountDesk): AdminRoute<DevicesRequest> {
  return {
    path: 'devices',
    permission: 'aliyun-iot.read',
    shape: object<DevicesRequest>({
      ...lookUpFields,
      productKey: id,
      nextToken: optional(text(4_000)),
      pageSize: optional(count(1, 50)),
      search: searchText,
    }),
    answer: async (request, call) =>
      desk.lookUp(await desk.resolve(request, call), request, call, (lookUp) => devicePage(request, lookUp)),
  };
}

async function devicePage(request: DevicesRequest, lookUp: LookUp): Promise<object> {
  const { productKey, nextToken, pageSize = 50 } = request;
  const search = request.search?.trim() ?? '';
  const [page, exact] = await Promise.all([
    lookUp(['devices', productKey, nextToken ?? '', pageSize], (client, signal) =>
      client.queryDevice({ productKey, pageSize, nextToken, signal }),
    ),
    !nextToken && DEVICE_NAME.test(search) ? deviceOf(productKey, search, lookUp) : undefined,
  ]);
  const found = page.devices
    .filter(({ deviceName, nickname, iotId }) => matches(search, deviceName, nickname, iotId))
    .map(({ deviceStatus, ...device }) => itemOf({ ...device, status: deviceStatus }));
  const isListed = found.some(({ deviceName }) => deviceName === exact?.deviceName);
  return {
    devices: exact && !isListed ? [exact, ...found] : found,
    searched: page.devices.length,
    total: page.total,
    nextToken: page.nextToken,
  };
}

/** The device of this name, if there is one that may be seen; otherwise the search has just found nothing. */
async function deviceOf(
  productKey: string,
  deviceName: string,
  lookUp: LookUp,
): Promise<DeviceItem | undefined> {
  const device = await lookUp(['device', productKey, deviceName], (client, signal) =>
    client.queryDeviceDetail({ productKey, deviceName }, { signal }),
  ).catch(nothingFound);
  return device && itemOf(device);
}

function itemOf({ deviceName, iotId, nickname, status }: DeviceItem): DeviceItem {
  return { deviceName, iotId, nickname, status };
}
