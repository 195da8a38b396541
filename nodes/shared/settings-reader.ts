import type { Texts } from '../../lib/errors';
import { expand, missingTexts, type Lookup } from './env';
import type { SettingProblem } from './problems';

/** What a number has to be. */
export interface NumberRule {
  min: number;
  /** `min` itself is too small. */
  exclusive?: boolean;
  max?: number;
  whole?: boolean;
}

/** Reads settings one by one and collects what is wrong with them. */
export class SettingsReader {
  readonly problems: SettingProblem[] = [];
  readonly #lookup: Lookup;

  /**
   * @param lookup where environment variables come from.
   */
  constructor(lookup: Lookup) {
    this.#lookup = lookup;
  }

  /**
   * Adds a problem.
   *
   * @param label the field, as the dialog names it.
   * @param rule a kebab-case word for what is wrong.
   * @param en what to do, in English.
   * @param zh the same in Chinese.
   */
  add(label: Texts, rule: string, en: string, zh: string): void {
    this.problems.push({ label, rule, texts: { en, zh } });
  }

  /**
   * A text without blanks around it; empty when nothing was typed or a variable is missing.
   *
   * @param raw what was stored. Node-RED itself may have replaced it by a variable's value of another type.
   */
  text(label: Texts, raw: unknown): string {
    return this.#expand(label, raw).trim();
  }

  /** A number, or nothing when the field is blank: the client then uses its default. */
  number(
    label: Texts,
    raw: unknown,
    { min, exclusive = false, max = Infinity, whole = false }: NumberRule,
  ): number | undefined {
    const text = this.text(label, raw);
    if (text === '') {
      return undefined;
    }
    const value = Number(text);
    if (
      Number.isFinite(value) &&
      (exclusive ? value > min : value >= min) &&
      value <= max &&
      (!whole || Number.isInteger(value))
    ) {
      return value;
    }
    const [atMost, atMostZh] = Number.isFinite(max) ? [` and at most ${max}`, `且不大于 ${max} `] : ['', ''];
    this.add(
      label,
      'number-invalid',
      `must be a ${whole ? 'whole number' : 'number'} ${exclusive ? 'above' : 'of at least'} ${min}${atMost}. Leave it blank for the default.`,
      `必须是${exclusive ? '大于' : '不小于'} ${min} ${atMostZh}的${whole ? '整数' : '数字'}，留空则使用默认值。`,
    );
    return undefined;
  }

  /** A key that has to be there. Nothing of it ever gets into a problem. */
  key(label: Texts, raw: unknown): string {
    const before = this.problems.length;
    const value = this.optionalKey(label, raw);
    if (value === '' && this.problems.length === before) {
      this.add(
        label,
        'credentials-missing',
        'is missing. Enter it in the account node, or choose the environment as the source of credentials.',
        '未填写。请在账号节点中填写，或将凭据改为“运行环境 / 默认凭据链”。',
      );
    }
    return value;
  }

  /** A key that may be left out. */
  optionalKey(label: Texts, raw: unknown): string {
    const value = this.#expand(label, raw);
    if (value !== value.trim()) {
      // Not trimmed quietly: the copy in the password manager has them too.
      this.add(
        label,
        'credentials-blank',
        'begins or ends with a blank or a line break, probably copied along. Enter it again without.',
        '开头或结尾有空格或换行，可能是复制时带入的。请去掉后重新填写。',
      );
      return '';
    }
    return value;
  }

  #expand(label: Texts, raw: unknown): string {
    if (typeof raw !== 'string') {
      return typeof raw === 'number' ? String(raw) : '';
    }
    const { text, missing } = expand(raw, this.#lookup);
    if (missing.length === 0) {
      return text;
    }
    const { en, zh } = missingTexts(missing);
    this.add(label, 'env-not-set', en, zh);
    return '';
  }
}
