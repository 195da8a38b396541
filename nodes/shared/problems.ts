import { AliyunIotError, configError, type Executed, type Texts } from '../../lib/errors';

/**
 * A setting that is wrong: like a problem of the input, but what has to be changed is the dialog, the environment
 * or another node, and no message can do better until then.
 */
export interface SettingProblem {
  /** The field, as the dialog names it. */
  label: Texts;
  /** A kebab-case word for what is wrong. */
  rule: string;
  /** What to do. */
  texts: Texts;
}

/**
 * One error of kind `config` for everything that has to be corrected, so that nobody deploys five times.
 *
 * @param subject whose settings they are, in both languages.
 * @param problems at least one.
 */
export function settingsError(subject: Texts, problems: readonly SettingProblem[]): AliyunIotError {
  return configError(problems[0]?.rule ?? 'config', {
    en: `${subject.en}: ${problems.map((p) => `${p.label.en}: ${p.texts.en}`).join(' ')}`,
    zh: `${subject.zh}：${problems.map((p) => `${p.label.zh}：${p.texts.zh}`).join('')}`,
  });
}

/**
 * The error of a mistake of ours (or of a hook another package installed), which no error of `lib` covers.
 *
 * @param cause what was thrown; only its message is kept.
 * @param executed whether the device may have acted at that point.
 */
export function internalError(cause: unknown, executed: Executed): AliyunIotError {
  const detail = cause instanceof Error ? cause.message : typeof cause;
  return new AliyunIotError({
    code: 'internal-error',
    kind: 'internal',
    executed,
    texts: {
      en: `Something unexpected went wrong in the node itself: ${detail} Please report it, with the steps that lead there.`,
      zh: `节点内部出现意外错误：${detail} 请将复现步骤反馈给我们。`,
    },
  });
}

/**
 * The error of a message that the node could not finish because it was closed by a deploy.
 *
 * @param executed whether the device may have acted.
 */
export function closedError(executed: Executed): AliyunIotError {
  return new AliyunIotError({
    code: 'node-closed',
    kind: 'aborted',
    executed,
    retryable: executed === 'no',
    texts: {
      en:
        executed === 'no'
          ? 'A deploy closed the node before the call was sent. Send the message again.'
          : 'A deploy closed the node before the answer came. The device may have acted: check its state before you repeat the call.',
      zh:
        executed === 'no'
          ? '调用尚未发送，节点就因部署而关闭。请重新发送该消息。'
          : '应答返回之前，节点已因部署而关闭。设备可能已经执行，重新调用前请先确认设备状态。',
    },
  });
}
