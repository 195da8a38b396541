import type { Texts } from '../../../lib/errors';
import { checkArgs, type Parameter, type ValidateLevel } from '../../../lib/tsl';
import { hasVariable } from '../../shared/editor/rules';
import { LITERALS, literalOf, literalValue, type Literal } from '../form-values';
import type { Entry } from './parameters';

/** The literal that a parameter is typed as. */
export function literalFor({ dataType }: Parameter): Literal {
  return literalOf(dataType) ?? (dataType.type === 'text' ? 'str' : 'json');
}

/**
 * Whether an entry gives its argument. Where all parameters are required, a blank text is an empty text.
 */
export function isGiven({ value, type }: Entry, level: ValidateLevel): boolean {
  if (!LITERALS.some((literal) => literal === type)) return true;
  return value.trim() !== '' || (type === 'str' && (level === 'strong' || value !== ''));
}

/**
 * Checks a typed value as it will be checked at run time. What comes from a message or a variable is not known yet.
 *
 * @returns the reasons, with the place inside a struct or an array in front.
 */
export function literalProblems(parameter: Parameter, entry: Entry, level: ValidateLevel): Texts[] {
  const literal = LITERALS.find((each) => each === entry.type);
  if (literal === undefined || (literal !== 'json' && hasVariable(entry.value))) return [];
  const path = `args.${parameter.identifier}`;
  const converted = literalValue(literal, entry.value, path);
  if ('problem' in converted) return [converted.problem.texts];
  const args = isGiven(entry, level) ? { [parameter.identifier]: converted.value } : {};
  return checkArgs([parameter], args, level).map((problem) => {
    const inner = problem.path.startsWith(path) ? problem.path.slice(path.length).replace(/^\./, '') : '';
    const { en, zh } = problem.texts;
    return inner === '' ? { en, zh } : { en: `${inner}: ${en}`, zh: `${inner}：${zh}` };
  });
}
