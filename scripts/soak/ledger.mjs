/** @typedef {import('../node-red/node-red.mjs').Answer} Answer */

/** What was asked and what became of it, message by message. */
export class Ledger {
  /** @type {Map<string, Answer[]>} */
  #outcomes = new Map();
  /** @type {Map<string, number>} */
  #kinds = new Map();

  /** @returns {string} a name for a new message. */
  open() {
    const marker = `soak-${this.#outcomes.size + 1}`;
    this.#outcomes.set(marker, []);
    return marker;
  }

  /** @param {Answer} answer */
  take(answer) {
    const answers = this.#outcomes.get(answer.aliyun?.target?.deviceName);
    if (!answers) return;
    answers.push(answer);
    const kind = answer.aliyun?.error?.kind ?? 'ok';
    this.#kinds.set(kind, (this.#kinds.get(kind) ?? 0) + 1);
  }

  get asked() {
    return this.#outcomes.size;
  }

  /** Messages that have not ended. */
  get unsettled() {
    return [...this.#outcomes.values()].filter((answers) => answers.length === 0).length;
  }

  /** How often each end came, the most frequent first. */
  get summary() {
    const kinds = [...this.#kinds].sort(([, a], [, b]) => b - a);
    return kinds.map(([kind, count]) => `${kind} ${count}`).join(', ');
  }

  /**
   * Where the promise was not kept.
   *
   * @param {(marker: string) => number} executed how often the device acted.
   * @returns {string[]}
   */
  broken(executed) {
    return [...this.#outcomes].flatMap(([marker, answers]) => {
      const times = executed(marker);
      const [answer] = answers;
      if (answers.length !== 1) return [`${marker}: ${answers.length} outcomes`];
      if (times > 1) return [`${marker}: executed ${times} times`];
      const said = answer?.aliyun?.error?.executed ?? 'yes';
      if (said === 'no' && times !== 0) return [`${marker}: says no, but was executed`];
      if (said === 'yes' && times !== 1) return [`${marker}: says yes, but was not executed`];
      return [];
    });
  }
}
