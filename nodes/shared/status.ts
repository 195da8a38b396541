import type { Node, NodeStatus } from 'node-red';

/** Two updates a second are as many as a person can read, and as many as the editor's connection should carry. */
const MIN_GAP_MS = 500;

/**
 * The status under a node. A status that did not change is not sent again; of several in quick succession the
 * first is shown at once and the last one at the end, so that what stands there is always the truth.
 */
export class StatusLine {
  readonly #node: Node;
  readonly #minGapMs: number;
  #wanted: NodeStatus = {};
  #shown: NodeStatus = {};
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  /**
   * @param node whose status it is.
   * @param minGapMs the least time between two updates, in milliseconds.
   */
  constructor(node: Node, minGapMs = MIN_GAP_MS) {
    this.#node = node;
    this.#minGapMs = minGapMs;
  }

  /**
   * @param status what the node's state is now. A `text` that starts with a letter is a key, which the editor
   *   shows in the language of whoever looks; one that starts with a digit is shown as it is.
   */
  show(status: NodeStatus): void {
    this.#wanted = status;
    if (this.#timer === undefined) {
      this.#update();
    }
  }

  /** Shows nothing any more. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #update(): void {
    this.#timer = undefined;
    if (this.#closed || isSame(this.#wanted, this.#shown)) {
      return;
    }
    this.#shown = this.#wanted;
    this.#timer = setTimeout(() => this.#update(), this.#minGapMs).unref();
    this.#node.status(this.#wanted);
  }
}

function isSame(a: NodeStatus, b: NodeStatus): boolean {
  return a.text === b.text && a.fill === b.fill && a.shape === b.shape;
}
