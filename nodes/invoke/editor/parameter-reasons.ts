import { placeOf, type Parameter, type ValidateLevel } from '../../../lib/tsl';
import { inLanguage, textsOf } from '../../shared/editor/text';
import { builtInVerdict } from '../../shared/editor/typed-field';
import { LITERALS } from '../form-values';
import { literalProblems } from './parameter-check';
import type { Entry } from './parameters';

/** Why values are refused, in the language of the editor, by their paths. */
export type Reasons = ReadonlyMap<string, string>;

const text = textsOf('aliyun-iot-invoke');

/**
 * Why an argument is refused.
 *
 * @returns nothing when it is not, as far as that can be known before a message comes.
 */
export function entryReasons(parameter: Parameter, entry: Entry, level: ValidateLevel): Reasons {
  if (!LITERALS.some((literal) => literal === entry.type)) return reasonsElsewhere(parameter, entry);
  const reasons = new Map<string, string>();
  for (const { path, texts } of literalProblems(parameter, entry, level)) {
    const reason = inLanguage(text, texts);
    const before = reasons.get(path);
    reasons.set(path, before === undefined ? reason : `${before} ${reason}`);
  }
  return reasons;
}

/** The first reason, with its place inside the parameter, and how many there are besides. */
export function inOneText({ identifier }: Parameter, reasons: Reasons): string | undefined {
  const outer = placeOf('args', identifier);
  return first(reasons, (path) => path.slice(outer.length).replace(/^\./, ''));
}

/** The first reason, with the path that it has in an error at run time, and how many there are besides. */
export function withPath(reasons: Reasons): string | undefined {
  return first(reasons, (path) => path);
}

function first(reasons: Reasons, placeFor: (path: string) => string): string | undefined {
  for (const [path, reason] of reasons) {
    const place = placeFor(path);
    const said = place === '' ? reason : text('form.at', { place, reason });
    return reasons.size === 1 ? said : text('form.and-more', { reason: said, count: reasons.size - 1 });
  }
  return undefined;
}

function reasonsElsewhere({ identifier }: Parameter, { value, type }: Entry): Reasons {
  const verdict = value === '' ? text('invalid.required') : builtInVerdict(value, type);
  return new Map(verdict === true ? [] : [[placeOf('args', identifier), verdict]]);
}
