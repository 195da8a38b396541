import { AliyunIotError, type Executed, type Texts } from '../errors';
import { describeCode, isRamRefusal, type CatalogueEntry } from './catalogue';
import type { RawResponse } from './exchange';
import { parseJson } from './json';
import { adviceForQuery } from './query-advice';
import { redact, redactJson } from './redact';
import { retryAfterMs } from './retry-hint';

/** A successful answer of the platform. */
export interface Answer {
  requestId: string;
  /** `Data.MessageId`; an empty text when there is none. */
  messageId: string;
  /** The answer's whole body. */
  body: Readonly<Record<string, unknown>>;
  /** `Data`, or an empty object. */
  data: Readonly<Record<string, unknown>>;
}

export interface ReadingContext {
  /** With Qos 1 the platform may deliver a call it reported as failed. */
  qos?: 0 | 1;
  /** The API, when it only reads: no failure of it can have made a device act, and it may always be repeated. */
  query?: string;
  /** Values that must not be shown, should the server echo them. */
  secrets: readonly string[];
}

/**
 * Reads an answer by its body; the HTTP status only decides what an unknown code means. The platform reports its own
 * failures with `Success: false` and `ErrorMessage`, its gateway with `Code` and `Message`.
 *
 * @throws AliyunIotError - also for a body that is no JSON object.
 * @see https://help.aliyun.com/document_detail/30561.html
 */
export function readAnswer(response: RawResponse, context: ReadingContext): Answer {
  const body = parseBody(response, context);
  const requestId = redact(textOf(body['RequestId']), context.secrets);
  if (isTrue(body['Success'])) {
    const messageId = redact(messageIdOf(body), context.secrets);
    return { requestId, messageId, body, data: isObject(body['Data']) ? body['Data'] : {} };
  }
  throw failure(body, requestId, response, context);
}

function failure(
  body: Readonly<Record<string, unknown>>,
  requestId: string,
  response: RawResponse,
  context: ReadingContext,
): AliyunIotError {
  const code = redact(textOf(body['Code']), context.secrets);
  const said = redact(textOf(body['ErrorMessage']) || textOf(body['Message']), context.secrets);
  const entry = describeCode(code);
  const mayHaveRun =
    entry === undefined
      ? executedOfUnknownCode(body, response.status)
      : entry.qos1MayDeliver && context.qos === 1
        ? 'unknown'
        : entry.executed;
  const kind = entry?.kind ?? (isTooMany(response.status, mayHaveRun) ? 'throttled' : 'platform');
  const executed = context.query === undefined ? mayHaveRun : 'no';
  const advice = adviceOn(code, entry, context.query, executed);
  const lead = [code || 'No code', said].filter(Boolean).join(': ');
  const leadZh = [code || '无错误码', said].filter(Boolean).join('：');
  return new AliyunIotError({
    code: code || 'failure-without-code',
    kind,
    executed,
    retryable:
      (kind === 'throttled' && executed === 'no') ||
      (context.query !== undefined && kind === 'platform' && mayPass(entry, response.status)),
    texts: { en: `${endSentence(lead, '.')} ${advice.en}`, zh: `${endSentence(leadZh, '。')}${advice.zh}` },
    requestId: requestId || undefined,
    messageId: redact(messageIdOf(body), context.secrets) || undefined,
    httpStatus: response.status,
    retryAfterMs: kind === 'throttled' ? retryAfterMs(response.headers) : undefined,
    ramAction: entry && isRamRefusal(entry) ? `iot:${context.query ?? 'InvokeThingService'}` : undefined,
  });
}

function adviceOn(
  code: string,
  entry: CatalogueEntry | undefined,
  query: string | undefined,
  executed: Executed,
): Texts {
  if (!entry) {
    const { en, zh } = code === '' ? NO_CODE : UNKNOWN_CODE;
    return executed === 'no' ? { en, zh } : { en: `${en} ${CHECK_STATE.en}`, zh: `${zh}${CHECK_STATE.zh}` };
  }
  return (query === undefined ? undefined : adviceForQuery(entry, query)) ?? entry.texts;
}

// Trouble of the platform's own, and not a refusal.
function mayPass(entry: CatalogueEntry | undefined, status: number): boolean {
  return entry?.executed === 'unknown' || status >= 500;
}

// A refusal by the gateway never reaches a device; anything else under a code we do not know might have.
function executedOfUnknownCode(body: Readonly<Record<string, unknown>>, status: number): Executed {
  const gatewayShaped = textOf(body['Code']) !== '' && body['Success'] === undefined;
  return gatewayShaped && status >= 400 && status < 500 ? 'no' : 'unknown';
}

