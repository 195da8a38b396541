import { AliyunIotError, type ErrorKind, type Texts } from '../errors';

/** Why no readable answer came back. */
export type FailureReason =
  | 'aborted'
  | 'credentials-timeout'
  | 'connect-timeout'
  | 'attempt-timeout'
  | 'dns-failed'
  | 'connect-failed'
  | 'certificate-refused'
  | 'proxy-refused'
  | 'connection-lost'
  | 'not-http'
  | 'answer-too-large'
  | 'answer-encoding';

interface Meaning {
  kind: ErrorKind;
  texts: Texts;
}

const MEANINGS: Readonly<Record<FailureReason, Meaning>> = {
  aborted: {
    kind: 'aborted',
    texts: {
      en: 'The call was stopped (redeploy, shutdown or signal).',
      zh: '调用被中止（重新部署、关闭或收到中止信号）。',
    },
  },
  'credentials-timeout': {
    kind: 'timeout',
    texts: {
      en: 'The source of the credentials did not answer in time. Check it and the network to it.',
      zh: '凭据来源未在限定时间内应答。请检查该来源及其网络。',
    },
  },
  'connect-timeout': {
    kind: 'network',
    texts: {
      en: 'No connection to the endpoint in time. Check network, firewall, proxy and the endpoint setting.',
      zh: '在限定时间内未能连接到接入地址。请检查网络、防火墙、代理以及接入地址设置。',
    },
  },
  'attempt-timeout': {
    kind: 'timeout',
    texts: {
      en: 'The platform did not answer within the timeout. The platform may take 8 s for a synchronous service: use 9000 ms or more.',
      zh: '平台未在超时时间内应答。同步服务平台最多等待 8 秒：请将超时设为 9000 毫秒或更长。',
    },
  },
  'dns-failed': {
    kind: 'network',
    texts: {
      en: 'The host name of the endpoint could not be resolved. Check region, endpoint and DNS.',
      zh: '无法解析接入地址的域名。请检查地域、接入地址和 DNS。',
    },
  },
  'connect-failed': {
    kind: 'network',
    texts: {
      en: 'The connection to the endpoint failed. Check network, firewall, proxy and the endpoint setting.',
      zh: '连接接入地址失败。请检查网络、防火墙、代理以及接入地址设置。',
    },
  },
  'certificate-refused': {
    kind: 'network',
    texts: {
      en: "The server's certificate was refused. If a proxy or gateway of yours uses its own CA, choose a TLS configuration that holds it.",
      zh: '服务器证书未通过验证。如果您的代理或网关使用自签 CA，请选择包含该 CA 的 TLS 配置。',
    },
  },
  'proxy-refused': {
    kind: 'network',
    texts: {
      en: 'The proxy refused the connection. Check its address, user and password in the http proxy node or the environment.',
      zh: '代理拒绝了连接。请检查 http proxy 节点或环境变量中的代理地址、用户名和密码。',
    },
  },
  'connection-lost': {
    kind: 'network',
    texts: {
      en: 'The connection broke before the whole answer had arrived.',
      zh: '在收到完整应答之前连接中断。',
    },
  },
  'not-http': {
    kind: 'platform',
    texts: {
      en: 'The endpoint did not answer in HTTP. Check its address and port.',
      zh: '接入地址返回的不是 HTTP 应答。请检查地址和端口。',
    },
  },
  'answer-too-large': {
    kind: 'platform',
    texts: {
      en: 'The answer was longer than 1 MiB and was not read. This is not what the platform sends; check endpoint and proxy.',
      zh: '应答超过 1 MiB，已停止读取。平台不会返回这样的内容，请检查接入地址和代理。',
    },
  },
  'answer-encoding': {
    kind: 'platform',
    texts: {
      en: 'The answer was compressed in a way that could not be undone. Check the proxy between you and the endpoint.',
      zh: '应答的压缩内容无法解开。请检查您与接入地址之间的代理。',
    },
  },
};

