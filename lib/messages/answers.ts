/** What a delivery is answered with. */
export type Answer = 'accept' | 'release';

/**
 * Gives one kind of answer a turn. The AMQP library joins the answers of a turn into ranges and does not compare the
 * second of a range with the first: a message that is given back beside one that is accepted would be accepted too,
 * and lost.
 */
export class Answers {
  /** What is given in this turn. */
  #kind: Answer | undefined;

  /** Writes an answer, in this turn or a later one. */
  give(kind: Answer, write: () => void): void {
    if (this.#kind === undefined) setImmediate(() => (this.#kind = undefined));
    else if (this.#kind !== kind) {
      setImmediate(() => this.give(kind, write));
      return;
    }
    this.#kind = kind;
    write();
  }

  /** Resolves when all that were given have been written; at once when there are none. */
  async written(): Promise<void> {
    if (this.#kind !== undefined) await new Promise((resolve) => setImmediate(resolve));
  }
}
