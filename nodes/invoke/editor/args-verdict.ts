import type { Parameter, ValidateLevel } from '../../../lib/tsl';
import { asText, currentValue, openRoot } from '../../shared/editor/form';
import { withLabel } from '../../shared/editor/field-check';
import { textsOf } from '../../shared/editor/text';
import { builtInVerdict } from '../../shared/editor/typed-field';
import { LITERALS } from '../form-values';
import { literalProblems } from './parameter-check';
import { inputsOf, levelOf, readEntries, type Entries, type Entry } from './parameters';
import { storedService, type StoredService } from './stored-service';

/** Where an open dialog keeps its form: a typedInput without a value blanks its field. */
export const FORM = 'aliyun-iot-args';

const NOT_GIVEN: Entry = { value: '', type: 'json' };

const text = textsOf('aliyun-iot-invoke');

/** Checks the form of a node, in its open dialog or as it is stored. */
export function formVerdict(
  node: EditorNode,
  value: unknown,
  options: ValidationOptions | undefined,
): Verdict {
  const live: unknown = openRoot(node).data(FORM);
  const stored = storedService(currentValue(node, 'thingModel'));
  const typed = currentValue(node, 'identifierType') === 'str' ? currentValue(node, 'identifier') : undefined;
  const reason = formReason(stored, readEntries(typeof live === 'string' ? live : asText(value)), typed);
  return reason === undefined ? true : withLabel(reason, options);
}

/**
 * Why an argument is refused.
 *
 * @returns undefined when it is not, as far as that can be known before a message comes.
 */
export function entryReason(parameter: Parameter, entry: Entry, level: ValidateLevel): string | undefined {
  if (!LITERALS.some((literal) => literal === entry.type)) {
    if (entry.value === '') return text('invalid.required');
    const verdict = builtInVerdict(entry.value, entry.type);
    return verdict === true ? undefined : verdict;
  }
  const problems = literalProblems(parameter, entry, level);
  if (problems.length === 0) return undefined;
  return problems.map(({ en, zh }) => (text('language') === 'zh' ? zh : en)).join(' ');
}

function formReason(
  stored: StoredService | undefined,
  entries: Entries,
  typedService: string | undefined,
): string | undefined {
  const inputs = stored && inputsOf(stored);
  if (!stored || !inputs) return text('invalid.form-no-model');
  const { identifier } = stored.service;
  if (typedService !== undefined && typedService !== identifier)
    return text('invalid.form-other-service', { service: identifier });
  const level = levelOf(stored);
  for (const parameter of inputs) {
    const reason = entryReason(parameter, entries.get(parameter.identifier) ?? NOT_GIVEN, level);
    if (reason !== undefined) return `${parameter.identifier}: ${reason}`;
  }
  const known = new Set(inputs.map((parameter) => parameter.identifier));
  const stale = [...entries.keys()].filter((key) => !known.has(key));
  return stale.length > 0 ? `${stale.join(', ')}: ${text('form.stale')}` : undefined;
}
