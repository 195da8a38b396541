import { smallButton } from '../../shared/editor/buttons';
import { asText, field, type Form } from '../../shared/editor/form';
import { textsOf } from '../../shared/editor/text';
import { documentOf, moduleOf } from './tsl-files';
import { attachTslInput, type GivenTsl } from './tsl-input';

/** The thing model of a product as the account stores it. */
interface KeptModel {
  validate: string;
  /** TSL documents: of the default module and of custom ones. */
  tsl: unknown[];
}

const text = textsOf('aliyun-iot-account');

/** The section in which thing models are pasted or uploaded, for keys that may not look them up. */
export function attachModels(form: Form): void {
  const section = new Models(form);
  attachTslInput(form, {
    place: part(form, 'input'),
    prefix: 'aliyun-iot-account-model',
    keep: (given) => section.keep(given),
  });
  section.list();
}

class Models {
  readonly #form: Form;

  constructor(form: Form) {
    this.#form = form;
  }

  /** Shows what the account keeps. */
  list(): void {
    const models = this.#kept();
    const lines = [...models].map(([productKey, model]) =>
      lineOf(productKey, model, () => {
        models.delete(productKey);
        this.#store(models);
      }),
    );
    part(this.#form, 'list').empty().append(lines);
  }

  /** Keeps the modules that were given, beside the others that are kept of the product. */
  keep(given: GivenTsl): { kept: string } | { refused: string } {
    const { services, productKey, modules, documents, validate } = given;
    const key = part(this.#form, 'key');
    const product = asText(key.val()).trim() || productKey;
    if (!product) return { refused: text('models.no-key') };
    const models = this.#kept();
    const others = models.get(product)?.tsl.filter((document) => !modules.includes(moduleOf(document))) ?? [];
    const tsl = [...others, ...documents.map(documentOf)];
    this.#store(models.set(product, { validate, tsl }));
    key.val('');
    return { kept: text('models.added', { product, count: services.length }) };
  }

  #kept(): Map<string, KeptModel> {
    return readModels(asText(field(this.#form, 'models').val()));
  }

  #store(models: Map<string, KeptModel>): void {
    const json = models.size === 0 ? '' : JSON.stringify(Object.fromEntries(models));
    field(this.#form, 'models').val(json).trigger('change');
    this.list();
  }
}

function part(form: Form, name: string): JQuery {
  return form.root.find(`#aliyun-iot-account-model-${name}`);
}

function lineOf(productKey: string, model: KeptModel, press: () => void): JQuery {
  const words = text('models.kept', { count: model.tsl.length, level: text(`models.${model.validate}`) });
  return keptLine(productKey, words, press);
}

/**
 * A line of what is kept, with a button that removes it.
 *
 * @param name of what is kept.
 */
export function keptLine(name: string, words: string, remove: () => void): JQuery {
  const button = smallButton(text('models.remove'), remove);
  button.attr('aria-label', `${text('models.remove')} ${name}`);
  return $('<li>').append($('<span>').append($('<code>').text(name), ' ', $('<span>').text(words)), button);
}

/** What cannot be read is shown as nothing, and stays until something is added or removed. */
function readModels(json: string): Map<string, KeptModel> {
  try {
    const models = Object.entries(JSON.parse(json) as Record<string, Partial<KeptModel> | null>);
    return new Map(
      models.map(([productKey, model]) => [
        productKey,
        {
          validate: model?.validate ?? 'strong',
          tsl: Array.isArray(model?.tsl) ? model.tsl.map(documentOf) : [],
        },
      ]),
    );
  } catch {
    return new Map();
  }
}
