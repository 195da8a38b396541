import type { ValidateLevel } from '../../../../lib/tsl';
import type { Reasons } from '../parameter-reasons';
import type { Value } from './value';

interface Field {
  value: Value;
  element: JQuery;
  show: (reason: string | undefined) => void;
}

interface Group {
  value: Value;
  element: JQuery;
  /** Told how many values in it are refused. */
  show: (refused: number) => void;
}

interface SheetOptions {
  /** Unique in the page. */
  id: string;
  level: ValidateLevel;
  /** Told whether all reasons can be seen, whenever that may have changed. */
  seen: (all: boolean) => void;
  /** Fills the group of a struct or an array, when it is opened for the first time. */
  build: (body: JQuery, value: Value) => void;
}

/** What the parts of one sub-form share: who shows which reason, which groups are open, and IDs for labels. */
export class Sheet {
  readonly level: ValidateLevel;
  readonly build: SheetOptions['build'];
  readonly #seen: SheetOptions['seen'];
  readonly #id: string;
  readonly #fields = new Set<Field>();
  readonly #groups = new Set<Group>();
  readonly #open = new Map<string, boolean>();
  #reasons: Reasons = new Map();
  #ids = 0;

  constructor({ id, level, seen, build }: SheetOptions) {
    this.#id = id;
    this.level = level;
    this.#seen = seen;
    this.build = build;
  }

  /** An ID that no other element has. */
  id(): string {
    this.#ids += 1;
    return `${this.#id}-${this.#ids}`;
  }

  /** The field of a value, which shows why it is refused. */
  addField(field: Field): void {
    this.#fields.add(field);
    field.show(this.#reasons.get(field.value.path()));
  }

  /** A `details` with values in it. */
  addGroup(group: Group): void {
    this.#groups.add(group);
    group.show(this.#refusedIn(group.value));
  }

  /** Whether the group of a value was open before all was built anew; undefined when there was none. */
  wasOpen(value: Value): boolean | undefined {
    return this.#open.get(value.path());
  }

  /** All is to be built anew: what is open stays open. */
  clear(): void {
    for (const { value, element } of this.#groups)
      this.#open.set(value.path(), element.prop('open') === true);
    this.#fields.clear();
    this.#groups.clear();
  }

  /** Shows all reasons at their values. */
  tell(reasons: Reasons): void {
    this.#reasons = reasons;
    for (const field of this.#fields) {
      if (isInPage(field.element)) field.show(reasons.get(field.value.path()));
      else this.#fields.delete(field);
    }
    for (const group of this.#groups) {
      if (isInPage(group.element)) group.show(this.#refusedIn(group.value));
      else this.#groups.delete(group);
    }
    this.look();
  }

  /** Finds out which reasons can be seen, after a group was opened or closed. */
  look(): void {
    const shown = [...this.#fields].filter(({ value, element }) => {
      return this.#reasons.has(value.path()) && element.is(':visible');
    });
    this.#seen(this.#reasons.size > 0 && shown.length === this.#reasons.size);
  }

  #refusedIn(value: Value): number {
    const path = value.path();
    return [...this.#reasons.keys()].filter(
      (key) => key === path || key.startsWith(`${path}.`) || key.startsWith(`${path}[`),
    ).length;
  }
}

function isInPage(element: JQuery): boolean {
  return element.get(0)?.isConnected === true;
}
