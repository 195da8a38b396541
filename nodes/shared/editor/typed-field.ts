import { withLabel, type ValueOf } from './field-check';
import { asText, currentValue, field, liveValue, type Form } from './form';
import { laidOut } from './json-text';
import { firstBroken, jsonObject, required, type Rule } from './rules';

/** The types whose value is known at run time only. */
export const FROM_ELSEWHERE = ['msg', 'flow', 'global', 'env', 'jsonata'];

export interface TypedFieldOptions {
  /** The property; its type is kept in the property of the same name with `Type` at the end. */
  property: string;
  /** The types offered, the first being the literal. */
  types: (string | TypedInputType)[];
  /** The rules of a literal (`str` or `num`). */
  rules?: readonly Rule[];
  /** May the literal be left empty, or when? */
  optional?: boolean | ((valueOf: ValueOf) => boolean);
  /** The field is checked only if this is true for the node's present values. */
  when?: (valueOf: ValueOf) => boolean;
}

export interface TypedField {
  /** The validator for the node's definition. */
  validate: Validator;
  /** Makes the typedInput in an open dialog. */
  attach(form: Form): void;
}

/**
 * A field with a choice of types (text, msg, flow, ... ), checked alike while it is edited and when the flow is loaded.
 *
 * @param text the texts of the node type.
 * @param options what the field offers and accepts.
 */
export function typedField(text: Translate, options: TypedFieldOptions): TypedField {
  const verdict = (value: string, type: string, valueOf: ValueOf): Verdict => {
    const broken = brokenRule(options, value, type, valueOf);
    if (broken !== undefined) return text(`invalid.${broken}`);
    return type === 'json' ? true : builtInVerdict(value, type);
  };
  return {
    validate: function (this: EditorNode, value, given) {
      const valueOf: ValueOf = (property) => currentValue(this, property);
      if (options.when && !options.when(valueOf)) return true;
      const reason = verdict(asText(value), valueOf(`${options.property}Type`), valueOf);
      return reason === true ? true : withLabel(reason, given);
    },
    attach(form) {
      const input = field(form, options.property);
      const valueOf: ValueOf = (property) => liveValue(form, property);
      const verdictNow = (value: string, type: string): Verdict => verdict(value, type, valueOf);
      input.typedInput({
        types: options.types.map((type) => withVerdict(type, verdictNow)),
        typeField: field(form, `${options.property}Type`),
      });
      nameWidget(form.root, input);
    },
  };
}

function brokenRule(
  options: TypedFieldOptions,
  value: string,
  type: string,
  valueOf: ValueOf,
): string | undefined {
  if (!hasValue(options, type)) return undefined;
  if (type === 'json') return firstBroken([required, jsonObject], value);
  const isLiteral = type === 'str' || type === 'num';
  const { optional } = options;
  const mayBeEmpty = typeof optional === 'function' ? optional(valueOf) : optional === true;
  if (isLiteral && mayBeEmpty && value === '') return undefined;
  return firstBroken(isLiteral ? [required, ...(options.rules ?? [])] : [required], value);
}

function hasValue({ types }: TypedFieldOptions, type: string): boolean {
  return !types.some((each) => typeof each === 'object' && each.value === type && each.hasValue === false);
}

/** msg, flow and global need a property expression, jsonata an expression that can be read. */
export function builtInVerdict(value: string, type: string): Verdict {
  return value === '' ? true : RED.utils.validateTypedProperty(value, type, {});
}

/** The editor shows a reason beside a typedInput only when it comes from the type itself. */
function withVerdict(
  type: string | TypedInputType,
  verdict: (value: string, type: string) => Verdict,
): string | TypedInputType {
  const definition = typeof type === 'string' ? ruledType(type) : type;
  if (!definition) return type;
  return { ...definition, validate: (value) => verdict(value, definition.value) };
}

/** The built-in types that get rules of their own. */
function ruledType(type: string): TypedInputType | undefined {
  if (type === 'json') return jsonType();
  return type === 'str' || type === 'num' ? literalType(type) : undefined;
}

/** Looks as Node-RED's own type of this name. */
export function literalType(value: 'str' | 'num'): TypedInputType {
  return builtIn(value, value === 'str' ? 'az' : '09');
}

/**
 * Looks as Node-RED's own `json`, with its editor.
 *
 * @param template JSON that the editor begins with when the field is blank.
 */
export function jsonType(template = ''): TypedInputType {
  return {
    ...builtIn('json', 'json'),
    expand: function () {
      RED.editor.editJSON({
        value: laidOut(this.value() || template, 4),
        focus: true,
        complete: (value) => {
          this.value(laidOut(value, 0));
        },
      });
    },
  };
}

function builtIn(value: string, icon: string): TypedInputType {
  const label = RED._(`editor:typedInput.type.${value}`);
  return { value, label, icon: `red/images/typedInput/${icon}.svg` };
}

/**
 * The label names an input that the widget hides, so its visible parts are named here.
 *
 * @param place holds the label.
 */
export function nameWidget(place: JQuery, input: JQuery): void {
  const id = input.attr('id') ?? '';
  const label = place.find(`label[for="${id}"]`);
  label.attr('id', `${id}-label`).on('click', () => input.typedInput('focus'));
  const widget = input.next('.red-ui-typedInput-container');
  widget.find('input, button').attr('aria-labelledby', `${id}-label`);
}
