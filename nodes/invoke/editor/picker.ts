import { whenClosed, type Form } from '../../shared/editor/form';
import { PickerPanel } from './picker-panel';
import type { Source } from './picker-source';

/** The panel below a field in which something is searched and picked. It is there only while it is open. */
export class Picker {
  readonly #place: JQuery;
  #panel: PickerPanel | undefined;

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
    this.#panel?.end();
    this.#panel?.element.remove();
    this.#panel = undefined;
  }

  /** Shows the first part of a source, in place of what was shown before. */
  open(source: Source): void {
    this.close();
    const panel = new PickerPanel(source, `${this.#place.attr('id') ?? ''}-list`, () => {
      this.close();
      this.closed();
    });
    this.#panel = panel;
    panel.element.appendTo(this.#place);
    panel.focus();
    panel.show(false);
  }
}