/** HTTP's own word for it, in front of a code nobody has documented. */
function isTooMany(status: number, executed: Executed): boolean {
  return status === 429 && executed === 'no';
}

function parseBody(
  response: RawResponse,
  { query, secrets }: ReadingContext,
): Readonly<Record<string, unknown>> {
  const isQuery = query !== undefined;
  const text = redactJson(response.body.toString('utf8'), secrets)
    .replace(/^\uFEFF/, '')
    .trim();
  if (text === '') throw unreadable('answer-empty', response, EMPTY, isQuery);
  if (text.startsWith('<')) throw unreadable('answer-not-json', response, MARKUP, isQuery);
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    throw unreadable('answer-not-json', response, BROKEN, isQuery);
  }
  if (!isObject(value)) throw unreadable('answer-not-object', response, NOT_OBJECT, isQuery);
  return value;
}

function unreadable(code: string, response: RawResponse, what: Texts, isQuery: boolean): AliyunIotError {
  const redirected = response.status >= 300 && response.status < 400;
  const fate = isQuery ? NOTHING_CHANGED : redirected ? MAY_HAVE_ACTED : CHECK_STATE;
  const advice = redirected ? { en: `${REDIRECTED.en} ${fate.en}`, zh: `${REDIRECTED.zh}${fate.zh}` } : fate;
  return new AliyunIotError({
    code: redirected ? 'redirected' : code,
    kind: 'platform',
    executed: isQuery ? 'no' : 'unknown',
    retryable: isQuery && response.status >= 500,
    texts: {
      en: `HTTP ${String(response.status)}: ${what.en} ${advice.en}`,
      zh: `HTTP ${String(response.status)}：${what.zh}${advice.zh}`,
    },
    httpStatus: response.status,
  });
}

const EMPTY: Texts = { en: 'The answer was empty.', zh: '应答为空。' };
const MARKUP: Texts = {
  en: 'The answer was HTML or XML instead of JSON, probably from a proxy, a login page or a wrong endpoint.',
  zh: '应答是 HTML 或 XML 而不是 JSON，可能来自代理、登录页面或错误的接入地址。',
};
const BROKEN: Texts = { en: 'The answer was not complete JSON.', zh: '应答不是完整的 JSON。' };
const NOT_OBJECT: Texts = { en: 'The answer was JSON but no object.', zh: '应答是 JSON，但不是对象。' };
const REDIRECTED: Texts = {
  en: 'The endpoint redirects elsewhere, which is not followed. Correct the endpoint in the account node.',
  zh: '接入地址要求重定向到别处，本节点不会跟随。请在账号节点中改正接入地址。',
};
const MAY_HAVE_ACTED: Texts = { en: 'The device may have acted.', zh: '设备可能已经执行。' };
const NOTHING_CHANGED: Texts = { en: 'Nothing was changed.', zh: '未更改任何内容。' };
const CHECK_STATE: Texts = {
  en: 'The device may have acted: check its state before you call again.',
  zh: '设备可能已经执行：再次调用之前请先确认设备状态。',
};
const NO_CODE: Texts = {
  en: 'The platform reported a failure without a code. Look the RequestId up in the console log.',
  zh: '平台报告失败但没有给出错误码。请在控制台日志中按 RequestId 查询。',
};
const UNKNOWN_CODE: Texts = {
  en: 'This code is not in our catalogue. Look it up in the platform documentation.',
  zh: '此错误码不在目录中，请查阅平台文档。',
};

function endSentence(text: string, stop: string): string {
  return /[.!?。！？…]$/.test(text) ? text : `${text}${stop}`;
}

function messageIdOf(body: Readonly<Record<string, unknown>>): string {
  return isObject(body['Data']) ? textOf(body['Data']['MessageId']) : '';
}

function isTrue(value: unknown): boolean {
  return value === true || (typeof value === 'string' && value.toLowerCase() === 'true');
}

/** Text of a field that should be a string but may come as a number. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

/**
 * The code that a device gave, if it is an integer. The API wants a number, but the vendor's own device demo answers
 * `"200"`.
 */
export function deviceCodeOf(code: unknown): number | undefined {
  if (typeof code === 'string' && /^-?\d{1,15}$/.test(code)) return Number(code);
  return Number.isSafeInteger(code) ? (code as number) : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
