import { AliyunIotError, type ErrorKind, type Texts } from '../errors';

/** Why a connection ended. */
export type EndReason =
  | 'amqp-refused'
  | 'amqp-no-plain'
  | 'amqp-busy'
  | 'amqp-open-timeout'
  | 'amqp-connect-failed'
  | 'amqp-dns-failed'
  | 'amqp-certificate-refused'
  | 'amqp-tls-options'
  | 'amqp-protocol'
  | 'amqp-ended-early'
  | 'amqp-connection-lost'
  | 'amqp-connection-closed'
  | 'amqp-throttled'
  | 'amqp-link-detached';

/** What ended a connection, free of anybody's error object: rhea's hold the whole connection. */
export interface Cause {
  reason: EndReason;
  /** AMQP condition or Node's error code, to look up. */
  detail?: string;
}

/** Reasons that do not go away by trying again. */
const REFUSALS: ReadonlySet<EndReason> = new Set([
  'amqp-refused',
  'amqp-no-plain',
  'amqp-certificate-refused',
  'amqp-tls-options',
]);

/** True when somebody has to change a setting first. */
export function isRefusal(reason: EndReason): boolean {
  return REFUSALS.has(reason);
}

const MEANINGS: Readonly<Record<EndReason, { kind: ErrorKind; texts: Texts }>> = {
  'amqp-refused': {
    kind: 'auth',
    texts: {
      en: "The platform refused the subscription. Check AccessKey ID and secret (for a RAM user also its permission, AliyunIOTFullAccess), the consumer group ID, the instance ID, that the endpoint is that of this instance, and this machine's clock.",
      zh: '平台拒绝了订阅连接。请检查 AccessKey ID 和 Secret（RAM 用户还需要 AliyunIOTFullAccess 权限）、消费组 ID、实例 ID、接入地址是否属于该实例，以及本机时间。',
    },
  },
  'amqp-no-plain': {
    kind: 'config',
    texts: {
      en: "The server does not offer the platform's way to log in (SASL PLAIN), so it is probably another one. Check the AMQP endpoint and its port (5671).",
      zh: '服务器不支持平台的登录方式（SASL PLAIN），可能不是物联网平台。请检查 AMQP 接入地址和端口（5671）。',
    },
  },
  'amqp-busy': {
    kind: 'platform',
    texts: {
      en: 'The platform could not check the login just now. The subscription tries again.',
      zh: '平台暂时无法校验登录信息，将自动重试。',
    },
  },
  'amqp-open-timeout': {
    kind: 'network',
    texts: {
      en: 'No subscription came about in time. Check network, firewall (outgoing port 5671) and the AMQP endpoint.',
      zh: '未能在限定时间内建立订阅。请检查网络、防火墙（出方向 5671 端口）和 AMQP 接入地址。',
    },
  },
  'amqp-connect-failed': {
    kind: 'network',
    texts: {
      en: 'The AMQP endpoint cannot be reached. Check network, firewall (outgoing port 5671) and the AMQP endpoint.',
      zh: '无法连接 AMQP 接入地址。请检查网络、防火墙（出方向 5671 端口）和接入地址。',
    },
  },
  'amqp-dns-failed': {
    kind: 'network',
    texts: {
      en: 'The host name of the AMQP endpoint could not be resolved. Check instance ID, region and DNS.',
      zh: '无法解析 AMQP 接入地址的域名。请检查实例 ID、地域和 DNS。',
    },
  },
  'amqp-certificate-refused': {
    kind: 'network',
    texts: {
      en: "The server's certificate was refused. If a gateway of yours uses its own CA, choose a TLS configuration that holds it.",
      zh: '服务器证书未通过验证。如果您的网关使用自签 CA，请选择包含该 CA 的 TLS 配置。',
    },
  },
  'amqp-tls-options': {
    kind: 'config',
    texts: {
      en: 'The TLS configuration cannot be used. Check its certificates and key.',
      zh: 'TLS 配置无法使用。请检查其中的证书和私钥。',
    },
  },
  'amqp-protocol': {
    kind: 'platform',
    texts: {
      en: 'The server does not speak AMQP 1.0 as expected. Check the AMQP endpoint and its port (5671).',
      zh: '服务器返回的不是预期的 AMQP 1.0 数据。请检查 AMQP 接入地址和端口（5671）。',
    },
  },
  'amqp-ended-early': {
    kind: 'network',
    texts: {
      en: 'The server ended the connection before the subscription stood. If it keeps doing so, check that the endpoint wants TLS, the AccessKey, the consumer group ID and the instance ID.',
      zh: '订阅建立之前服务器就断开了连接。如果反复出现，请检查接入地址是否使用 TLS，以及 AccessKey、消费组 ID 和实例 ID。',
    },
  },
  'amqp-connection-lost': {
    kind: 'network',
    texts: {
      en: 'The connection to the platform was lost. The subscription connects again; the platform keeps the messages meanwhile.',
      zh: '与平台的连接中断，将自动重连；其间的消息由平台保留。',
    },
  },
  'amqp-connection-closed': {
    kind: 'platform',
    texts: {
      en: 'The platform closed the connection, as it does now and then. The subscription connects again.',
      zh: '平台关闭了连接（平台会不定期这样做），将自动重连。',
    },
  },
  'amqp-throttled': {
    kind: 'throttled',
    texts: {
      en: 'The platform closed the connection because of a limit. Check how many connections this consumer group has (128 at most, 100 new ones a minute).',
      zh: '平台因超出限制关闭了连接。请检查该消费组的连接数（最多 128 个，每分钟最多新建 100 个）。',
    },
  },
  'amqp-link-detached': {
    kind: 'platform',
    texts: {
      en: 'The platform ended the subscription but not the connection. The subscription connects again.',
      zh: '平台结束了订阅但没有断开连接，将自动重连。',
    },
  },
};

/** The error a user sees. No device is concerned, so nothing was executed. */
export function endError({ reason, detail }: Cause): AliyunIotError {
  const { kind, texts } = MEANINGS[reason];
  const en = detail ? ` (${detail})` : '';
  const zh = detail ? `（${detail}）` : '';
  return new AliyunIotError({
    code: reason,
    kind,
    executed: 'no',
    retryable: !isRefusal(reason),
    texts: { en: `${texts.en}${en}`, zh: `${texts.zh}${zh}` },
  });
}

/** A mistake that is nobody's but ours or the host's; the error itself may hold anything and goes no further. */
export function internalError(): AliyunIotError {
  return new AliyunIotError({
    code: 'amqp-internal',
    kind: 'internal',
    executed: 'no',
    texts: {
      en: 'The subscription failed by a mistake of this package. It tries again; please report it.',
      zh: '订阅因本组件内部错误而失败，将自动重试。请向我们反馈。',
    },
  });
}
