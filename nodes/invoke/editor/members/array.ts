import { MAX_ITEMS, type DataType } from '../../../../lib/tsl';
import { smallButton } from '../../../shared/editor/buttons';
import { textsOf } from '../../../shared/editor/text';
import { templateFor } from '../template';
import { ItemRow } from './item-row';
import type { Sheet } from './sheet';
import { itemsOf, setItems, type Value } from './value';

type ArrayType = Extract<DataType, { type: 'array' }>;

const text = textsOf('aliyun-iot-invoke');

/** Rows that are made at a time. */
const CHUNK = 50;

/** A row for each item, which can be moved and removed, and a button that adds one. */
export function buildArray(body: JQuery, type: ArrayType, array: Value, sheet: Sheet): void {
  new Items(body, type, array, sheet).showMore();
}

class Items {
  readonly #type: ArrayType;
  readonly #array: Value;
  readonly #sheet: Sheet;
  readonly #rows: ItemRow[] = [];
  readonly #list = $('<div>', { role: 'list' });
  readonly #more = smallButton(text('form.more-items'), () => this.showMore());
  readonly #add: JQuery;
  readonly #said = $('<span>', { class: 'aliyun-iot-unseen', 'aria-live': 'polite' });

  constructor(body: JQuery, type: ArrayType, array: Value, sheet: Sheet) {
    this.#type = type;
    this.#array = array;
    this.#sheet = sheet;
    this.#add = smallButton(text('form.add-item'), () => this.#append());
    const foot = $('<p>', { class: 'aliyun-iot-items-foot' }).append(this.#more, this.#add, this.#said);
    body.append(this.#list, foot);
  }

  /** Makes rows for the next items. */
  showMore(to = this.#rows.length + CHUNK): void {
    const end = Math.min(to, itemsOf(this.#array).length);
    while (this.#rows.length < end) {
      const row = new ItemRow(this.#rows.length, this.#array, this.#type.item, this.#sheet, {
        move: (by) => this.#move(row, by),
        remove: () => this.#remove(row),
      });
      this.#rows.push(row);
      row.appendTo(this.#list);
    }
    this.#update();
  }

  #append(): void {
    const items = itemsOf(this.#array);
    setItems(this.#array, [...items, templateFor(this.#type.item)]);
    this.showMore(items.length + 1);
    this.#rows.at(-1)?.focus();
    this.#say('form.added', items.length);
  }

  #move(row: ItemRow, by: 1 | -1): void {
    const from = row.index;
    const to = from + by;
    if (to >= this.#rows.length) this.showMore();
    const other = this.#rows[to];
    if (!other) return;
    [this.#rows[from], this.#rows[to]] = [other, row];
    [row.index, other.index] = [to, from];
    if (by > 0) row.element.insertAfter(other.element);
    else row.element.insertBefore(other.element);
    const items = [...itemsOf(this.#array)];
    items.splice(to, 0, ...items.splice(from, 1));
    this.#update();
    setItems(this.#array, items);
    row.focusMove(by);
    this.#say('form.moved', to);
  }

  #remove(row: ItemRow): void {
    const { index } = row;
    this.#rows.splice(index, 1);
    row.element.remove();
    for (const [at, each] of this.#rows.entries()) each.index = at;
    setItems(
      this.#array,
      itemsOf(this.#array).filter((_, at) => at !== index),
    );
    this.#update();
    const next = this.#rows[Math.min(index, this.#rows.length - 1)];
    if (next) next.focusRemove();
    else this.#add.trigger('focus');
    this.#say('form.removed', index);
  }

  #update(): void {
    const count = itemsOf(this.#array).length;
    const most = this.#type.size ?? MAX_ITEMS;
    for (const row of this.#rows) row.update(count);
    this.#more.toggle(this.#rows.length < count);
    const isFull = count >= most;
    this.#add.prop('disabled', isFull).attr('title', isFull ? text('type.size', { size: most }) : '');
  }

  #say(key: string, index: number): void {
    this.#said.text(text(key, { item: `[${index}]` }));
  }
}
