import { AliyunIotError, type Executed } from '../errors';
import { Deadline } from '../limits';
import { neededMs } from './plan';
import { decoded } from './outcome';
import type { InvokeOutcome, InvokeRequest, ReplySource } from './types';

/** A call whose reply is wanted, with all defaults. */
export interface ReplyWanted extends Pick<InvokeRequest, 'decode' | 'thingModel' | 'passDeviceErrors'> {
  replies: ReplySource;
  /** The API's own, which name the device. */
  params: Readonly<Record<string, string>>;
  qos: 0 | 1;
  timeoutMs: number;
  deadlineMs: number;
  /** From when the platform took the call, in milliseconds. */
  replyTimeoutMs: number;
  signal: AbortSignal;
}

/**
 * Makes a call whose reply is wanted: nothing is sent before replies are heard, and the reply takes the place of a
 * Result. A synchronous outcome is given back as it is.
 *
 * @param call makes the call, in what is left of its deadline in milliseconds.
 * @throws AliyunIotError
 */
export async function withReply(
  wanted: ReplyWanted,
  call: (deadlineMs: number) => Promise<InvokeOutcome>,
): Promise<InvokeOutcome> {
  const deadline = new Deadline(wanted.deadlineMs);
  if (wanted.thingModel?.service.callType !== 'sync') await untilHeard(wanted);
  const outcome = await call(deadline.remainingMs());
  return outcome.mode === 'sync' ? outcome : answered(outcome, wanted);
}

/** Leaves enough of the call's deadline for an attempt. */
async function untilHeard({ replies, timeoutMs, deadlineMs, signal }: ReplyWanted): Promise<void> {
  try {
    await replies.ready({ withinMs: deadlineMs - neededMs(timeoutMs), signal });
  } catch (error) {
    throw errorOfSource(error, 'no');
  }
}

/** A failure carries the facts of the call. */
async function answered(outcome: InvokeOutcome, wanted: ReplyWanted): Promise<InvokeOutcome> {
  const takenAt = performance.now();
  try {
    const { result, code } = await replyTo(outcome, wanted);
    const replyMs = Math.round(performance.now() - takenAt);
    const timings = { ...outcome.timings, totalMs: outcome.timings.totalMs + replyMs, replyMs };
    const deviceCode = code === undefined ? {} : { deviceCode: code };
    return decoded({ ...outcome, result, ...deviceCode, timings }, wanted);
  } catch (thrown) {
    const error = errorOfSource(thrown, 'unknown');
    error.attempts = outcome.attempts;
    if (outcome.requestId) error.requestId = outcome.requestId;
    throw error;
  }
}

function replyTo({ messageId }: InvokeOutcome, wanted: ReplyWanted): ReturnType<ReplySource['wait']> {
  if (messageId === '') return Promise.reject(noMessageId());
  const { replies, params, qos, passDeviceErrors, replyTimeoutMs: timeoutMs, signal } = wanted;
  const { IotId: iotId, ProductKey: productKey, DeviceName: deviceName } = params;
  const target = iotId === undefined ? { productKey, deviceName } : { iotId };
  return replies.wait({ ...target, messageId, qos, passDeviceErrors, timeoutMs, signal });
}

/** A source may be the user's own code, and its errors may hold anything. */
function errorOfSource(error: unknown, executed: Executed): AliyunIotError {
  if (error instanceof AliyunIotError) return error;
  const fate =
    executed === 'no'
      ? { en: 'Nothing was sent.', zh: '请求未发出。' }
      : {
          en: 'The device may have acted: check its state before you call again.',
          zh: '设备可能已经执行：再次调用之前请先确认设备状态。',
        };
  return new AliyunIotError({
    code: 'reply-source-failed',
    kind: 'internal',
    executed,
    texts: {
      en: `The source of the device's reply failed with an error of its own. Look into its log. ${fate.en}`,
      zh: `设备应答的来源自身出错，请查看其日志。${fate.zh}`,
    },
  });
}

function noMessageId(): AliyunIotError {
  return new AliyunIotError({
    code: 'message-id-missing',
    kind: 'platform',
    executed: 'unknown',
    texts: {
      en: "The platform took the call, but its answer has neither a Result nor a MessageId, so the device's reply could not be told from others. The device may act: check its state. If it happens again, open a ticket with the request ID.",
      zh: '平台已接受调用，但应答中既没有 Result 也没有 MessageId，无法识别该设备的应答。设备可能会执行，请确认其状态。若反复出现，请凭 RequestId 提交工单。',
    },
  });
}
