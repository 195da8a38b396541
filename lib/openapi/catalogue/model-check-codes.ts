import type { CatalogueEntry } from './types';

/**
 * Numbers of the platform's checks against the thing model and of the product's data parsing script. They are found in
 * the IoT Platform log of the console and in `checkFailedData`.
 *
 * A check of the inputs comes before delivery: `no`. Whatever can also befall the reply, after the device acted, is
 * `unknown`.
 *
 * @see https://help.aliyun.com/document_detail/44542.html
 */
export const MODEL_CHECK_CODES: readonly CatalogueEntry[] = [
  {
    codes: ['6200', '26001'],
    kind: 'config',
    executed: 'no',
    texts: {
      en: 'The product uses custom (pass-through) data and has no data parsing script. Write it under Message Analysis of the product in the console and submit it; a draft does not count.',
      zh: '产品使用透传/自定义数据格式，但没有数据解析脚本。请在控制台产品详情的数据解析页编写并提交脚本，草稿不生效。',
    },
  },
  {
    codes: ['6201'],
    kind: 'config',
    executed: 'unknown',
    texts: {
      en: 'The data parsing script of the product returned nothing. Check in which case protocolToRawData or rawDataToProtocol returns null or an empty array.',
      zh: '产品的数据解析脚本返回为空。请检查 protocolToRawData 或 rawDataToProtocol 在什么情况下返回 null 或空数组。',
    },
  },
  {
    codes: ['26002', '26006', '26007'],
    kind: 'config',
    executed: 'unknown',
    texts: {
      en: 'The data parsing script of the product failed: it throws, lacks protocolToRawData or rawDataToProtocol, or returns the wrong type (a byte array and an object are due). Run it with this data in the console.',
      zh: '产品的数据解析脚本执行失败：抛出异常、缺少 protocolToRawData 或 rawDataToProtocol，或返回类型不对（应分别返回字节数组和 JSON 对象）。请在控制台用相同数据模拟运行脚本。',
    },
  },
  {
    // The script runs for the reply too, so the call itself may have gone through.
    codes: ['26010'],
    kind: 'throttled',
    executed: 'unknown',
    texts: {
      en: 'The data parsing script of the product runs too often and was throttled. Call less often, and check the device before you repeat this call.',
      zh: '产品的数据解析脚本执行过于频繁，已被限流。请降低调用频率，重复此调用前请先确认设备状态。',
    },
  },
  {
    codes: ['6452'],
    kind: 'throttled',
    executed: 'no',
    texts: {
      en: 'The platform throttled the message. Send less often; if the rate is within the limits of the product, open a ticket.',
      zh: '消息被平台限流。请降低发送频率；若频率未超过使用限制，请提交工单。',
    },
  },
  {
    codes: ['6205'],
    kind: 'platform',
    executed: 'unknown',
    texts: {
      en: 'The platform failed while it passed the service call to the device, which may have acted. Check the device before you call again; if this repeats, open a ticket.',
      zh: '平台下发服务调用时出错，设备可能已经执行。再次调用前请先确认设备状态；若反复出现，请提交工单。',
    },
  },
  {
    codes: ['6206'],
    kind: 'not-found',
    executed: 'no',
    texts: {
      en: "The product's published thing model has no such service. Compare the identifier with Define Feature of the product in the console, and look for invisible characters in it.",
      zh: '该产品已发布的物模型中没有此服务。请对照控制台产品详情的功能定义核对标识符，并检查其中是否有不可见字符。',
    },
  },
  {
    codes: ['6207'],
    kind: 'device',
    executed: 'unknown',
    texts: {
      en: 'The reply of the device, the output of the data parsing script, or Args is not in the Alink format. Check first that the device replies with a JSON object of id, code and data.',
      zh: '设备应答、数据解析脚本的输出或 Args 不符合 Alink 格式。请先确认设备应答是包含 id、code、data 的 JSON 对象。',
    },
  },
  {
    codes: ['6208'],
    kind: 'config',
    executed: 'no',
    texts: {
      en: 'The device is disabled and takes no service calls. Enable it under Devices in the console.',
      zh: '设备已被禁用，不能调用服务。请在控制台的设备列表中启用该设备。',
    },
  },
  {
    // What the device sent, so it has come so far that it may have acted.
    codes: ['6300', '6450'],
    kind: 'device',
    executed: 'unknown',
    texts: {
      en: 'The device sent (or the data parsing script made) an Alink message without a method. Check the message in the IoT Platform log and the firmware.',
      zh: '设备上报的（或脚本解析后的）Alink 数据中缺少 method。请在云端运行日志中查看该消息并检查设备固件。',
    },
  },
  {
    codes: ['6302'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'An input of the service is missing. Put every input of the thing model into Args.',
      zh: '缺少服务要求的输入参数。请在 Args 中传入物模型定义的全部输入参数。',
    },
  },
  {
    codes: ['6304'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'Args has a parameter or struct member that is not in the thing model. Remove it, or correct its identifier.',
      zh: 'Args 中有物模型未定义的参数或结构体成员。请删除或更正其标识符。',
    },
  },
  {
    codes: ['6306'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'An int parameter has the wrong type or is out of range. Send a number without quotes and decimals, within the range in the thing model.',
      zh: 'int 参数类型不符或超出取值范围。请传入不带引号和小数点的数字，且在物模型定义的范围内。',
    },
  },
  {
    codes: ['6307', '6322'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'A float (6307) or double (6322) parameter has the wrong type or is out of range. Send a number with a decimal place, e.g. 10.0, within the range in the thing model.',
      zh: 'float（6307）或 double（6322）参数类型不符或超出取值范围。请传入带小数位的数字（如 10.0），且在物模型定义的范围内。',
    },
  },
  {
    codes: ['6308'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'A bool parameter has to be the number 0 or 1 in a JSON text; true and false are not accepted.',
      zh: 'bool 参数在 JSON 文本中必须是数字 0 或 1，不接受 true 和 false。',
    },
  },
  {
    codes: ['6309'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'An enum parameter has to be one of the integers that the thing model lists, without quotes.',
      zh: 'enum 参数必须是物模型中列出的整数值之一，不带引号。',
    },
  },
  {
    codes: ['6310'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'A text parameter is not a string, or longer than the thing model allows.',
      zh: 'text 参数不是字符串，或超过物模型定义的长度。',
    },
  },
  {
    codes: ['6311'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'A date parameter has to be a string of UTC milliseconds, e.g. "1577808000000"; a number or an ISO date is not accepted.',
      zh: 'date 参数必须是 UTC 毫秒时间戳字符串，如 "1577808000000"，不接受数字或 ISO 日期。',
    },
  },
  {
    codes: ['6312'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'A struct parameter has to be a JSON object with all members that the thing model defines, no more and no fewer.',
      zh: 'struct 参数必须是 JSON 对象，且包含物模型定义的全部成员，不多也不少。',
    },
  },
  {
    codes: ['6324', '6325', '6328'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'An array parameter is not an array (6328), has too many items (6324), or items of a type that is not supported (6325). Compare it with its definition in the thing model.',
      zh: 'array 参数不是数组（6328）、元素过多（6324）或元素类型不受支持（6325）。请对照物模型中的定义检查。',
    },
  },
  {
    codes: ['6332'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'The parameters do not fit the thing model. Compare Args with the inputs of the service under Define Feature of the product.',
      zh: '传入的参数不符合物模型。请对照产品功能定义中该服务的输入参数检查 Args。',
    },
  },
  {
    codes: ['5092', '6320', '6321'],
    kind: 'not-found',
    executed: 'no',
    texts: {
      en: "The product's published thing model has no such property. Check the identifier under Define Feature of the product, and publish the model after a change.",
      zh: '该产品已发布的物模型中没有此属性。请在产品的功能定义中核对标识符，修改后需重新发布物模型。',
    },
  },
  {
    codes: ['5159', '5160', '5161', '6301', '6314', '6316', '6317', '6318', '6323', '6329'],
    kind: 'platform',
    executed: 'unknown',
    texts: {
      en: 'The platform could not evaluate the thing model of the product. Publish the model again under Define Feature; if this repeats, open a ticket with the request ID.',
      zh: '平台处理该产品的物模型时出错。请在功能定义中重新发布物模型；若反复出现，请凭 RequestId 提交工单。',
    },
  },
];
