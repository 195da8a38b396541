import type { Failure } from '../../account/editor/ask';
import { whenClosed, type Form } from '../../shared/editor/form';
import { textsOf } from '../../shared/editor/text';
import { PickerList, type Entry } from './picker-list';

/** A part of what can be chosen from. */
export interface Page {
  entries: Entry[];
  /** How many there are in all, when that is known. */
  total?: number;
  /** Where the next part begins; absent at the end. */
  next?: string | number;
  /** Something that is worth knowing about these entries. */
  notice?: string;
}

export interface Query {
  search: string;
  next?: string | number;
  refresh: boolean;
}

export interface PageHandlers {
  page: (page: Page) => void;
  failure: (failure: Failure) => void;
}

/** Where the entries of an open panel come from. */
export interface Source {
  /** The name of the list and of its search box. */
  name: string;
  /** Asks for a part; the returned function ends that. */
  load(query: Query, handlers: PageHandlers): () => void;
  /** Opens the list that leads here. */
  back?: () => void;
}

/** Long enough to type a word, short enough not to be noticed. */
const TYPING_MS = 250;

const text = textsOf('aliyun-iot-invoke');

/** The panel below a field in which something is searched and picked. It is there only while it is open. */
export class Picker {
  readonly #place: JQuery;
  #panel: JQuery | undefined;
  #end: () => void = () => undefined;
  #typing: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param place the panel becomes its last child.
   * @param closed told when the panel was closed from inside, to put the cursor somewhere else.
   */
  constructor(
    form: Form,
    place: JQuery,
    readonly closed: () => void,
  ) {
    this.#place = place;
    whenClosed(form, () => this.close());
  }

  get isOpen(): boolean {
    return this.#panel !== undefined;
  }

  /** Ends what is under way and removes the panel. */
  close(): void {
    clearTimeout(this.#typing);
    this.#end();
    this.#panel?.remove();
    this.#panel = undefined;
  }

  /** Shows the first part of a source, in place of what was shown before. */
  open(source: Source): void {
    this.close();
    const list = new PickerList(`${this.#place.attr('id') ?? ''}-list`, source.name);
    const search = $('<input>', { type: 'text', placeholder: source.name });
    search.attr({
      autocomplete: 'off',
      role: 'combobox',
      'aria-expanded': 'true',
      'aria-label': source.name,
    });
    list.followedBy(search);
    const foot = $('<div>', { class: 'aliyun-iot-picker-foot', 'aria-live': 'polite' });
    const show = (refresh: boolean, next?: Page['next']): void => {
      this.#load(source, list, foot, { search: String(search.val()).trim(), refresh, next }, show);
    };
    search.on('input', () => {
      clearTimeout(this.#typing);
      this.#typing = setTimeout(() => show(false), TYPING_MS);
    });
    search.on('keydown', (event) => this.#key(event, list));
    const bar = $('<div>', { class: 'aliyun-iot-picker-bar' }).append(
      source.back ? iconButton('fa-arrow-left', text('picker.back'), source.back) : '',
      search,
      iconButton('fa-refresh', text('picker.refresh'), () => show(true)),
      iconButton('fa-times', text('picker.close'), () => this.#leave()),
    );
    this.#panel = $('<div>', { class: 'aliyun-iot-picker', role: 'group', 'aria-label': source.name });
    this.#panel.append(bar, list.element, foot).appendTo(this.#place);
    this.#panel.on('keydown', (event) => this.#escape(event));
    search.trigger('focus');
    show(false);
  }

  #load(
    source: Source,
    list: PickerList,
    foot: JQuery,
    query: Omit<Query, 'next'> & { next: Page['next'] | undefined },
    more: (refresh: boolean, next?: Page['next']) => void,
  ): void {
    this.#end();
    foot.empty().append($('<i>', { class: 'fa fa-spinner fa-spin' }), ' ', text('picker.loading'));
    const { next, ...rest } = query;
    this.#end = source.load(next === undefined ? rest : { ...rest, next }, {
      page: (page) => {
        list.show(page.entries, next !== undefined);
        foot.empty().append($('<span>').text(page.notice ?? countText(list.count, page.total)));
        if (page.next === undefined) return;
        const button = $('<button>', { type: 'button', class: 'red-ui-button red-ui-button-small' });
        button.text(text('picker.more')).on('click', () => more(false, page.next));
        foot.append(button);
      },
      failure: (failure) => {
        foot.empty();
        list.explain(reasonOf(failure));
      },
    });
  }

  #key(event: JQuery.KeyDownEvent, list: PickerList): void {
    const { key } = event;
    if (key === 'ArrowDown' || key === 'ArrowUp') list.move(key === 'ArrowDown' ? 1 : -1);
    else if (key === 'Enter') list.pick();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #escape(event: JQuery.KeyDownEvent): void {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    this.#leave();
  }

  #leave(): void {
    this.close();
    this.closed();
  }
}

/** A button that shows only a sign, with its name for the mouse and for who does not see it. */
export function iconButton(icon: string, name: string, press: () => void): JQuery {
  const button = $('<button>', { type: 'button', class: 'red-ui-button aliyun-iot-icon-button' });
  button.attr({ title: name, 'aria-label': name }).append($('<i>', { class: `fa ${icon}` }));
  return button.on('click', press);
}

/** The reason, with the RAM action that has to be allowed. */
function reasonOf({ message, ramAction }: Failure): string {
  if (ramAction === undefined || message.includes(ramAction)) return message;
  return `${message} ${text('picker.ram-action', { action: ramAction })}`;
}

function countText(count: number, total: number | undefined): string {
  if (count === 0) return text('picker.none');
  return total !== undefined && total > count
    ? text('picker.count-of', { count, total })
    : text('picker.count', { count });
}
