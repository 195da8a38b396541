import {
  placeOf,
  readJson,
  writeJson,
  type JsonNode,
  type Parameter,
  type ValidateLevel,
} from '../../../../lib/tsl';
import { textsOf } from '../../../shared/editor/text';
import { addGroup } from './group';
import { buildNested } from './nested';
import type { Reasons } from '../parameter-reasons';
import { Sheet } from './sheet';
import { isNested, summaryOf } from './summary';
import type { Value } from './value';

interface SubFormOptions {
  /** Unique in the page. */
  id: string;
  parameter: Parameter;
  level: ValidateLevel;
  /** Told of the JSON after each change. */
  write: (json: string) => void;
  /** Told whether all reasons can be seen at their values, whenever that may have changed. */
  seen: (all: boolean) => void;
}

const text = textsOf('aliyun-iot-invoke');

/** The members of a struct or the items of an array, edited one by one in the JSON of their parameter. */
export class SubForm {
  readonly element = $('<div>', { class: 'aliyun-iot-sub-form', role: 'group' });
  readonly #parameter: Parameter;
  readonly #sheet: Sheet;
  readonly #write: (json: string) => void;
  #json: string | undefined;
  #root: JsonNode | undefined;

  constructor({ id, parameter, level, write, seen }: SubFormOptions) {
    this.#parameter = parameter;
    this.#sheet = new Sheet({
      id,
      level,
      seen,
      build: (body, value) => buildNested(body, value, this.#sheet),
    });
    this.#write = write;
    this.element.attr('aria-label', parameter.name);
  }

  /**
   * Shows what is in a JSON, and why it is refused.
   *
   * @param json undefined while the parameter comes from elsewhere.
   */
  show(json: string | undefined, reasons: Reasons): void {
    this.element.toggle(json !== undefined);
    if (json !== undefined && json !== this.#json) this.#build(json);
    this.#sheet.tell(reasons);
  }

  #build(json: string): void {
    this.#json = json;
    this.#sheet.clear();
    this.element.empty();
    const reading = json.trim() === '' ? undefined : readJson(json);
    if (reading && !reading.ok) {
      this.element.append($('<p>').text(text('form.unreadable', { position: reading.offset + 1 })));
      return;
    }
    this.#root = reading?.root;
    const value = this.#value();
    addGroup(this.element, {
      value,
      sheet: this.#sheet,
      title: $('<span>').text(text(this.#parameter.dataType.type === 'array' ? 'form.array' : 'form.struct')),
      summary: () => (value.dataType.type === 'array' || !this.#root ? summaryOf(value) : ''),
    });
  }

  #value(): Value {
    const { identifier, dataType } = this.#parameter;
    return {
      path: () => placeOf('args', identifier),
      dataType,
      node: () => this.#root,
      set: (node) => {
        this.#root = node;
        this.#json = node ? writeJson(node) : '';
        this.#write(this.#json);
      },
    };
  }
}

/** Whether a parameter has a sub-form. */
export function hasSubForm(parameter: Parameter): boolean {
  return isNested(parameter);
}