/** What is different when the call was a query, see `Reader`. */
const QUERY_MEANINGS: Readonly<Partial<Record<FailureReason, Meaning>>> = {
  'attempt-timeout': {
    kind: 'timeout',
    texts: {
      en: 'The platform did not answer the query within 10 s. Check network, proxy and the endpoint setting, then try again.',
      zh: '平台未在 10 秒内应答查询。请检查网络、代理以及接入地址设置，然后重试。',
    },
  },
  'answer-too-large': {
    kind: 'platform',
    texts: {
      en: 'The answer was longer than 4 MiB and was not read. This is not what the platform sends; check endpoint and proxy.',
      zh: '应答超过 4 MiB，已停止读取。平台不会返回这样的内容，请检查接入地址和代理。',
    },
  },
};

/** Nothing came of it this time, but the same request may well get through the next. */
const WORTH_ANOTHER_TRY: ReadonlySet<FailureReason> = new Set([
  'connect-timeout',
  'dns-failed',
  'connect-failed',
]);
/** The same for a query, which may be repeated even when the first one was answered unheard. */
const WORTH_ANOTHER_QUERY: ReadonlySet<FailureReason> = new Set([
  ...WORTH_ANOTHER_TRY,
  'attempt-timeout',
  'connection-lost',
]);

/** An exchange that ended without an answer. `written` says whether a byte of the request had left. */
export class ExchangeFailure extends Error {
  override name = 'ExchangeFailure';

  /**
   * @param reason what happened.
   * @param written true when a byte of the request may have reached the server.
   * @param systemCode Node's own code (`ECONNREFUSED`), for the user to look up.
   */
  constructor(
    readonly reason: FailureReason,
    readonly written: boolean,
    readonly systemCode?: string,
  ) {
    super(reason);
  }

  /** Reads an error of Node's HTTP client or of an agent. The error itself goes no further: it may hold the request. */
  static from(error: unknown, written: boolean): ExchangeFailure {
    if (error instanceof ExchangeFailure) return error;
    const code = systemCodeOf(error);
    return new ExchangeFailure(reasonOf(error, code, written), written, code);
  }

  /** True for a failure to connect that another try may mend. */
  get connectFailure(): boolean {
    return !this.written && WORTH_ANOTHER_TRY.has(this.reason);
  }

  /**
   * The error a user sees.
   *
   * @param facts `query`: the call only reads, so no device can have acted.
   */
  toError(facts: { attempts: number; query?: boolean }): AliyunIotError {
    const isQuery = facts.query === true;
    const { kind, texts } = (isQuery ? QUERY_MEANINGS[this.reason] : undefined) ?? MEANINGS[this.reason];
    const executed = this.written && !isQuery ? 'unknown' : 'no';
    const system = this.systemCode
      ? { en: ` (${this.systemCode})`, zh: `（错误代码：${this.systemCode}）` }
      : { en: '', zh: '' };
    const fate = isQuery ? FATE_QUERY : this.written ? FATE_UNKNOWN : FATE_NOT_SENT;
    return new AliyunIotError({
      code: this.reason,
      kind,
      executed,
      retryable: isQuery ? WORTH_ANOTHER_QUERY.has(this.reason) : this.connectFailure,
      texts: { en: `${texts.en}${system.en} ${fate.en}`, zh: `${texts.zh}${system.zh}${fate.zh}` },
      attempts: facts.attempts,
    });
  }
}

const FATE_NOT_SENT: Texts = { en: 'Nothing was sent.', zh: '请求未发出。' };
const FATE_QUERY: Texts = { en: 'Nothing was changed.', zh: '未更改任何内容。' };
const FATE_UNKNOWN: Texts = {
  en: 'The device may have acted: check its state before you call again.',
  zh: '设备可能已经执行：再次调用之前请先确认设备状态。',
};

const CERTIFICATE =
  /^(CERT_|ERR_TLS_CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)/;

function reasonOf(error: unknown, code: string | undefined, written: boolean): FailureReason {
  if (error instanceof Error && error.name === 'ProxyRefusal') return 'proxy-refused';
  if (code?.startsWith('HPE_')) return 'not-http';
  if (written) return 'connection-lost';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'dns-failed';
  return code !== undefined && CERTIFICATE.test(code) ? 'certificate-refused' : 'connect-failed';
}

function systemCodeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(code) ? code : undefined;
}
