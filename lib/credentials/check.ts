import { type AliyunIotError, configError, type Texts } from '../errors';
import type { Credentials } from './types';

export type Field = keyof Credentials;

const NAMES: Readonly<Record<Field, Texts>> = {
  accessKeyId: { en: 'AccessKey ID', zh: 'AccessKey ID' },
  accessKeySecret: { en: 'AccessKey secret', zh: 'AccessKey Secret' },
  securityToken: { en: 'STS token', zh: 'STS Token' },
};

/**
 * Finds what makes keys fail in ways nobody can see: blanks at the ends, a `${VAR}` nobody replaced, no key at all.
 *
 * @param values what was entered; an empty STS token is none.
 * @param place where a field was entered, as the end of a sentence.
 * @param tokenNeeded true when credentials without an STS token are not enough.
 * @returns the values, unchanged.
 * @throws AliyunIotError of kind `config` that names field and place, never the value.
 */
export function checkCredentials(
  values: { readonly [F in Field]?: string | undefined },
  place: (field: Field) => Texts,
  tokenNeeded = false,
): Credentials {
  const check = (field: Field, value: string): string => {
    const problem = problemOf(field, value, place(field));
    if (problem) throw problem;
    return value;
  };
  const accessKeyId = check('accessKeyId', values.accessKeyId ?? '');
  const accessKeySecret = check('accessKeySecret', values.accessKeySecret ?? '');
  if (!values.securityToken && !tokenNeeded) return Object.freeze({ accessKeyId, accessKeySecret });
  const securityToken = check('securityToken', values.securityToken ?? '');
  return Object.freeze({ accessKeyId, accessKeySecret, securityToken });
}

// \s lacks the characters of no width that come with a copy from a web page.
const BLANK_AT_START = /^[\s\u200b-\u200d\u2060]/;
const BLANK_AT_END = /[\s\u200b-\u200d\u2060]$/;
/** Keys and tokens are printable ASCII. Anything else could end a header, or not be sent at all. */
const NOT_PRINTABLE = /[^\x21-\x7e]/;

function problemOf(field: Field, value: string, place: Texts): AliyunIotError | undefined {
  const { en, zh } = NAMES[field];
  if (typeof (value as unknown) !== 'string') return badCharacters(NAMES[field], place);
  if (value === '') {
    return configError('credentials-missing', {
      en: `The ${en} is missing (${place.en}).`,
      zh: `缺少 ${zh}（${place.zh}）。`,
    });
  }
  const variable = /\$\{([\w.-]{1,64})\}/.exec(value)?.[1];
  if (variable !== undefined) {
    return configError('variable-not-set', {
      en: `The environment variable ${variable} is not set, but the ${en} refers to it (${place.en}).`,
      zh: `${zh} 引用了环境变量 ${variable}，但该变量没有设置（${place.zh}）。`,
    });
  }
  const end = BLANK_AT_START.test(value) ? 'start' : BLANK_AT_END.test(value) ? 'end' : undefined;
  if (!end) return NOT_PRINTABLE.test(value) ? badCharacters(NAMES[field], place) : undefined;
  return configError('credentials-blank', {
    en: `The ${en} has a blank or line break at its ${end} (${place.en}). Remove it.`,
    zh: `${zh} 的${end === 'start' ? '开头' : '末尾'}有空格或换行（${place.zh}），请去掉。`,
  });
}

function badCharacters(name: Texts, place: Texts): AliyunIotError {
  return configError('credentials-characters', {
    en: `The ${name.en} has a blank, a line break or another character that no key has (${place.en}). Copy it again.`,
    zh: `${name.zh} 含有空格、换行或其他密钥中不会出现的字符（${place.zh}），请重新复制。`,
  });
}
