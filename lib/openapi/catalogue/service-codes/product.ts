import type { CatalogueEntry } from '../types';

/**
 * The `iot.prod` family: the product and the features (services, properties) its thing model defines.
 *
 * @see https://help.aliyun.com/document_detail/87387.html
 */
export const PRODUCT_CODES: readonly CatalogueEntry[] = [
  {
    codes: ['iot.prod.NotExistedProduct'],
    kind: 'not-found',
    executed: 'no',
    texts: {
      en: 'No such product in this instance. Check the ProductKey, and the instance ID of the account: it has to be given when the console shows an ID for the instance, and left empty when it shows none.',
      zh: '该实例中没有此产品。请检查 ProductKey 以及账号中的实例 ID：控制台显示实例 ID 时必须填写，未显示时须留空。',
    },
  },
  {
    codes: ['iot.prod.NullProductKey'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'The ProductKey is empty. Fill in ProductKey and DeviceName of the invoke node, or use the IotId.',
      zh: 'ProductKey 为空。请在调用节点中填写 ProductKey 和 DeviceName，或改用 IotId。',
    },
  },
  {
    codes: ['iot.prod.InvalidFormattedProductkey'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'This is not a ProductKey. Copy it from Devices > Products in the console (letters and digits, e.g. a1BwAGV****), not the name of the product.',
      zh: 'ProductKey 格式错误。请从控制台的设备管理 > 产品页复制 ProductKey（由字母和数字组成，如 a1BwAGV****），而不是产品名称。',
    },
  },
  {
    codes: ['iot.prod.InvalidAliyunCommodityCode'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'AliyunCommodityCode may only be iothub_senior (products with a thing model) or iothub (without). Use one of them, or leave it out.',
      zh: 'AliyunCommodityCode 只能是 iothub_senior（使用物模型的产品）或 iothub（不使用物模型）。请改用其中之一，或不传该参数。',
    },
  },
  {
    codes: ['iot.prod.NotSeniorProduct'],
    kind: 'config',
    executed: 'no',
    texts: {
      en: 'This product has no thing model and so no services. Use a product that was created with a thing model.',
      zh: '该产品未使用物模型，因此没有可调用的服务。请使用创建时启用了物模型的产品。',
    },
  },
  {
    codes: ['iot.Prod.NotProductOwner'],
    kind: 'permission',
    executed: 'no',
    texts: {
      en: 'The product belongs to another Alibaba Cloud account. Use an AccessKey of its owner, or have the product authorized to you.',
      zh: '该产品属于其他阿里云账号。请使用产品所有者的 AccessKey，或由其授权给您。',
    },
  },
  {
    codes: [
      'iot.prod.QueryProductAbilitiesFailed',
      'iot.prod.QueryProductAbilityFailed',
      'iot.prod.QueryProductAbilitiesNotFound',
    ],
    kind: 'not-found',
    executed: 'no',
    texts: {
      en: "The product's published thing model has no such service. Compare the service of the invoke node with Define Feature of the product in the console; for a custom module write module:service.",
      zh: '该产品已发布的物模型中没有此服务。请对照控制台产品详情的功能定义检查调用节点的服务标识符；自定义模块的服务须写成“模块标识符:服务标识符”。',
    },
  },
  {
    codes: ['iot.prod.QueryPropertyNotFound', 'iot.prod.QueryProductPropertyFailed'],
    kind: 'not-found',
    executed: 'no',
    texts: {
      en: "The product's thing model has no such property. Check the property's identifier under Define Feature of the product in the console.",
      zh: '该产品的物模型中没有此属性。请在控制台产品详情的功能定义中核对属性标识符。',
    },
  },
  {
    codes: ['iot.prod.NullAbilityIdentifier'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'The Identifier is empty. Fill in the service of the invoke node with its identifier from the thing model.',
      zh: '标识符（Identifier）为空。请在调用节点中填写物模型中的服务标识符。',
    },
  },
  {
    codes: ['iot.prod.QueryProductListActionError', 'iot.prod.QueryDeviceCountActionError'],
    kind: 'platform',
    executed: 'unknown',
    texts: {
      en: 'IoT Platform could not list the products or count their devices. Try again; if this repeats, check the instance ID of the account.',
      zh: '物联网平台查询产品列表或设备数量失败。请重试；若反复出现，请检查账号中的实例 ID。',
    },
  },
];
