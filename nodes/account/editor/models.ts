import { asText, field, whenClosed, type Form } from '../../shared/editor/form';
import { textsOf } from '../../shared/editor/text';
import { ask } from './ask';

/** The thing model of a product as the account stores it. */
interface KeptModel {
  validate: string;
  /** TSL documents: of the default module and of custom ones. */
  tsl: unknown[];
}

interface ReadTsl {
  services: object[];
  productKey?: string;
}

const WRONG = 'fa-times-circle';

const text = textsOf('aliyun-iot-account');

/** The section in which thing models are pasted or uploaded, for keys that may not look them up. */
export function attachModels(form: Form): void {
  const section = new Models(form);
  const source = part(form, 'tsl');
  part(form, 'add').on('click', () => section.add([asText(source.val())]));
  part(form, 'upload').on('click', () => part(form, 'files').trigger('click'));
  part(form, 'files').on('change', function () {
    const files = [...((this as HTMLInputElement).files ?? [])];
    $(this).val('');
    if (files.length > 0) section.addFiles(files);
  });
  section.list();
  whenClosed(form, () => section.end());
}

class Models {
  readonly #form: Form;
  /** Ends what is being read. */
  end: () => void = () => undefined;

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

  addFiles(files: readonly File[]): void {
    Promise.all(files.map((file) => file.text())).then(
      (documents) => this.add(documents),
      () => this.#say(WRONG, text('models.unreadable')),
    );
  }

  /** Lets the server read the documents, and keeps them when it can, in place of what is kept of the product. */
  add(documents: readonly string[]): void {
    this.end();
    this.#say('fa-spinner fa-spin', text('models.reading'));
    this.end = ask<ReadTsl>(
      'tsl',
      { tsl: documents },
      {
        answer: (answer) => this.#keep(documents, answer),
        failure: ({ message }) => this.#say(WRONG, message),
      },
    );
  }

  #keep(documents: readonly string[], { services, productKey }: ReadTsl): void {
    const key = part(this.#form, 'key');
    const product = asText(key.val()).trim() || productKey;
    if (!product) {
      this.#say(WRONG, text('models.no-key'));
      return;
    }
    const validate = asText(part(this.#form, 'validate').val());
    this.#store(this.#kept().set(product, { validate, tsl: documents.map(documentOf) }));
    key.val('');
    part(this.#form, 'tsl').val('');
    this.#say('fa-check-circle', text('models.added', { product, count: services.length }));
  }

  #kept(): Map<string, KeptModel> {
    return readModels(asText(field(this.#form, 'models').val()));
  }

  #store(models: Map<string, KeptModel>): void {
    const json = models.size === 0 ? '' : JSON.stringify(Object.fromEntries(models));
    field(this.#form, 'models').val(json).trigger('change');
    this.list();
  }

  #say(icon: string, words: string): void {
    const sign = $('<i>', { class: `fa fa-fw ${icon}`, 'aria-hidden': 'true' });
    const line = $('<div>', { class: 'aliyun-iot-line' }).append(sign, $('<span>').text(words));
    part(this.#form, 'message').empty().append(line);
  }
}

function part(form: Form, name: string): JQuery {
  return form.root.find(`#aliyun-iot-account-model-${name}`);
}

function lineOf(productKey: string, model: KeptModel, press: () => void): JQuery {
  const words = text('models.kept', { count: model.tsl.length, level: text(`models.${model.validate}`) });
  const remove = $('<button>', { type: 'button', class: 'red-ui-button red-ui-button-small' });
  remove.text(text('models.remove')).attr('aria-label', `${text('models.remove')} ${productKey}`);
  remove.on('click', press);
  const name = $('<span>').append($('<code>').text(productKey), ' ', $('<span>').text(words));
  return $('<li>').append(name, remove);
}

/** What cannot be read is shown as nothing, and stays until something is added or removed. */
function readModels(json: string): Map<string, KeptModel> {
  try {
    const models = Object.entries(JSON.parse(json) as Record<string, Partial<KeptModel> | null>);
    return new Map(
      models.map(([productKey, model]) => [
        productKey,
        { validate: model?.validate ?? 'strong', tsl: Array.isArray(model?.tsl) ? model.tsl : [] },
      ]),
    );
  } catch {
    return new Map();
  }
}

/** As an object, so that it is not escaped once more; the server has found it readable. */
function documentOf(source: string): unknown {
  try {
    return JSON.parse(source.replace(/^\uFEFF/, '')) as unknown;
  } catch {
    return source;
  }
}
