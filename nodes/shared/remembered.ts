import type { Node } from 'node-red';

/**
 * What the nodes of a type know that is not to be lost by a deploy, which makes them anew. Each node has its own, until
 * it is removed.
 */
export class Remembered<T> {
  readonly #byNode = new Map<string, { about: string; value: T }>();
  readonly #begin: () => T;

  /** @param begin makes what a node begins with. */
  constructor(begin: () => T) {
    this.#begin = begin;
  }

  /**
   * @param about what it is about: when that is another, the node begins anew.
   */
  of({ id }: Node, about = ''): T {
    const known = this.#byNode.get(id);
    if (known?.about === about) return known.value;
    const value = this.#begin();
    this.#byNode.set(id, { about, value });
    return value;
  }

  /** To be called when a node is closed. */
  closed({ id }: Node, removed: boolean): void {
    if (removed) this.#byNode.delete(id);
  }
}
