import type { Language, Texts } from './texts';

/** What went wrong, in one lower-case word a flow can switch on. */
export type ErrorKind =
  | 'validation'
  | 'config'
  | 'auth'
  | 'permission'
  | 'throttled'
  | 'offline'
  | 'timeout'
  | 'not-found'
  | 'device'
  | 'network'
  | 'queue-full'
  | 'aborted'
  | 'platform'
  /** A mistake of this package or its host, nothing the platform or the user did. */
  | 'internal';

/**
 * Whether the device may have acted:
 * `no` - refused before it was sent, or rejected by the platform;
 * `unknown` - sent, but no readable answer came back;
 * `yes` - the device itself answered, with an error.
 */
export type Executed = 'no' | 'unknown' | 'yes';

export interface AliyunIotErrorInit {
  /** The platform's own code, or a kebab-case code of ours. */
  code: string;
  kind: ErrorKind;
  executed: Executed;
  texts: Texts;
  retryable?: boolean;
  requestId?: string;
  messageId?: string;
  httpStatus?: number;
  deviceCode?: number;
  attempts?: number;
  retryAfterMs?: number;
  ramAction?: string;
  cause?: unknown;
}

/**
 * The one error of this package. All facts are own properties, because a Catch node and `JSON.stringify`
 * see nothing else. `message` is English; `in('zh')` gives the same sentence in Chinese.
 */
export class AliyunIotError extends Error {
  override name = 'AliyunIotError';
  code: string;
  kind: ErrorKind;
  executed: Executed;
  /** True when the same call may be repeated without the risk of acting twice and may then succeed. */
  retryable: boolean;
  requestId?: string;
  messageId?: string;
  httpStatus?: number;
  deviceCode?: number;
  attempts?: number;
  /** How long the server asked us to wait, in milliseconds. */
  retryAfterMs?: number;
  /** The RAM action that has to be allowed, e.g. `iot:QueryDevice`, when its lack was the reason. */
  ramAction?: string;
  override cause?: unknown;
  readonly #texts: Texts;

  constructor(init: AliyunIotErrorInit) {
    super(init.texts.en);
    const { texts, code, kind, executed, retryable = false, ...rest } = init;
    this.code = code;
    this.kind = kind;
    this.executed = executed;
    this.retryable = retryable;
    this.#texts = texts;
    Object.assign(this, withoutUndefined(rest));
  }

  /** The message in both of the package's languages. */
  get texts(): Texts {
    return this.#texts;
  }

  /**
   * The message in one of the package's languages.
   *
   * @param language `en` or `zh`.
   */
  in(language: Language): string {
    return this.#texts[language];
  }
}

/** One thing that is wrong with the input of a call, and where. */
export interface Problem {
  /** The place of the value, e.g. `args.plan.items[2].at` or `deviceName`. */
  path: string;
  /** A kebab-case word for the rule that was broken, e.g. `out-of-range`. */
  rule: string;
  texts: Texts;
}

/** Input that was refused before anything was sent. All problems are listed at once. */
export class ValidationError extends AliyunIotError {
  override name = 'ValidationError';
  problems: (Omit<Problem, 'texts'> & { message: string; messageZh: string })[];

  /**
   * @param problems what is wrong, at least one.
   */
  constructor(problems: readonly Problem[]) {
    super({
      code: problems[0]?.rule ?? 'invalid',
      kind: 'validation',
      executed: 'no',
      texts: {
        en: `Nothing was sent. ${problems.map((p) => `${p.path}: ${p.texts.en}`).join(' ')}`,
        zh: `未发送任何请求。${problems.map((p) => `${p.path}：${p.texts.zh}`).join('')}`,
      },
    });
    this.problems = problems.map(({ path, rule, texts }) => ({
      path,
      rule,
      message: texts.en,
      messageZh: texts.zh,
    }));
  }
}

/** The device answered a synchronous call with a code other than 200. It has acted or at least decided. */
export class DeviceError extends AliyunIotError {
  override name = 'DeviceError';
  /** The device's whole Result, parsed. */
  result: unknown;

  constructor(init: Omit<AliyunIotErrorInit, 'kind' | 'executed'> & { result: unknown }) {
    const { result, ...rest } = init;
    super({ ...rest, kind: 'device', executed: 'yes' });
    this.result = result;
  }
}

/**
 * A setting that has to be corrected before any call can work.
 *
 * @param code kebab-case code.
 * @param texts what to do, in both languages.
 */
export function configError(code: string, texts: Texts, cause?: unknown): AliyunIotError {
  return new AliyunIotError({ code, kind: 'config', executed: 'no', texts, cause });
}

function withoutUndefined<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as Partial<T>;
}
