import { placeOf } from '../../../lib/tsl';
import { asText, currentValue, openRoot } from '../../shared/editor/form';
import { withLabel } from '../../shared/editor/field-check';
import { textsOf } from '../../shared/editor/text';
import { entryReasons, withPath } from './parameter-reasons';
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
  const known = new Set(inputs.map((parameter) => parameter.identifier));
  const stale = [...entries.keys()].filter((key) => !known.has(key));
  return withPath(
    new Map([
      ...inputs.flatMap((parameter) => [
        ...entryReasons(parameter, entries.get(parameter.identifier) ?? NOT_GIVEN, level),
      ]),
      ...stale.map((key): [string, string] => [placeOf('args', key), text('form.stale')]),
    ]),
  );
}
