import type { CatalogueEntry } from '../types';

/**
 * The `iot.device` family, part two: properties and the stored history of a device.
 * The read failures are `unknown`, which is harmless: reads may be repeated anyway.
 *
 * @see https://help.aliyun.com/document_detail/87387.html
 */
export const DEVICE_DATA_CODES: readonly CatalogueEntry[] = [
  {
    codes: ['iot.device.SetDevicePropertyFailed'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'The properties were not set. Check the names and values in Items against the thing model, and that each property is read-write.',
      zh: '设置设备属性失败。请对照物模型检查 Items 中的属性标识符和取值，并确认属性为读写型。',
    },
  },
  {
    codes: ['iot.device.CanNotSetReadOnlyProperty'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'A read-only property cannot be set. Leave it out of Items, or make it read-write under Define Feature of the product and publish the model.',
      zh: '只读属性不能设置。请从 Items 中去掉该属性，或在产品的功能定义中将其改为读写并发布物模型。',
    },
  },
  {
    codes: ['iot.device.NoneDeviceProperties'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'None of the properties is in the thing model. Check the spelling of the identifiers in Items; in a custom module write module:property.',
      zh: '没有有效的设备属性。请核对 Items 中的标识符是否与物模型一致；自定义模块的属性须写成“模块标识符:属性标识符”。',
    },
  },
  {
    codes: [
      'iot.device.NullDevicePropertiesString',
      'iot.device.InvalidFormattedDevicePropertiesString',
      'iot.device.LongDevicePropertiesString',
      'iot.device.TooManyDevicePropertiesPerTime',
    ],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'Items is empty, not a JSON object, too long, or has too many properties. Send a JSON object such as {"Switch":1}, and split a large one.',
      zh: 'Items 为空、不是 JSON 对象、过长或属性过多。请使用 {"Switch":1} 这样的 JSON 对象，内容较多时拆分发送。',
    },
  },
  {
    codes: ['iot.device.NullDevicePropertyKey', 'iot.device.InvalidFormattedDevicePropertyKey'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'The identifier of a property is empty or malformed. Copy it from Define Feature of the product in the console.',
      zh: '属性标识符为空或格式错误。请从控制台产品详情的功能定义中复制标识符。',
    },
  },
  {
    codes: ['iot.device.InvalidTimeBucket'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'The time range does not fit the order. With Asc 1 the start has to be before the end, with Asc 0 after it.',
      zh: '时间区间与排序方式不符。Asc 为 1 时开始时间须早于结束时间，Asc 为 0 时须晚于结束时间。',
    },
  },
  {
    codes: ['iot.device.PageTokenIsIllegal'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'The page token is wrong or no longer valid. Start the query again from its first page.',
      zh: '分页令牌无效或已失效。请从第一页重新查询。',
    },
  },
  {
    codes: [
      'iot.device.QueryDeviceServiceHistoryFailed',
      'iot.device.QueryDeviceEventHistoryFailed',
      'iot.device.QueryDeviceAttrDataHistoryFailed',
    ],
    kind: 'platform',
    executed: 'unknown',
    texts: {
      en: "IoT Platform could not read the device's history of services, events or properties. Check identifier and time range (at most 30 days back), then try again.",
      zh: '物联网平台读取设备的服务、事件或属性历史记录失败。请检查标识符和时间范围（最多 30 天）后重试。',
    },
  },
  {
    codes: [
      'iot.device.QueryDeviceAttrStatusFailed',
      'iot.device.QueryDeviceStatusFailed',
      'iot.device.QueryDeviceListActionError',
      'iot.device.QueryDeviceStatisticsFailed',
    ],
    kind: 'platform',
    executed: 'unknown',
    texts: {
      en: 'IoT Platform could not read the state or the list of devices. Check ProductKey and device, then try again.',
      zh: '物联网平台读取设备状态或设备列表失败。请检查 ProductKey 和设备后重试。',
    },
  },
];
