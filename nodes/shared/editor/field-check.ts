import { asText, currentValue } from './form';
import { firstBroken, type Rule } from './rules';

/** Looks up the present value of another property of the same node. */
export type ValueOf = (property: string) => string;

/**
 * A validator for a plain field.
 *
 * @param text the texts of the node type; the reason for a broken rule is found under `invalid`.
 * @param rules checked in this order, the first broken one being reported.
 * @param when the field is checked only if this is true for the node's present values.
 */
export function fieldCheck(
  text: Translate,
  rules: readonly Rule[],
  when: (valueOf: ValueOf) => boolean = () => true,
): Validator {
  return function (this: EditorNode, value, options) {
    if (!when((property) => currentValue(this, property))) return true;
    const broken = firstBroken(rules, asText(value));
    return broken === undefined ? true : withLabel(text(`invalid.${broken}`), options);
  };
}

/** Puts the field's name before a reason, since the editor lists all reasons of a node in one place. */
export function withLabel(reason: string, options: ValidationOptions | undefined): string {
  return options?.label ? `${options.label}: ${reason}` : reason;
}
