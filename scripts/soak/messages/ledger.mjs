/** @typedef {import('../../node-red/node-red.mjs').Answer} Answer */

/**
 * A call, and what became of it.
 *
 * @typedef {object} Call
 * @property {number} life of Node-RED.
 * @property {{ at: number, answer: Answer }[]} outcomes
 */

/**
 * A life of the platform, which ends with what its groups hold.
 *
 * @typedef {object} PlatformLife
 * @property {number} [heldAt] when it was asked for the last time what the flow had not accepted; its end came at once.
 * @property {number} held how much that was.
 */

/** Late means: an answer was on its way through a busy machine. */
const LATE_MS = 1_000;

/** Everything that all sides told, to be judged in the end. Times are of one clock, in milliseconds. */
export class MessagesLedger {
  /** @type {Map<number, Call>} */
  #calls = new Map();
  /** @type {Map<number, number>} */
  #executions = new Map();
  /** @type {Map<string, { n: number | undefined, at: number, life: PlatformLife }>} */
  #published = new Map();
  /** @type {Map<string, { life: number, at: number, n: number | undefined }[]>} */
  #emitted = new Map();
  /** @type {Set<number>} */
  #killed = new Set();
  /** @type {Set<number>} */
  #doubtful = new Set();
  /** @type {PlatformLife} */
  #platform = { held: 0 };
  /** @type {Map<string, number>} */
  #ends = new Map();

  /** @param {number} life of Node-RED. @returns {number} the number of a new call. */
  open(life) {
    const n = this.#calls.size + 1;
    this.#calls.set(n, { life, outcomes: [] });
    return n;
  }

  /** @param {number} n the call may not have reached Node-RED. */
  doubt(n) {
    this.#doubtful.add(n);
  }

  /** @param {number} n */
  executed(n) {
    this.#executions.set(n, (this.#executions.get(n) ?? 0) + 1);
  }

  /** @param {{ envelopeId: string, n: number | undefined, at: number }} reply once more when it was delivered again. */
  published({ envelopeId, n, at }) {
    if (!this.#published.has(envelopeId)) this.#published.set(envelopeId, { n, at, life: this.#platform });
  }

  /** @param {Answer} answer of one of the two nodes. @param {number} life of Node-RED. */
  take(answer, life) {
    const at = performance.now();
    if (answer.node === 'messages') {
      const { payload, aliyun } = /** @type {any} */ (answer);
      const emissions = this.#emitted.get(aliyun.envelopeId) ?? [];
      this.#emitted.set(aliyun.envelopeId, [...emissions, { life, at, n: payload.data?.n }]);
      return;
    }
    this.#calls.get(Number(answer.topic))?.outcomes.push({ at, answer });
    const { kind = 'ok', executed } = answer.aliyun?.error ?? {};
    const end = executed ? `${kind}/${executed}` : kind;
    this.#ends.set(end, (this.#ends.get(end) ?? 0) + 1);
  }

  /** @param {number} life of Node-RED that ended in the middle of its work. */
  nodeRedKilled(life) {
    this.#killed.add(life);
  }

  /** @param {number} held what the group of the flow had when the platform was asked before it was killed. @param {number} heldAt */
  platformKilled(held, heldAt) {
    Object.assign(this.#platform, { held, heldAt });
    this.#platform = { held: 0 };
  }

  /** Calls that have not ended, of a Node-RED that lives. */
  get unsettled() {
    return [...this.#calls].filter(
      ([n, { life, outcomes }]) => outcomes.length === 0 && !this.#mayBeGone(n, life),
    ).length;
  }

  get summary() {
    const ends = [...this.#ends].sort(([, a], [, b]) => b - a).map(([end, count]) => `${end} ${count}`);
    const emissions = [...this.#emitted.values()];
    const again = emissions.filter((each) => new Set(each.map(({ life }) => life)).size > 1).length;
    return (
      `${this.#calls.size} calls (${ends.join(', ')}), ${this.#published.size} replies published, ` +
      `${emissions.length} emitted, ${again} of them again by a later Node-RED, ${this.#lost().length} went with a killed platform`
    );
  }

  /** @param {number} n @param {number} life */
  #mayBeGone(n, life) {
    return this.#killed.has(life) || this.#doubtful.has(n);
  }

  /** Where a promise was not kept. @returns {string[]} */
  broken() {
    return [...this.#brokenCalls(), ...this.#brokenReplies()];
  }

  #brokenCalls() {
    return [...this.#calls].flatMap(([n, { life, outcomes }]) => {
      const times = this.#executions.get(n) ?? 0;
      if (times > 1) return [`call ${n}: executed ${times} times`];
      if (outcomes.length > 1) return [`call ${n}: ${outcomes.length} outcomes`];
      const [outcome] = outcomes;
      if (!outcome) return this.#mayBeGone(n, life) ? [] : [`call ${n}: no outcome`];
      return this.#brokenOutcome(n, life, outcome, times).map((what) => `call ${n}: ${what}`);
    });
  }

  /**
   * @param {number} n
   * @param {number} life
   * @param {Call['outcomes'][0]} outcome
   * @param {number} times
   * @returns {string[]}
   */
  #brokenOutcome(n, life, { at, answer }, times) {
    const { error, payload, aliyun } = /** @type {any} */ (answer);
    if (error === undefined) {
      if (payload?.data?.n !== n) return [`another's reply: ${JSON.stringify(payload)}`];
      return times === 1 ? [] : ['succeeded, but was not executed'];
    }
    const { executed, code } = aliyun?.error ?? {};
    if (executed === 'no' && times !== 0) return [`says no (${code}), but was executed`];
    if (executed === 'yes' && times !== 1) return [`says yes (${code}), but was not executed`];
    const heard = [...this.#emitted.values()].flat().find((each) => each.n === n && each.life === life);
    if (code === 'reply-timeout' && heard && heard.at < at - LATE_MS)
      return ['did not hear the reply that came'];
    return [];
  }

  #brokenReplies() {
    const twice = [...this.#emitted].flatMap(([id, emissions]) => {
      const lives = emissions.map(({ life }) => life);
      return new Set(lives).size === lives.length ? [] : [`reply ${id}: twice in one life of Node-RED`];
    });
    const missing = [...this.#published].filter(([id]) => !this.#emitted.has(id));
    const lost = missing.flatMap(([id, { life }]) =>
      life.heldAt === undefined ? [`reply ${id}: lost, and the platform lives`] : [],
    );
    const lives = new Set(missing.map(([, { life }]) => life));
    const tooMany = [...lives].flatMap((life) => {
      const { heldAt = Infinity, held } = life;
      const owed = missing.filter(([, each]) => each.life === life && each.at < heldAt);
      return owed.length > held
        ? [`${owed.length} replies lost, of ${held} that the platform held when it ended`]
        : [];
    });
    return [...twice, ...lost, ...tooMany];
  }

  #lost() {
    return [...this.#published].filter(
      ([id, { life }]) => !this.#emitted.has(id) && life.heldAt !== undefined,
    );
  }
}
