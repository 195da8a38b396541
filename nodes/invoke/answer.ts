import type { NodeMessage } from 'node-red';
import { DeviceError, ValidationError, type AliyunIotError, type Language } from '../../lib/errors';
import type { InvokeOutcome, InvokeRequest } from '../../lib/services';
import { withoutUndefined } from '../shared/without-undefined';

/** What a call was about, as far as it could be read. */
export type Subject = Partial<Pick<InvokeRequest, 'iotId' | 'productKey' | 'deviceName' | 'identifier'>>;

/** Whether the device has answered, at once or with a reply that was waited for. */
export function isAnswered({ mode, timings }: Pick<InvokeOutcome, 'mode' | 'timings'>): boolean {
  return mode === 'sync' || timings.replyMs !== undefined;
}

/**
 * Writes the outcome of a call on the message: the Result (or the device's reply; or, of an asynchronous call whose
 * reply was not waited for, the MessageId) becomes the payload, all else goes under `msg.aliyun`.
 *
 * @param msg the message that asked; it keeps everything else it has.
 * @param warnings in the language of the reader.
 * @returns the message to send.
 */
export function writeOutcome(
  msg: NodeMessage,
  request: Subject,
  outcome: InvokeOutcome,
  warnings: readonly string[],
): NodeMessage {
  const { mode, result, messageId, requestId, deviceCode, attempts, timings } = outcome;
  const payload = isAnswered(outcome) ? result : messageId;
  const aliyun = withoutUndefined({
    mode,
    requestId,
    messageId,
    ...whatWasAsked(request),
    deviceCode,
    attempts,
    timings,
    warnings: warnings.length > 0 ? warnings : undefined,
  });
  return written(msg, { payload, aliyun });
}

/** The message with an answer on it; a copy when it cannot be written on, because the device has acted. */
export function written(msg: NodeMessage, answer: { payload: unknown; aliyun: object }): NodeMessage {
  try {
    return Object.assign(msg, answer);
  } catch {
    return { ...msg, ...answer };
  }
}

/**
 * Writes a failure under `msg.aliyun`. It has to be there and not only on the error, because of that a Catch node
 * passes on no more than message, code and cause.
 *
 * @param msg the message that asked; its payload stays as it came.
 */
export function writeFailure(
  msg: NodeMessage,
  request: Subject,
  error: AliyunIotError,
  language: Language,
): void {
  const { requestId, messageId } = error;
  msg['aliyun'] = withoutUndefined({
    requestId,
    messageId,
    ...whatWasAsked(request),
    result: error instanceof DeviceError ? error.result : undefined,
    error: describe(error, language),
  });
}

/**
 * What a flow can know of an error.
 *
 * @param language of its message.
 */
export function describe(error: AliyunIotError, language: Language): object {
  const { kind, code, executed, retryable, requestId, httpStatus, deviceCode, attempts, retryAfterMs } =
    error;
  return withoutUndefined({
    kind,
    code,
    message: error.in(language),
    executed,
    retryable,
    requestId,
    httpStatus,
    deviceCode,
    attempts,
    retryAfterMs,
    problems: error instanceof ValidationError ? problemsOf(error, language) : undefined,
  });
}

function problemsOf({ problems }: ValidationError, language: Language): object[] {
  return problems.map(({ path, rule, message, messageZh }) => ({
    path,
    rule,
    message: language === 'zh' ? messageZh : message,
  }));
}

function whatWasAsked({ iotId, productKey, deviceName, identifier }: Subject): object {
  const target = iotId === undefined ? withoutUndefined({ productKey, deviceName }) : { iotId };
  return { target, service: identifier ?? '' };
}
