import type { CatalogueEntry } from '../types';

/**
 * The `iot.common` and `iot.check` families: parameters in general, general queries and the request rate.
 *
 * @see https://help.aliyun.com/document_detail/87387.html
 */
export const COMMON_CODES: readonly CatalogueEntry[] = [
  {
    codes: ['iot.common.TooManyRequest'],
    kind: 'throttled',
    executed: 'no',
    texts: {
      en: 'Too many calls: IoT Platform takes 500 service calls a second for the whole Alibaba Cloud account, all RAM users together. Lower the calls per second in the account.',
      zh: '请求过于频繁：物联网平台对每个阿里云账号每秒最多受理 500 次服务调用，其所有 RAM 用户共享。请调低账号中的每秒调用数。',
    },
  },
  {
    codes: ['iot.common.InvalidFormattedParameter', 'iot.check.InvalidFormattedParameter'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'A parameter has the wrong format, most often Args: it has to be a JSON object with the types of the thing model, e.g. 10.0 and not 10 for a float or double.',
      zh: '参数格式错误，最常见的是 Args：它必须是 JSON 对象，且类型与物模型一致，例如 float、double 须写 10.0 而不是 10。',
    },
  },
  {
    codes: ['iot.check.NullParameter', 'IoT.Common.NullParameter'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'A required parameter arrived empty. Check that target and service of the invoke node are not empty, also when they come from the message.',
      zh: '必填参数为空。请检查调用节点的目标设备和服务标识符是否有值，取自消息时也要检查。',
    },
  },
  {
    codes: ['IoT.Common.ParamterError'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'A parameter is not valid; the message of the platform usually names it. Check target, service and Args of the invoke node.',
      zh: '参数无效，平台返回的消息通常会指出是哪个参数。请检查调用节点的目标设备、服务标识符和 Args。',
    },
  },
  {
    codes: ['iot.check.ParameterIsNotLessThanMax'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'One parameter has to be smaller than another, e.g. the start time smaller than the end time. Swap or correct the two values.',
      zh: '某个参数必须小于另一个参数，例如开始时间必须早于结束时间。请更正这两个值。',
    },
  },
  {
    codes: ['iot.common.InvalidPageParams'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'The page number or page size is not allowed. Pages start at 1, and each query has a largest page size (200 products, 50 devices).',
      zh: '分页页号或每页条数不合法。页号从 1 开始，每页条数有上限（产品 200 条，设备 50 条）。',
    },
  },
  {
    // Failed look-ups: for a query a repeat is harmless; for a service call we do not know how far it came.
    codes: ['iot.common.QueryDeviceActionError', 'iot.common.QueryManyDevicesActionError'],
    kind: 'platform',
    executed: 'unknown',
    texts: {
      en: 'IoT Platform could not look up the device. Check ProductKey, DeviceName or IotId, then try again; if this repeats, open a ticket with the request ID.',
      zh: '物联网平台查询设备失败。请检查 ProductKey、DeviceName 或 IotId 后重试；若反复出现，请凭 RequestId 提交工单。',
    },
  },
  {
    codes: ['iot.common.QueryDevicePropertyActionError'],
    kind: 'platform',
    executed: 'unknown',
    texts: {
      en: "IoT Platform could not read the device's properties. Check the device and the property's identifier, then try again.",
      zh: '物联网平台查询设备属性失败。请检查设备和属性标识符后重试。',
    },
  },
  {
    codes: ['iot.common.QueryProductActionError', 'iot.common.QueryProductCountActionError'],
    kind: 'platform',
    executed: 'unknown',
    texts: {
      en: 'IoT Platform could not look up the product. Check the ProductKey and the instance ID of the account, then try again.',
      zh: '物联网平台查询产品失败。请检查 ProductKey 和账号中的实例 ID 后重试。',
    },
  },
];
