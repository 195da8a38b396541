import { AliyunIotError, DeviceError, quotable, type ErrorKind, type Executed, type Texts } from '../errors';
import { adviceOnDeviceCode, describeDeviceCode } from '../openapi';
import type { ServiceReply } from './types';

const OK = 200;
/** Codes a device uses and the platform too. In a reply the device did not write itself, nobody can tell which. */
const SHARED_CODES: Readonly<Record<number, ErrorKind>> = { 429: 'throttled', 460: 'validation' };
/**
 * Codes that no device has of its own. On which topic they come is not documented: where it is the device's, they keep
 * their kind, but in case it was the device after all, it may have acted.
 */
const PLATFORM_CODES: ReadonlySet<number> = new Set([9200, 9201]);

/** What was asked of the call. */
export interface CallTraits {
  messageId: string;
  qos?: 0 | 1;
  passDeviceErrors?: boolean;
}

/**
 * The error a reply stands for: of the device when it may be the device that spoke, else of the kind that the
 * catalogue knows for the code.
 *
 * @returns undefined for a success, and for a reply without an integer code, which is passed on like a Result.
 * @see https://help.aliyun.com/document_detail/73736.html
 */
export function replyError(reply: ServiceReply, call: CallTraits): AliyunIotError | undefined {
  const { code, fromDevice } = reply;
  if (code === undefined || code === OK) return undefined;
  const entry = describeDeviceCode(code);
  const advice = adviceOnDeviceCode(code);
  const facts = { code: String(code), deviceCode: code, messageId: call.messageId };
  const byDevice = fromDevice && !PLATFORM_CODES.has(code);
  const shared = fromDevice ? undefined : SHARED_CODES[code];
  if (!shared && (byDevice || entry === undefined || entry.kind === 'device')) {
    if (call.passDeviceErrors) return undefined;
    const texts = joined(said('The device answered with', '设备返回', reply), advice);
    return new DeviceError({ ...facts, result: reply.result, texts });
  }
  return new AliyunIotError({
    ...facts,
    kind: shared ?? entry?.kind ?? 'platform',
    executed: shared || fromDevice ? 'unknown' : executedOf(entry, call.qos),
    texts: joined(said('The reply to the call has', '调用的应答为', reply), entry?.texts ?? advice),
  });
}

/** Why a call's reply was not heard. The call itself was accepted, so the device may have acted. */
export function notHeard(why: keyof typeof NOT_HEARD, { messageId }: { messageId: string }): AliyunIotError {
  const { code, kind, texts } = NOT_HEARD[why];
  return new AliyunIotError({ code, kind, executed: 'unknown', texts, messageId });
}

function executedOf(
  entry: { executed: Executed; qos1MayDeliver?: boolean } | undefined,
  qos: 0 | 1 = 0,
): Executed {
  return entry === undefined || (qos === 1 && entry.qos1MayDeliver) ? 'unknown' : entry.executed;
}

function said(en: string, zh: string, { code, message }: ServiceReply): Texts {
  const words = quotable(message);
  return {
    en: `${en} code ${String(code)}${words && ` (${words})`}.`,
    zh: `${zh}错误码 ${String(code)}${words && `（${words}）`}。`,
  };
}

function joined({ en, zh }: Texts, advice: Texts): Texts {
  return { en: `${en} ${advice.en}`, zh: `${zh}${advice.zh}` };
}

const NOT_HEARD = {
  timeout: {
    code: 'reply-timeout',
    kind: 'timeout',
    texts: {
      en: 'The platform accepted the call, but the reply of the device did not come in time; it may have acted. Check that the device replies, that the consumer group subscribes to the replies of this product ("device downlink command results"), and that no other program shares the group: it gets a part of the replies.',
      zh: '平台已接受调用，但设备的应答未在限定时间内到达，设备可能已经执行。请检查设备是否应答、消费组的订阅是否包含该产品的“设备下行指令结果”，以及是否有其他程序共用该消费组（它会分走一部分应答）。',
    },
  },
  aborted: {
    code: 'aborted',
    kind: 'aborted',
    texts: {
      en: 'Waiting for the reply of the device was stopped (redeploy, shutdown or signal). The platform had accepted the call, so the device may act.',
      zh: '等待设备应答被中止（重新部署、关闭或收到中止信号）。平台已接受调用，设备可能会执行。',
    },
  },
  'queue-full': {
    code: 'reply-queue-full',
    kind: 'queue-full',
    texts: {
      en: 'Too many calls wait for replies already, so this one does not. The platform had accepted the call, so the device may act. Send fewer at a time.',
      zh: '等待应答的调用过多，此调用不再等待。平台已接受调用，设备可能会执行。请降低同时发送的数量。',
    },
  },
} as const satisfies Record<string, { code: string; kind: ErrorKind; texts: Texts }>;
