import { AliyunIotError, configError, type Texts } from '../errors';

const NOT_SET_UP = 'credentials-not-set-up';

/**
 * A source that nobody has set up. The chain goes on with the next one.
 *
 * @param reason the source and what is missing, as a sentence.
 */
export function notSetUp(reason: Texts): AliyunIotError {
  return configError(NOT_SET_UP, reason);
}

/** Tells `notSetUp` from a source that is set up and does not work. */
export function isNotSetUp(error: unknown): error is AliyunIotError {
  return error instanceof AliyunIotError && error.code === NOT_SET_UP;
}

/**
 * @param tried one sentence for each source that is not set up.
 */
export function notFound(tried: readonly Texts[]): AliyunIotError {
  return configError('credentials-not-found', {
    en: `No credentials were found. Set up one of these sources, or enter the AccessKey in the account. ${tried.map((t) => t.en).join(' ')}`,
    zh: `没有找到凭据。请配置以下任一来源，或在账号中填写 AccessKey。${tried.map((t) => t.zh).join('')}`,
  });
}

/** Nobody answered. `detail` is Node's own error code. */
export function unreachable(source: Texts, detail: string): AliyunIotError {
  return new AliyunIotError({
    code: 'credentials-unreachable',
    kind: 'network',
    executed: 'no',
    retryable: true,
    texts: {
      en: `Credentials could not be fetched: ${source.en} cannot be reached (${detail}). Check the network of this machine.`,
      zh: `无法获取凭据：连接不上${source.zh}（${detail}）。请检查本机网络。`,
    },
  });
}

/** No answer within `ms` milliseconds. */
export function timedOut(source: Texts, ms: number): AliyunIotError {
  return new AliyunIotError({
    code: 'credentials-timeout',
    kind: 'timeout',
    executed: 'no',
    retryable: true,
    texts: {
      en: `Credentials could not be fetched: ${source.en} did not answer within ${ms} ms. Check the network of this machine.`,
      zh: `无法获取凭据：${source.zh}在 ${ms} 毫秒内没有应答。请检查本机网络。`,
    },
  });
}

/** The source answered, and said no. Its text is not repeated: it may hold a token. */
export function refused(
  source: Texts,
  answer: { status: number; code?: string; requestId?: string },
): AliyunIotError {
  const code = answer.code ?? `HTTP ${answer.status}`;
  const busy = answer.status === 429 || code.startsWith('Throttling');
  return new AliyunIotError({
    code: 'credentials-refused',
    kind: busy ? 'throttled' : 'auth',
    executed: 'no',
    retryable: busy,
    httpStatus: answer.status,
    requestId: answer.requestId,
    texts: {
      en: `Credentials were refused by ${source.en}: ${code}. Check the role, its trust policy and the token.`,
      zh: `${source.zh}拒绝提供凭据：${code}。请检查角色、角色的信任策略以及令牌。`,
    },
  });
}

/** The source answered, but not with credentials. `detail` says what it sent, without quoting it. */
export function unreadable(source: Texts, detail: Texts, status?: number): AliyunIotError {
  return new AliyunIotError({
    code: 'credentials-unreadable',
    kind: 'platform',
    executed: 'no',
    retryable: true,
    httpStatus: status,
    texts: {
      en: `Credentials could not be fetched: ${source.en} answered with ${detail.en}.`,
      zh: `无法获取凭据：${source.zh}返回了${detail.zh}。`,
    },
  });
}

/** The caller stopped waiting. */
export function aborted(): AliyunIotError {
  return new AliyunIotError({
    code: 'aborted',
    kind: 'aborted',
    executed: 'no',
    texts: {
      en: 'The call was stopped while it was waiting for credentials.',
      zh: '调用在等待凭据时被中止。',
    },
  });
}
