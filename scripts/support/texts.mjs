/** @typedef {{ en: string, zh: string }} Texts */

/**
 * The reader's language, from the variables every Unix tool goes by.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {'en' | 'zh'}
 */
function language(env = process.env) {
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return locale.startsWith('zh') ? 'zh' : 'en';
}

/** @param {Texts} texts */
export function inLanguage(texts) {
  return texts[language()];
}

/** A reason to stop, told in one sentence; no stack is shown for it. */
export class Failure extends Error {
  /**
   * @param {Texts} texts
   * @param {string} [details] what the tool that failed had to say, shown below the sentence.
   */
  constructor(texts, details = '') {
    super(inLanguage(texts));
    this.texts = texts;
    this.details = details;
  }
}

/**
 * What to print for an error that ends a command: the sentence of a Failure, the stack of a mistake of ours.
 *
 * @param {unknown} error
 */
export function reason(error) {
  if (error instanceof Failure) return [error.details, error.message].filter(Boolean).join('\n');
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/**
 * Prints a line for people. Standard output stays free for results.
 *
 * @param {Texts} texts
 */
export function tell(texts) {
  process.stderr.write(`${inLanguage(texts)}\n`);
}
