import { AliyunIotError } from '../errors';

/** The job was stopped before the device's turn came. */
export function jobStopped(): AliyunIotError {
  return new AliyunIotError({
    code: 'aborted',
    kind: 'aborted',
    executed: 'no',
    texts: {
      en: "Nothing was sent to this device: the job was stopped before the device's turn came.",
      zh: '未向该设备发送任何请求：轮到它之前任务已被中止。',
    },
  });
}

/** The job's own deadline passed before the device's turn came. */
export function jobTooLate(): AliyunIotError {
  return new AliyunIotError({
    code: 'deadline-exceeded',
    kind: 'timeout',
    executed: 'no',
    retryable: true,
    texts: {
      en: "Nothing was sent to this device: the deadline of the whole list had passed before the device's turn came. Allow the list more time, or raise the account's share of the quota.",
      zh: '未向该设备发送任何请求：轮到它之前，整个列表的总时限已到。请延长总时限，或调高账号的每秒调用数。',
    },
  });
}

/**
 * A mistake of ours in the middle of a job.
 *
 * @param cause what was thrown; only its message is kept.
 */
export function internalError(cause: unknown): AliyunIotError {
  const detail = cause instanceof Error ? cause.message : typeof cause;
  return new AliyunIotError({
    code: 'internal-error',
    kind: 'internal',
    executed: 'unknown',
    texts: {
      en: `Something unexpected went wrong in this package itself: ${detail} The device may have acted. Please report it, with the steps that lead there.`,
      zh: `软件包内部出现意外错误：${detail} 设备可能已经执行。请将复现步骤反馈给我们。`,
    },
  });
}
