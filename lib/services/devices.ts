import { AliyunIotError, type Problem, type Texts } from '../errors';
import { textOf } from '../openapi';
import { numberOf, objectOf, objectsOf, requiredText, type Fields } from './fields';
import { checkCount, read, validate, type ReadContext } from './read';
import type {
  DeviceDetail,
  DevicePage,
  DeviceQuery,
  DeviceState,
  DeviceSummary,
  DeviceTarget,
} from './read-types';
import { checkId, checkTarget } from './validate';

const MAX_PAGE_SIZE = 50;

/**
 * One page of a product's devices. Pages follow each other by their tokens alone: page numbers end after 10,000
 * devices.
 *
 * @throws AliyunIotError
 * @see https://help.aliyun.com/document_detail/69905.html
 */
export async function queryDevice(
  query: DeviceQuery,
  context: ReadContext,
  signal: AbortSignal,
): Promise<DevicePage> {
  const params = validate((problems) => {
    const { productKey, pageSize, nextToken } = query;
    checkId('productKey', productKey, problems);
    checkToken(nextToken, problems);
    return {
      ProductKey: productKey,
      PageSize: checkCount('pageSize', pageSize, { max: MAX_PAGE_SIZE, byDefault: MAX_PAGE_SIZE }, problems),
      ...(nextToken ? { NextToken: nextToken } : {}),
    };
  });
  const { body, data } = await read(context, 'QueryDevice', params, signal);
  const token = textOf(body['NextToken']);
  return {
    devices: objectsOf(data['DeviceInfo']).map(summaryOf),
    total: numberOf(body['Total']) ?? 0,
    ...(token === '' ? {} : { nextToken: token }),
  };
}

/**
 * All devices, page by page.
 *
 * @param page reads the page that follows a token.
 * @throws AliyunIotError
 */
export async function* allDevices(
  page: (nextToken: string | undefined) => Promise<DevicePage>,
): AsyncGenerator<DeviceSummary, void> {
  let token: string | undefined;
  do {
    const { devices, nextToken } = await page(token);
    yield* devices;
    if (nextToken !== undefined && nextToken === token) throw goesInCircles();
    token = nextToken;
  } while (token !== undefined);
}

/**
 * One device.
 *
 * @throws AliyunIotError
 * @see https://help.aliyun.com/document_detail/69594.html
 */
export async function queryDeviceDetail(
  target: DeviceTarget,
  context: ReadContext,
  signal: AbortSignal,
): Promise<DeviceDetail> {
  const answer = await read(context, 'QueryDeviceDetail', targetParams(target), signal);
  const { data } = answer;
  // GmtCreate, GmtActive and GmtOnline are left out: they are in UTC+8 and do not say so.
  return {
    productKey: textOf(data['ProductKey']),
    productName: textOf(data['ProductName']),
    deviceName: textOf(data['DeviceName']),
    iotId: textOf(data['IotId']),
    nickname: textOf(data['Nickname']),
    status: requiredText(answer, 'Status'),
    region: textOf(data['Region']),
    ipAddress: textOf(data['IpAddress']),
    firmwareVersion: textOf(data['FirmwareVersion']),
    nodeType: numberOf(data['NodeType']),
    utcCreate: textOf(data['UtcCreate']),
    utcActive: textOf(data['UtcActive']),
    utcOnline: textOf(data['UtcOnline']),
  };
}

/**
 * Whether a device is online.
 *
 * @throws AliyunIotError
 * @see https://help.aliyun.com/document_detail/69617.html
 */
export async function getDeviceStatus(
  target: DeviceTarget,
  context: ReadContext,
  signal: AbortSignal,
): Promise<DeviceState> {
  const answer = await read(context, 'GetDeviceStatus', targetParams(target), signal);
  return { status: requiredText(answer, 'Status'), timestamp: numberOf(answer.data['Timestamp']) };
}

function checkToken(value: unknown, problems: Problem[]): void {
  if (value === undefined || (typeof value === 'string' && value.isWellFormed())) return;
  problems.push({ path: 'nextToken', rule: 'invalid-token', texts: BAD_TOKEN });
}

function targetParams(target: DeviceTarget): Record<string, string> {
  return validate((problems) => checkTarget(objectOf(target), problems).params);
}

function summaryOf(fields: Fields): DeviceSummary {
  return {
    productKey: textOf(fields['ProductKey']),
    deviceName: textOf(fields['DeviceName']),
    iotId: textOf(fields['IotId']),
    nickname: textOf(fields['Nickname']),
    deviceStatus: textOf(fields['DeviceStatus']),
    deviceType: textOf(fields['DeviceType']),
    utcCreate: textOf(fields['UtcCreate']),
    utcModified: textOf(fields['UtcModified']),
  };
}

function goesInCircles(): AliyunIotError {
  return new AliyunIotError({
    code: 'paging-in-circles',
    kind: 'platform',
    executed: 'no',
    texts: {
      en: 'The platform keeps giving the same page of devices, so the list is not complete. Try again; if this repeats, open a ticket.',
      zh: '平台重复返回同一页设备，列表不完整。请重试；若反复出现，请提交工单。',
    },
  });
}

const BAD_TOKEN: Texts = {
  en: 'must be the nextToken of the page before.',
  zh: '必须是上一页返回的 nextToken。',
};
