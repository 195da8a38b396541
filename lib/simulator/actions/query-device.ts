import type { Parameters } from '../parameters';
import { businessRefusal } from '../refusals';
import type { Device, Product, World } from '../world';
import type { Action } from './action';
import { gmtDate, utcDate } from './dates';
import { statusOf } from './device-status';
import { findProduct } from './find';
import { pageCount, readPage, type Page } from './paging';

const MAX_PAGE_SIZE = 50;
/** Beyond this many devices a page is reached only with the NextToken of the page before. */
const MAX_WITHOUT_TOKEN = 10_000;

/** @see https://help.aliyun.com/document_detail/69905.html */
export const queryDevice: Action = {
  name: 'QueryDevice',
  required: ['ProductKey'],
  run({ parameters }, { world }) {
    const product = findProduct(parameters, world);
    const page = readPage(parameters, MAX_PAGE_SIZE);
    const devices = [...product.devices.values()];
    const start = startOf(page, parameters, product);
    const rows = start === undefined ? [] : devices.slice(start, start + page.pageSize);
    const next = start === undefined ? devices.length : start + page.pageSize;
    return {
      Page: page.currentPage,
      PageSize: page.pageSize,
      PageCount: pageCount(devices.length, page.pageSize),
      Total: devices.length,
      NextToken: next < devices.length ? writeToken(product, next) : '',
      Data: { DeviceInfo: rows.map((device) => deviceInfo(device, world)) },
    };
  },
};

/** Where the page starts; undefined when it lies too far out to be read without a token. */
function startOf(page: Page, parameters: Parameters, product: Product): number | undefined {
  const token = parameters.get('NextToken');
  if (token !== undefined) return readToken(product, token);
  if (page.pageSize * page.currentPage > MAX_WITHOUT_TOKEN) return undefined;
  return (page.currentPage - 1) * page.pageSize;
}

function writeToken(product: Product, offset: number): string {
  return Buffer.from(`${product.productKey}:${offset}`).toString('base64url');
}

function readToken(product: Product, token: string): number {
  const [productKey, offset = ''] = Buffer.from(token, 'base64url').toString().split(':');
  if (productKey !== product.productKey || !/^\d{1,9}$/.test(offset)) {
    throw businessRefusal('iot.device.PageTokenIsIllegal');
  }
  return Number(offset);
}

function deviceInfo(device: Device, world: World): object {
  return {
    DeviceId: device.iotId,
    IotId: device.iotId,
    DeviceName: device.deviceName,
    ProductKey: device.productKey,
    DeviceSecret: device.deviceSecret,
    DeviceStatus: statusOf(device),
    DeviceType: 'default',
    Nickname: device.nickname,
    UtcCreate: utcDate(world.createdAt),
    UtcModified: utcDate(device.changedAt),
    GmtCreate: gmtDate(world.createdAt),
    GmtModified: gmtDate(device.changedAt),
  };
}
