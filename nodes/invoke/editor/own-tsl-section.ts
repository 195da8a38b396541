import { keptLine } from '../../account/editor/models';
import { attachTslInput, type GivenTsl } from '../../account/editor/tsl-input';
import { asText, field, type Form } from '../../shared/editor/form';
import { textsOf } from '../../shared/editor/text';
import { namedProduct } from './named-product';
import { readOwnTsl, withModules, type ListedService, type OwnTsl } from './own-tsl';
import type { StoredService } from './stored-service';

const text = textsOf('aliyun-iot-invoke');
const account = textsOf('aliyun-iot-account');

/**
 * The section in which the node itself is given a TSL, for who may not look it up.
 *
 * @param use keeps a service: the one that the dialog names, when the TSL has it.
 */
export function attachOwnTsl(form: Form, use: (service: StoredService) => void): void {
  const changed = (): void => useOwnService(form, use);
  whenRenamed(form, changed);
  const list = form.root.find('#aliyun-iot-invoke-model-list');
  const store = (json: string): void => {
    field(form, 'tsl').val(json).trigger('change');
    show();
  };
  const show = (): void => {
    list.empty();
    if (asText(field(form, 'tsl').val()) === '') return;
    const tsl = ownTsl(form);
    list.append(keptLine(tsl?.productKey || 'TSL', wordsOf(tsl), () => store('')));
  };
  const validate = (): JQuery => form.root.find('#aliyun-iot-invoke-model-validate');
  attachTslInput<ListedService>(form, {
    place: form.root.find('#aliyun-iot-invoke-model-input'),
    prefix: 'aliyun-iot-invoke-model',
    keep: (given) => {
      if (given.services.length === 0) return { refused: text('tsl.no-services') };
      store(JSON.stringify(withModules(ownTsl(form), ownOf(given), given.modules)));
      changed();
      return { kept: text('tsl.added', { count: given.services.length }) };
    },
  });
  validate()
    .val(ownTsl(form)?.validate ?? 'strong')
    .on('change', () => {
      const tsl = ownTsl(form);
      if (!tsl) return;
      store(JSON.stringify({ ...tsl, validate: asText(validate().val()) }));
      changed();
    });
  show();
}

/** A service that is typed instead of picked is known as well. */
function whenRenamed(form: Form, renamed: () => void): void {
  const identifier = field(form, 'identifier');
  let last = asText(identifier.val());
  identifier.on('change', () => {
    const present = asText(identifier.val());
    if (present === last) return;
    last = present;
    renamed();
  });
}

/**
 * Keeps the service that the dialog names, when the node's own TSL has it.
 */
function useOwnService(form: Form, use: (service: StoredService) => void): void {
  const own = ownTsl(form);
  const identifier = field(form, 'identifier');
  const named = identifier.typedInput('type') === 'str' ? asText(identifier.typedInput('value')) : '';
  const found = own?.services.find((service) => service.identifier === named);
  if (!own || !found) return;
  const service = { ...found };
  delete service.module;
  use({ productKey: namedProduct(form) || own.productKey, validate: own.validate, service });
}

/** The TSL that the node in the dialog has been given. */
export function ownTsl(form: Form): OwnTsl | undefined {
  return readOwnTsl(asText(field(form, 'tsl').val()));
}

function ownOf({ productKey = '', validate, services }: GivenTsl<ListedService>): OwnTsl {
  return { productKey, validate, services };
}

function wordsOf(tsl: OwnTsl | undefined): string {
  if (!tsl) return text('tsl.unreadable');
  return text('tsl.kept', { count: tsl.services.length, level: account(`models.${tsl.validate}`) });
}
