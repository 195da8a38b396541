/**
 * Checks the text of one field.
 *
 * @returns the name of the broken rule, which is a key under `invalid` of the node's catalogue, or undefined.
 */
export type Rule = (value: string) => string | undefined;

/** The nodes replace `${NAME}` anywhere in a text, so its format is known only at run time. */
export function hasVariable(value: string): boolean {
  return /\$\{[^}]+\}/.test(value);
}

/** The field must not be left empty. */
export const required: Rule = (value) => (value === '' ? 'required' : undefined);

/** A blank at either end usually comes from copying, and the platform would take it as part of the value. */
export const trimmed: Rule = (value) => (value === value.trim() ? undefined : 'blanks');

/**
 * The whole text must match; an empty text passes, and one with a variable.
 *
 * @param pattern what is allowed, anchored at both ends.
 * @param name the name of this rule.
 */
export function matches(pattern: RegExp, name: string): Rule {
  return (value) => (value === '' || hasVariable(value) || pattern.test(value) ? undefined : name);
}

/** A ProductKey, DeviceName or IotId. */
export const ID: readonly Rule[] = [trimmed, matches(/^[^\s\p{Cc}]{1,256}$/u, 'id')];

/**
 * A whole number in decimal digits; an empty text passes, and one with a variable.
 *
 * @param min the smallest number allowed.
 * @param max the largest number allowed.
 * @param name the name of this rule.
 */
export function wholeNumber(min: number, max: number, name: string): Rule {
  return (value) => {
    if (value === '' || hasVariable(value)) return undefined;
    const inRange = /^\d+$/.test(value) && Number(value) >= min && Number(value) <= max;
    return inRange ? undefined : name;
  };
}

/** Args written as JSON are an object: the platform knows its parameters by name. */
export const jsonObject: Rule = (value) => {
  if (/^\$\{[^}]+\}$/.test(value)) return undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? undefined
      : 'not-an-object';
  } catch {
    return 'not-json';
  }
};

/** A base URL, or a host with or without a port, as the console shows it. */
export const baseUrl: Rule = (value) => {
  if (hasVariable(value)) return undefined;
  const isHost = !value.includes('://') && /[.:]|^localhost$/.test(value);
  try {
    const url = new URL(isHost ? `https://${value}` : value);
    const isWeb = url.protocol === 'http:' || url.protocol === 'https:';
    const isBase = url.username === '' && url.password === '' && url.search === '' && url.hash === '';
    return isWeb && isBase ? undefined : 'not-a-url';
  } catch {
    return 'not-a-url';
  }
};

/** The name of the first rule that the value breaks, if any. */
export function firstBroken(rules: readonly Rule[], value: string): string | undefined {
  for (const rule of rules) {
    const broken = rule(value);
    if (broken !== undefined) return broken;
  }
  return undefined;
}
