/** One thing that can be picked. Everything in it is shown as plain text. */
export interface Entry {
  title: string;
  /** As the platform calls it. */
  code?: string;
  /** Stands at the right. */
  aside?: string;
  /** A sign in front of `aside`, a class of Font Awesome. */
  sign?: string;
  detail?: string;
  /** Entries of one group stand below its name. */
  group?: string;
  /** Present where several can be picked: whether this one is. */
  isChosen?(): boolean;
  pick(): void;
}

/** The list of a picker: its search box keeps the focus, and the arrow keys move what is marked. */
export class PickerList {
  readonly element: JQuery;
  readonly #id: string;
  #entries: Entry[] = [];
  #marked = -1;
  #search: JQuery | undefined;

  constructor(id: string, name: string) {
    this.#id = id;
    this.element = $('<div>', { class: 'aliyun-iot-picker-list', id, role: 'listbox', 'aria-label': name });
    // A click must not take the focus out of the search box.
    this.element.on('mousedown', (event) => event.preventDefault());
  }

  /** How many entries are shown. */
  get count(): number {
    return this.#entries.length;
  }

  /** @param search tells who does not see the list which entry is marked. */
  followedBy(search: JQuery): void {
    this.#search = search.attr('aria-controls', this.#id);
  }

  /** @param append adds to what is shown, instead of taking its place. */
  show(entries: readonly Entry[], append: boolean): void {
    if (!append) {
      this.element.empty().scrollTop(0);
      this.#entries = [];
      this.#mark(-1);
    }
    for (const entry of entries) this.#add(entry);
    this.#showChosen();
    if (!append && this.count > 0) this.#mark(0);
  }

  /** Shows why there are no entries. */
  explain(reason: string): void {
    this.show([], false);
    const sign = $('<i>', { class: 'fa fa-times-circle', 'aria-hidden': 'true' });
    this.element.append($('<p>', { role: 'alert' }).append(sign, ' ', $('<span>').text(reason)));
  }

  /** Marks the entry that many further down. */
  move(by: number): void {
    if (this.count > 0) this.#mark(Math.min(Math.max(this.#marked + by, 0), this.count - 1));
  }

  /** Picks the marked entry. */
  pick(): void {
    this.#pick(this.#entries.slice(this.#marked, this.#marked + 1));
  }

  /** Picks all that are shown and not picked yet. */
  pickAll(): void {
    this.#pick(this.#entries.filter((entry) => entry.isChosen?.() === false));
  }

  #pick(entries: readonly Entry[]): void {
    for (const entry of entries) entry.pick();
    this.#showChosen();
  }

  #showChosen(): void {
    for (const [index, entry] of this.#entries.entries()) {
      const isChosen = entry.isChosen?.();
      if (isChosen === undefined) continue;
      const option = this.element
        .children(`#${this.#optionId(index)}`)
        .attr('aria-checked', String(isChosen));
      const sign = option.find('.aliyun-iot-box');
      sign.toggleClass('fa-check-square-o', isChosen).toggleClass('fa-square-o', !isChosen);
    }
  }

  #add(entry: Entry): void {
    const index = this.#entries.push(entry) - 1;
    const previous = this.#entries[index - 1]?.group;
    if (entry.group !== undefined && entry.group !== previous) {
      $('<div>', { class: 'aliyun-iot-group', role: 'presentation' })
        .text(entry.group)
        .appendTo(this.element);
    }
    const option = $('<div>', { class: 'aliyun-iot-option', role: 'option', id: this.#optionId(index) });
    const aside = $('<span>', { class: 'aliyun-iot-aside' }).text(entry.aside ?? '');
    if (entry.sign) aside.prepend($('<i>', { class: `fa ${entry.sign}`, 'aria-hidden': 'true' }), ' ');
    const title = $('<span>', { class: 'aliyun-iot-title' }).text(entry.title);
    if (entry.isChosen) title.prepend($('<i>', { class: 'fa aliyun-iot-box', 'aria-hidden': 'true' }), ' ');
    option.append(title, aside);
    if (entry.code) option.append($('<code>').text(entry.code));
    if (entry.detail) option.append($('<span>', { class: 'aliyun-iot-detail' }).text(entry.detail));
    option.on('click', () => this.#pick([entry])).appendTo(this.element);
  }

  #mark(index: number): void {
    this.#marked = index;
    this.element.children('[aria-selected]').removeAttr('aria-selected');
    const option = this.element.children(`#${this.#optionId(index)}`);
    option.attr('aria-selected', 'true');
    option.get(0)?.scrollIntoView({ block: 'nearest' });
    this.#search?.attr('aria-activedescendant', option.attr('id') ?? '');
  }

  #optionId(index: number): string {
    return `${this.#id}-${index}`;
  }
}
