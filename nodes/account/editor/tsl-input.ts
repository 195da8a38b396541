import { LEVELS } from '../../../lib/tsl';
import { smallButton } from '../../shared/editor/buttons';
import { asText, whenClosed, type Form } from '../../shared/editor/form';
import { line } from '../../shared/editor/line';
import { textsOf } from '../../shared/editor/text';
import { ask } from './ask';
import { readFiles } from './tsl-files';
import type { TextFile } from './unzip';

/** TSL files of one product, as the server has read them. */
export interface ReadTsl<Service = unknown> {
  /** In the form of the TSL, with their modules. */
  services: Service[];
  productKey?: string;
  /** One of the files is the simple TSL. */
  simple: boolean;
  /** The IDs of the modules that the files are of, in the order of the files; empty for the default module. */
  modules: string[];
  /** Custom modules that the default one names and no file is of. */
  missing: { functionBlockId: string; functionBlockName: string }[];
}

/** What was given: the files, what is in them, and how strictly the platform checks by them. */
export interface GivenTsl<Service = unknown> extends ReadTsl<Service> {
  documents: string[];
  validate: string;
}

interface Options<Service> {
  /** The rows are put into it. */
  place: JQuery;
  /** The IDs of the fields begin with it. */
  prefix: string;
  /**
   * Keeps what was given.
   *
   * @returns what is told of it, or why it is not kept.
   */
  keep: (given: GivenTsl<Service>) => { kept: string } | { refused: string };
}

/** What the server takes, with room for the names. */
const MOST_BYTES = 4_000_000;

/** In characters; longer ones say no more. */
const LONGEST_NAME = 100;

const WRONG = 'fa-times-circle';

const text = textsOf('aliyun-iot-account');

/** Adds the rows in which the TSL of a product is pasted or uploaded. */
export function attachTslInput<Service>(form: Form, options: Options<Service>): void {
  const input = new TslInput(options);
  whenClosed(form, () => input.end());
}

class TslInput<Service> {
  readonly #keep: Options<Service>['keep'];
  readonly #validate: JQuery;
  readonly #source: JQuery;
  readonly #message: JQuery;
  /** Ends what is being read. */
  end: () => void = () => undefined;

  constructor({ place, prefix, keep }: Options<Service>) {
    this.#keep = keep;
    this.#validate = select(`${prefix}-validate`);
    this.#source = $('<textarea>', { id: `${prefix}-tsl`, rows: 4, spellcheck: 'false' });
    this.#message = $('<div>', {
      id: `${prefix}-message`,
      class: 'aliyun-iot-lines',
      'aria-live': 'polite',
    });
    const files = this.#chooser(`${prefix}-files`);
    const buttons = $('<p>').append(
      button(`${prefix}-add`, 'fa-plus', text('models.add'), () => this.#paste()),
      ' ',
      button(`${prefix}-upload`, 'fa-upload', text('models.upload'), () => files.trigger('click')),
    );
    place.append(
      row('fa-check-square-o', text('label.validate'), this.#validate),
      row('fa-file-text-o', text('label.tsl'), this.#source, buttons, this.#message, files),
    );
  }

  #chooser(id: string): JQuery {
    const files = $('<input>', { type: 'file', id, multiple: true, accept: '.json,.txt,.zip' });
    return files.on('change', () => {
      const chosen = [...((files.get(0) as HTMLInputElement | undefined)?.files ?? [])];
      files.val('');
      if (chosen.length > 0) this.#upload(chosen);
    });
  }

  #paste(): void {
    this.#begin();
    this.#ask([{ name: '', text: asText(this.#source.val()) }]);
  }

  #upload(chosen: readonly File[]): void {
    let ended = false;
    this.#begin();
    this.end = () => {
      ended = true;
    };
    readFiles(chosen).then(
      (files) => {
        if (!ended) this.#ask(files);
      },
      () => {
        if (!ended) this.#say(line(WRONG, text('models.unreadable')));
      },
    );
  }

  #begin(): void {
    this.end();
    this.#say(line('fa-spinner fa-spin', text('models.reading')));
  }

  /** Lets the server read the files. */
  #ask(files: readonly TextFile[]): void {
    const documents = files.map((file) => file.text);
    if (files.length === 0) this.#say(line(WRONG, text('models.no-files')));
    else if (new Blob([JSON.stringify(documents)]).size > MOST_BYTES)
      this.#say(line(WRONG, text('models.too-large')));
    else
      this.end = ask<ReadTsl<Service>>(
        'tsl',
        { tsl: documents, names: files.map(({ name }) => Array.from(name).slice(0, LONGEST_NAME).join('')) },
        {
          answer: (read) => this.#finish(documents, read),
          failure: ({ message }) => this.#say(line(WRONG, message)),
        },
      );
  }

  #finish(documents: string[], read: ReadTsl<Service>): void {
    const outcome = this.#keep({ ...read, documents, validate: asText(this.#validate.val()) });
    if ('refused' in outcome) {
      this.#say(line(WRONG, outcome.refused));
      return;
    }
    this.#source.val('');
    this.#say(line('fa-check-circle', outcome.kept), ...notices(read));
  }

  #say(...lines: JQuery[]): void {
    this.#message.empty().append(lines);
  }
}

/** What is good to know of what was read. */
function notices({ simple, missing }: ReadTsl): JQuery[] {
  const names = missing.map(({ functionBlockName }) => functionBlockName).join(text('models.comma'));
  const told = [
    ...(simple ? [text('models.simple')] : []),
    ...(names === '' ? [] : [text('models.missing', { modules: names })]),
  ];
  return told.map((words) => line('fa-info-circle', words));
}

function select(id: string): JQuery {
  return $('<select>', { id }).append(
    LEVELS.map((value) => $('<option>', { value, text: text(`models.${value}`) })),
  );
}

function row(icon: string, name: string, input: JQuery, ...rest: JQuery[]): JQuery {
  const sign = $('<i>', { class: `fa ${icon}` });
  const label = $('<label>', { for: input.attr('id') }).append(sign, ' ', $('<span>').text(name));
  const fieldElement = $('<div>', { class: 'aliyun-iot-field' }).append(input, ...rest);
  return $('<div>', { class: 'form-row' }).append(label, fieldElement);
}

function button(id: string, icon: string, name: string, press: () => void): JQuery {
  const sign = $('<i>', { class: `fa ${icon}`, 'aria-hidden': 'true' });
  return smallButton('', press).attr('id', id).append(sign, ' ', $('<span>').text(name));
}
