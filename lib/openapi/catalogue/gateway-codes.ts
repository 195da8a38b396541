import type { CatalogueEntry } from './types';

/**
 * Codes of the API gateway, which sits before the IoT service: signature, clock, permission, flow control.
 * What it refuses has not reached the device. Exceptions say why.
 *
 * @see https://help.aliyun.com/document_detail/30561.html
 */
export const GATEWAY_CODES: readonly CatalogueEntry[] = [
  {
    codes: ['MissingParameter'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'A required parameter is missing; the code or the message names it. Fill in that field of the invoke node, e.g. MissingIdentifier: the service.',
      zh: '缺少必填参数，错误码或消息中有参数名。请在调用节点中补上对应字段，例如 MissingIdentifier 表示没有填写服务标识符。',
    },
  },
  {
    codes: ['InvalidParameter'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'The gateway does not accept the value of a parameter; the code or the message names it. Correct that field of the invoke node.',
      zh: '网关不接受某个参数的取值，错误码或消息中有参数名。请在调用节点中更正对应字段。',
    },
  },
  {
    codes: ['UnsupportedOperation', 'NoSuchVersion', 'InvalidVersion', 'InvalidAction.NotFound'],
    kind: 'config',
    executed: 'no',
    texts: {
      en: 'This endpoint does not offer the called operation in API version 2018-01-20. Check the endpoint of the account: it has to be that of IoT Platform, in the region of the instance.',
      zh: '该接入地址不提供所调用的接口（API 版本 2018-01-20）。请检查账号中的接入地址：必须是物联网平台的接入地址，且地域与实例一致。',
    },
  },
  {
    codes: ['InvalidProtocol.NeedSsl'],
    kind: 'config',
    executed: 'no',
    texts: {
      en: 'The endpoint takes HTTPS only. Write the endpoint of the account with https://.',
      zh: '该接入地址只接受 HTTPS。请将账号中的接入地址改为以 https:// 开头。',
    },
  },
  {
    codes: ['IncompleteSignature'],
    kind: 'auth',
    executed: 'no',
    texts: {
      en: 'The request reached the gateway with a part of its signature missing or altered. Check for a proxy that rewrites requests, and that the endpoint supports the signature chosen in the account.',
      zh: '请求到达网关时签名信息不完整或已被改动。请检查是否有代理改写了请求，以及接入地址是否支持账号中所选的签名算法。',
    },
  },
  {
    codes: ['SignatureDoesNotMatch'],
    kind: 'auth',
    executed: 'no',
    texts: {
      en: 'The signature is wrong: nearly always the AccessKey secret does not belong to the AccessKey ID. Enter the secret again in the account, without blanks; after that, suspect a proxy that rewrites requests.',
      zh: '签名不匹配，多数情况是 AccessKey Secret 与 AccessKey ID 不是一对。请在账号中重新填写 AccessKey Secret（首尾不要有空格）；若仍失败，请检查是否有代理改写了请求。',
    },
  },
  {
    codes: ['InvalidSignatureMethod', 'InvalidSignatureVersion'],
    kind: 'auth',
    executed: 'no',
    texts: {
      en: 'The endpoint does not know this way of signing. Choose the other signature in the account; compatible platforms usually take hmac-sha1 only.',
      zh: '该接入地址不支持当前的签名算法。请在账号中改选另一种签名算法；兼容平台通常只支持 hmac-sha1。',
    },
  },
  {
    // Every attempt has a nonce of its own, so a reuse means that a copy of the request came first. That copy may have run.
    codes: ['SignatureNonceUsed'],
    kind: 'auth',
    executed: 'unknown',
    texts: {
      en: 'The gateway has already seen this very request: something on the way, such as a proxy, sent it twice. The first copy may have run, so check the device before you call again.',
      zh: '网关已收到过同一个请求，可能是代理等中间设备重复发送。第一份请求可能已经执行，再次调用前请先确认设备状态。',
    },
  },
  {
    codes: ['InvalidTimeStamp.Format'],
    kind: 'auth',
    executed: 'no',
    texts: {
      en: 'The gateway cannot read the time of the request. Check the date of this computer, and for a proxy that rewrites requests.',
      zh: '网关无法识别请求中的时间。请检查本机日期，以及是否有代理改写了请求。',
    },
  },
  {
    codes: ['InvalidTimeStamp.Expired'],
    kind: 'auth',
    executed: 'no',
    texts: {
      en: 'The clock of this computer is more than 15 minutes off. Synchronize it (NTP); the time zone does not matter.',
      zh: '本机时钟与服务器相差超过 15 分钟。请通过 NTP 校准时间（与时区设置无关）。',
    },
  },
  {
    codes: ['InvalidAccessKeyId.NotFound'],
    kind: 'auth',
    executed: 'no',
    texts: {
      en: 'Nobody has this AccessKey ID. Check the AccessKey ID in the account, and whether it was deleted in the RAM console; a temporary one (it starts with STS.) also needs its security token.',
      zh: 'AccessKey ID 不存在。请检查账号中的 AccessKey ID，并在 RAM 控制台确认它未被删除；临时 AccessKey（以 STS. 开头）还须填写 STS Token。',
    },
  },
  {
    codes: ['InvalidAccessKeyId.Inactive'],
    kind: 'auth',
    executed: 'no',
    texts: {
      en: 'The AccessKey is disabled. Enable it in the RAM console, or put another AccessKey into the account.',
      zh: 'AccessKey 已被禁用。请在 RAM 控制台启用，或在账号中换用其他 AccessKey。',
    },
  },
  {
    codes: [
      'InvalidSecurityToken.Expired',
      'InvalidSecurityToken.Malformed',
      'InvalidSecurityToken.MismatchWithAccessKey',
      'MissingSecurityToken',
    ],
    kind: 'auth',
    executed: 'no',
    texts: {
      en: 'The security token (STS) is missing, has expired or does not belong to this AccessKey. Enter all three values of one fresh set of temporary credentials, or let the account use the default chain, which renews them.',
      zh: 'STS Token 缺失、已过期或与 AccessKey 不匹配。请重新填写同一组临时凭据的三个值，或将账号的凭据改为“运行环境 / 默认凭据链”，由其自动更新。',
    },
  },
  {
    codes: ['Forbidden', 'Forbidden.RAM', 'NoPermission'],
    kind: 'permission',
    executed: 'no',
    texts: {
      en: 'The RAM user or role behind the AccessKey may not do this. Attach a policy in the RAM console that allows the action, for a service call iot:InvokeThingService on resource *.',
      zh: 'AccessKey 所属的 RAM 用户或角色没有此权限。请在 RAM 控制台授予允许该操作的权限策略，调用服务需要 iot:InvokeThingService，资源为 *。',
    },
  },
  {
    codes: ['Forbidden.RiskControl'],
    kind: 'permission',
    executed: 'no',
    texts: {
      en: 'Alibaba Cloud has blocked this Alibaba Cloud account for security reasons (risk control). Look for a notice in its Message Center and open a ticket.',
      zh: '该阿里云账号被风控限制。请查看控制台消息中心的通知，并提交工单处理。',
    },
  },
  {
    codes: ['Throttling', 'Throttling.User', 'Throttling.Api'],
    kind: 'throttled',
    executed: 'no',
    texts: {
      en: 'Too many calls: the quota is counted for the whole Alibaba Cloud account, and all its RAM users share it. Lower the calls per second in the account, and look for other programs with the same quota.',
      zh: '调用过于频繁：配额按阿里云主账号统计，由其所有 RAM 用户共享。请调低账号中的每秒调用数，并检查还有哪些程序在共用该配额。',
    },
  },
  {
    // 5xx: the gateway may have handed the request on before it failed.
    codes: ['ServiceUnavailable'],
    kind: 'platform',
    executed: 'unknown',
    texts: {
      en: 'The service is temporarily unavailable. The device may have acted, so check it before you call again; if this lasts, see the status page of Alibaba Cloud.',
      zh: '服务暂时不可用。设备可能已经执行，再次调用前请先确认设备状态；若长时间如此，请查看阿里云服务健康状态。',
    },
  },
  {
    codes: ['InternalError'],
    kind: 'platform',
    executed: 'unknown',
    texts: {
      en: 'The gateway failed internally. The device may have acted, so check it before you call again; if this repeats, open a ticket with the request ID.',
      zh: '网关内部错误。设备可能已经执行，再次调用前请先确认设备状态；若反复出现，请凭 RequestId 提交工单。',
    },
  },
];
