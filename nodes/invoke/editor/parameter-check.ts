import type { Problem } from '../../../lib/errors';
import { checkArgs, placeOf, type Parameter, type ValidateLevel } from '../../../lib/tsl';
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
 */
export function literalProblems(parameter: Parameter, entry: Entry, level: ValidateLevel): Problem[] {
  const literal = LITERALS.find((each) => each === entry.type);
  if (literal === undefined || (literal !== 'json' && hasVariable(entry.value))) return [];
  const converted = literalValue(literal, entry.value, placeOf('args', parameter.identifier));
  if ('problem' in converted) return [converted.problem];
  const args = isGiven(entry, level) ? { [parameter.identifier]: converted.value } : {};
  return checkArgs([parameter], args, level);
}
