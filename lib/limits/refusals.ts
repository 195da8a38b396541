/** Why the limiter lets a call not go out. None of them was sent. */
import { AliyunIotError } from '../errors';

/** @param size how many calls may wait. */
export function queueFull(size: number): AliyunIotError {
  return new AliyunIotError({
    code: 'queue-full',
    kind: 'queue-full',
    executed: 'no',
    retryable: true,
    texts: {
      en: `Nothing was sent: ${size} calls of this account are waiting already. Send fewer messages a second, or raise the account's share of the quota.`,
      zh: `请求未发出：该账号已有 ${size} 个调用在排队。请降低消息频率，或在账号节点中调高每秒调用数。`,
    },
  });
}

/** The deadline leaves too little time for an attempt. */
export function tooLate(): AliyunIotError {
  return new AliyunIotError({
    code: 'deadline-exceeded',
    kind: 'timeout',
    executed: 'no',
    retryable: true,
    texts: {
      en: "Nothing was sent: too little was left of the call's deadline when its turn came. Send fewer messages a second, raise the account's share of the quota, or allow more time.",
      zh: '请求未发出：轮到该调用时剩余时间已不足。请降低消息频率、调高账号的每秒调用数，或延长时限。',
    },
  });
}

/** @param pauseMs how much longer the platform asks everybody to wait, in milliseconds. */
export function paused(pauseMs: number): AliyunIotError {
  const seconds = Math.ceil(pauseMs / 1000);
  return new AliyunIotError({
    code: 'quota-pause',
    kind: 'throttled',
    executed: 'no',
    retryable: true,
    retryAfterMs: Math.ceil(pauseMs),
    texts: {
      en: `Nothing was sent: the account's quota is used up, and the platform asks to wait ${seconds} s more, which is longer than this call may take. Send fewer messages a second, look for other programs with the same quota, or allow more time.`,
      zh: `请求未发出：账号配额已用尽，平台要求再等待 ${seconds} 秒，超过了该调用的时限。请降低消息频率，检查还有哪些程序在共用该配额，或延长时限。`,
    },
  });
}

/** A signal stopped the call while it waited. */
export function aborted(): AliyunIotError {
  return new AliyunIotError({
    code: 'aborted',
    kind: 'aborted',
    executed: 'no',
    texts: {
      en: 'Nothing was sent: the call was stopped while it waited (redeploy, shutdown or signal).',
      zh: '请求未发出：调用在排队时被中止（重新部署、关闭或收到中止信号）。',
    },
  });
}
