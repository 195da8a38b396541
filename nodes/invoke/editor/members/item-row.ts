import type { DataType } from '../../../../lib/tsl';
import { textsOf } from '../../../shared/editor/text';
import { iconButton } from '../../../shared/editor/buttons';
import { fieldOf } from './field';
import { addGroup } from './group';

import type { Sheet } from './sheet';
import { isNested, summaryOf } from './summary';
import { itemOf, type Value } from './value';
import { widgetFor } from './widget';

interface ItemActions {
  move: (by: 1 | -1) => void;
  remove: () => void;
}

const text = textsOf('aliyun-iot-invoke');

/** One item of an array: where it is, its control or group, and the buttons that move and remove it. */
export class ItemRow {
  readonly element = $('<div>', { class: 'aliyun-iot-item', role: 'listitem' });
  /** Where the item is now. */
  index: number;
  readonly #value: Value;
  readonly #sheet: Sheet;
  readonly #place = $('<code>');
  readonly #up: JQuery;
  readonly #down: JQuery;
  readonly #remove: JQuery;
  #control: JQuery | undefined;

  constructor(index: number, array: Value, type: DataType, sheet: Sheet, actions: ItemActions) {
    this.index = index;
    this.#value = itemOf(array, type, () => this.index);
    this.#sheet = sheet;
    this.#up = iconButton('fa-arrow-up', '', () => actions.move(-1));
    this.#down = iconButton('fa-arrow-down', '', () => actions.move(1));
    this.#remove = iconButton('fa-times', '', actions.remove);
  }

  appendTo(list: JQuery): void {
    this.element.appendTo(list);
    if (isNested(this.#value)) this.#addGroup();
    else this.#addField();
    const buttons = $('<div>', { class: 'aliyun-iot-item-buttons' });
    this.element.append(buttons.append(this.#up, this.#down, this.#remove));
  }

  /** Names it anew after items were added, moved or removed. */
  update(count: number): void {
    const item = `[${this.index}]`;
    this.#place.text(item);
    this.#control?.attr('aria-label', text('form.item', { item }));
    name(this.#up, 'form.up', item).prop('disabled', this.index === 0);
    name(this.#down, 'form.down', item).prop('disabled', this.index === count - 1);
    name(this.#remove, 'form.remove-item', item);
  }

  focus(): void {
    this.element.find('input, select, textarea, summary').first().trigger('focus');
  }

  /** The button that moved it, or the other one where it cannot go on. */
  focusMove(by: 1 | -1): void {
    const [first, second] = by > 0 ? [this.#down, this.#up] : [this.#up, this.#down];
    (first.prop('disabled') === true ? second : first).trigger('focus');
  }

  focusRemove(): void {
    this.#remove.trigger('focus');
  }

  #addField(): void {
    const widget = widgetFor(this.#value, this.#sheet);
    this.#control = widget.control;
    this.element.append(this.#place, fieldOf(widget, this.#value, this.#sheet, ''));
  }

  #addGroup(): void {
    addGroup(this.element.addClass('aliyun-iot-folded'), {
      value: this.#value,
      sheet: this.#sheet,
      title: this.#place,
      summary: () => summaryOf(this.#value),
    });
  }
}

function name(button: JQuery, key: string, item: string): JQuery {
  const said = text(key, { item });
  return button.attr({ title: said, 'aria-label': said });
}
