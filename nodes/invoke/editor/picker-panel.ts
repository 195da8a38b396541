import type { Failure } from '../../account/editor/ask';
import { iconButton, smallButton } from '../../shared/editor/buttons';
import { textsOf } from '../../shared/editor/text';
import { PickerList } from './picker-list';
import type { Page, Query, Source } from './picker-source';

/** Long enough to type a word, short enough not to be noticed. */
const TYPING_MS = 250;
/** As many parts are searched by themselves for a first match: the platform counts every one of them as a call. */
const MOST_PARTS = 10;

const text = textsOf('aliyun-iot-invoke');

/** What has been asked for with the present search. */
interface Progress {
  search: string;
  parts: number;
  searched: number;
}

/** A search box, the list of what was found, and a line that says how much there is. */
export class PickerPanel {
  readonly element: JQuery;
  readonly #source: Source;
  readonly #search: JQuery;
  readonly #list: PickerList;
  readonly #foot = $('<div>', { class: 'aliyun-iot-picker-foot', 'aria-live': 'polite' });
  #progress: Progress = { search: '', parts: 0, searched: 0 };
  #end: () => void = () => undefined;
  #typing: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param id of the list, unique in the page.
   * @param leave closes the panel.
   */
  constructor(source: Source, id: string, leave: () => void) {
    this.#source = source;
    this.#list = new PickerList(id, source.name);
    this.#search = searchBox(source.name);
    this.#list.followedBy(this.#search);
    this.#search.on('input', () => {
      clearTimeout(this.#typing);
      this.#typing = setTimeout(() => this.show(false), TYPING_MS);
    });
    this.#search.on('keydown', (event) => this.#key(event));
    const bar = $('<div>', { class: 'aliyun-iot-picker-bar' }).append(
      source.back ? iconButton('fa-arrow-left', text('picker.back'), source.back) : '',
      this.#search,
      iconButton('fa-refresh', text('picker.refresh'), () => this.show(true)),
      iconButton('fa-times', text('picker.close'), leave),
    );
    this.element = $('<div>', { class: 'aliyun-iot-picker', role: 'group', 'aria-label': source.name });
    this.element.append(bar, this.#list.element, this.#foot);
    this.element.on('keydown', (event) => {
      if (event.key !== 'Escape') return;
      taken(event);
      leave();
    });
  }

  /** Shows the first part of what is searched for. */
  show(refresh: boolean): void {
    this.#progress = { search: String(this.#search.val()).trim(), parts: 0, searched: 0 };
    this.#load(refresh);
  }

  focus(): void {
    this.#search.trigger('focus');
  }

  /** Ends what is under way. */
  end(): void {
    clearTimeout(this.#typing);
    this.#end();
  }

  #load(refresh: boolean, next?: Page['next']): void {
    this.#end();
    this.#foot.empty().append($('<i>', { class: 'fa fa-spinner fa-spin' }), ' ', this.#loadingText());
    const query: Query = { search: this.#progress.search, refresh, ...(next !== undefined && { next }) };
    this.#end = this.#source.load(query, {
      page: (page) => this.#add(page, next !== undefined),
      failure: (failure) => this.#explain(reasonOf(failure), next),
    });
  }

  #add(page: Page, append: boolean): void {
    this.#list.show(page.entries, append);
    this.#progress.parts += 1;
    this.#progress.searched += page.searched ?? 0;
    const { search, parts } = this.#progress;
    const hasFound = this.#list.count > 0;
    if (search !== '' && !hasFound && page.next !== undefined && parts < MOST_PARTS) {
      this.#load(false, page.next);
      return;
    }
    this.#foot.empty().append($('<span>').text(page.notice ?? this.#countText(page)));
    const buttons = $('<span>', { class: 'aliyun-iot-buttons' }).appendTo(this.#foot);
    if (this.#source.multiple && hasFound) {
      buttons.append(smallButton(text('picker.all'), () => this.#list.pickAll()));
    }
    if (page.next !== undefined) buttons.append(this.#moreButton(page.next));
  }

  /** What was found before stays. */
  #explain(reason: string, next: Page['next']): void {
    this.#foot.empty();
    if (next === undefined || this.#list.count === 0) this.#list.explain(reason);
    else this.#foot.append($('<span>', { role: 'alert' }).text(reason), this.#moreButton(next));
  }

  #moreButton(next: Page['next']): JQuery {
    const name = text(this.#progress.search === '' ? 'picker.more' : 'picker.search-on');
    return smallButton(name, () => {
      // As many parts again.
      this.#progress.parts = 0;
      this.#load(false, next);
    });
  }

  #loadingText(): string {
    const { searched } = this.#progress;
    return searched === 0 ? text('picker.loading') : text('picker.searching', { searched });
  }

  #countText({ total, next }: Page): string {
    const { count } = this.#list;
    const { search, searched } = this.#progress;
    if (search !== '' && next !== undefined && total !== undefined) {
      return text('picker.count-in', { count, searched, total });
    }
    if (count === 0) return text('picker.none');
    return search === '' && total !== undefined && total > count
      ? text('picker.count-of', { count, total })
      : text('picker.count', { count });
  }

  #key(event: JQuery.KeyDownEvent): void {
    const { key } = event;
    if (key === 'ArrowDown' || key === 'ArrowUp') this.#list.move(key === 'ArrowDown' ? 1 : -1);
    else if (key === 'Enter') this.#list.pick();
    else return;
    taken(event);
  }
}

function searchBox(name: string): JQuery {
  const search = $('<input>', { type: 'text', placeholder: name });
  return search.attr({ autocomplete: 'off', role: 'combobox', 'aria-expanded': 'true', 'aria-label': name });
}

/** Node-RED must not take the key as well. */
function taken(event: JQuery.KeyDownEvent): void {
  event.preventDefault();
  event.stopPropagation();
}

/** The reason, with the RAM action that has to be allowed. */
function reasonOf({ message, ramAction }: Failure): string {
  if (ramAction === undefined || message.includes(ramAction)) return message;
  return `${message} ${text('picker.ram-action', { action: ramAction })}`;
}
