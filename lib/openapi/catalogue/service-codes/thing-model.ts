import type { CatalogueEntry } from '../types';

/**
 * The `iot.tsl` family (Args against the model) and the family of the model management (`Thing.Model.*`), which has
 * no `iot.` prefix.
 *
 * @see https://help.aliyun.com/document_detail/87387.html
 */
export const THING_MODEL_CODES: readonly CatalogueEntry[] = [
  {
    codes: ['iot.tsl.TslParseError', 'iot.tsl.InvalidFormattedTslError'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'Args does not fit the thing model. The message of the platform often names the parameter; compare it with the inputs of the service under Define Feature of the product.',
      zh: 'Args 不符合物模型。平台返回的消息通常会指出参数名，请对照产品功能定义中该服务的输入参数检查。',
    },
  },
  {
    codes: ['iot.tsl.InvalidHistoryTimestampError'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'The time of the history query is not valid. Give start and end in milliseconds since 1970, within the last 30 days.',
      zh: '历史查询的时间戳无效。请使用毫秒级时间戳，且在最近 30 天之内。',
    },
  },
  {
    codes: ['Thing.model.not.found'],
    kind: 'not-found',
    executed: 'no',
    texts: {
      en: 'The product has no such thing model or custom module. Check ProductKey, module and version, and that the model is published under Define Feature of the product.',
      zh: '该产品没有此物模型或自定义模块。请检查 ProductKey、模块和版本，并确认已在产品的功能定义中发布物模型。',
    },
  },
  {
    codes: ['Thing.Model.Version.Invalid'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'There is no thing model of this version. Choose one that ListThingModelVersion returns, or leave the version empty for the newest.',
      zh: '物模型版本无效。请使用 ListThingModelVersion 返回的版本，或留空以使用最新版本。',
    },
  },
  {
    codes: ['Thing.Model.Get.Lock.Failed'],
    kind: 'platform',
    executed: 'unknown',
    texts: {
      en: 'Somebody else is changing this thing model right now. Wait a moment, look at the model in the console and try again.',
      zh: '有其他操作正在修改该物模型。请稍候，在控制台确认物模型状态后重试。',
    },
  },
  {
    codes: ['Thing.Model.Status.Not.Final'],
    kind: 'config',
    executed: 'no',
    texts: {
      en: 'The thing model is still being copied, imported or published. Wait until Define Feature of the product shows that this has ended.',
      zh: '物模型仍在复制、导入或发布中。请等待产品的功能定义页显示完成后再操作。',
    },
  },
  {
    codes: ['Product.not.found'],
    kind: 'not-found',
    executed: 'no',
    texts: {
      en: 'No product with this ProductKey was found for the thing model. Check the ProductKey and the instance ID of the account.',
      zh: '找不到物模型所属的产品。请检查 ProductKey 和账号中的实例 ID。',
    },
  },
  {
    codes: ['Product.Key.Invalid'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'The ProductKey is malformed. Copy it from Devices > Products in the console.',
      zh: 'ProductKey 格式错误。请从控制台的设备管理 > 产品页复制。',
    },
  },
  {
    codes: ['Request.param.error'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'A parameter of the thing model request is wrong. Check ProductKey, custom module and version.',
      zh: '物模型请求的参数有误。请检查 ProductKey、自定义模块和版本。',
    },
  },
  {
    codes: ['Server.error'],
    kind: 'platform',
    executed: 'unknown',
    texts: {
      en: 'The thing model service of the platform failed. Try again later; if this repeats, open a ticket with the request ID.',
      zh: '平台的物模型服务出错。请稍后重试；若反复出现，请凭 RequestId 提交工单。',
    },
  },
];
