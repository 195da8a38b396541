/** A list that forgets its oldest entries, by number and by size. */
export class History<T> {
  /** Oldest first; always the same array. */
  readonly entries: T[] = [];
  #characters = 0;

  /**
   * @param maxEntries how many entries are kept.
   * @param maxCharacters how large they may be together.
   * @param sizeOf the size of an entry in characters.
   */
  constructor(
    readonly maxEntries: number,
    readonly maxCharacters = Infinity,
    readonly sizeOf: (entry: T) => number = () => 0,
  ) {}

  add(entry: T): void {
    this.entries.push(entry);
    this.#characters += this.sizeOf(entry);
    while (this.entries.length > this.maxEntries || this.#characters > this.maxCharacters) {
      const oldest = this.entries.shift();
      if (oldest === undefined) return;
      this.#characters -= this.sizeOf(oldest);
    }
  }

  clear(): void {
    this.entries.length = 0;
    this.#characters = 0;
  }
}
