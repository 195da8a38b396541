import { checkArgs, checkArgsText, MALFORMED, type Parameter, type ValidateLevel } from '../../../lib/tsl';
import { asText, field, type Form } from '../../shared/editor/form';
import { inLanguage, textsOf } from '../../shared/editor/text';
import { callsModelOf } from './named-product';
import { withPath } from './parameter-reasons';
import { inputsOf, levelOf } from './parameters';
import type { PresentService } from './service';

const text = textsOf('aliyun-iot-invoke');

/**
 * Says what the thing model has against Args that are typed as one JSON text, as they will be checked at run time. It
 * does not make the node invalid: the model that the node keeps may be older than the service.
 */
export function attachJsonArgs(form: Form, service: PresentService): void {
  const line = form.root.find('#aliyun-iot-invoke-args-reason');
  const show = (): void => {
    const reason = reasonNow(form, service);
    line.text(reason === undefined ? '' : text('args.refused', { reason })).toggle(reason !== undefined);
  };
  for (const property of ['target', 'productKey', 'identifier', 'args'])
    field(form, property).on('change', show);
  service.onChange(show);
  show();
}

function reasonNow(form: Form, service: PresentService): string | undefined {
  const args = field(form, 'args');
  const known = service.stored();
  const inputs = known && inputsOf(known);
  if (!inputs || args.typedInput('type') !== 'json' || !callsModelOf(form, known)) return undefined;
  return withPath(reasonsFor(asText(args.typedInput('value')), inputs, levelOf(known)));
}

function reasonsFor(
  json: string,
  inputs: readonly Parameter[],
  level: ValidateLevel,
): ReadonlyMap<string, string> {
  const refused = checkArgsText(inputs, json, level, 'lenient');
  // Not JSON, or one variable: the field itself says so, or nothing is known yet.
  if (refused.some(({ code }) => code === MALFORMED)) return new Map();
  const words = new Map(
    checkArgs(inputs, JSON.parse(json), level).map(({ path, texts }) => [path, inLanguage(text, texts)]),
  );
  return new Map(refused.map(({ path }) => [path, words.get(path) ?? text('args.as-written')]));
}
