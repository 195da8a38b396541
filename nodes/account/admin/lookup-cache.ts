/** How long an answer is good, in milliseconds: a list that is opened twice is read once, a new device soon shows. */
const TTL_MS = 30_000;
const MOST_ENTRIES = 200;

/** How somebody asks. */
export interface Asking {
  /** Ends the wait; the last one to leave ends the look-up. */
  signal: AbortSignal;
  /** Wants it fresh. A look-up that is under way is fresh. */
  refresh?: boolean;
}

interface Entry {
  answer: Promise<unknown>;
  stop: AbortController;
  waiting: number;
  /** By the monotonic clock, in milliseconds; undefined while the look-up is under way. */
  settledAt?: number;
}

/** Answers of look-ups for a while; whoever asks for the same meanwhile shares one look-up. Failures are not kept. */
export class LookupCache {
  /** The oldest first. */
  readonly #entries = new Map<string, Entry>();
  readonly #ttlMs: number;
  readonly #mostEntries: number;

  /**
   * @param ttlMs how long an answer is good, in milliseconds.
   * @param mostEntries how many answers are kept.
   */
  constructor(ttlMs = TTL_MS, mostEntries = MOST_ENTRIES) {
    this.#ttlMs = ttlMs;
    this.#mostEntries = mostEntries;
  }

  get size(): number {
    return this.#entries.size;
  }

  /**
   * The answer to a question, from here or from `read`.
   *
   * @param question names the answer.
   * @param read looks it up. Its signal ends when nobody waits any more.
   * @throws what `read` throws, and the signal's reason when it ends first.
   */
  async get<T>(question: string, asking: Asking, read: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const entry = this.#usable(question, asking.refresh === true) ?? this.#start(question, read);
    entry.waiting += 1;
    try {
      return (await unlessAborted(entry.answer, asking.signal)) as T;
    } finally {
      entry.waiting -= 1;
      this.#stopUnlessWanted(question, entry);
    }
  }

  #stopUnlessWanted(question: string, entry: Entry): void {
    if (entry.waiting > 0 || entry.settledAt !== undefined) return;
    this.#forget(question, entry);
    entry.stop.abort();
  }

  #usable(question: string, refresh: boolean): Entry | undefined {
    const entry = this.#entries.get(question);
    if (entry?.settledAt === undefined) return entry;
    return refresh || performance.now() - entry.settledAt >= this.#ttlMs ? undefined : entry;
  }

  #start(question: string, read: (signal: AbortSignal) => Promise<unknown>): Entry {
    const stop = new AbortController();
    const entry: Entry = { answer: read(stop.signal), stop, waiting: 0 };
    entry.answer.then(
      () => {
        entry.settledAt = performance.now();
      },
      () => this.#forget(question, entry),
    );
    this.#entries.delete(question);
    this.#entries.set(question, entry);
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined && this.#entries.size > this.#mostEntries) this.#entries.delete(oldest);
    return entry;
  }

  #forget(question: string, entry: Entry): void {
    if (this.#entries.get(question) === entry) this.#entries.delete(question);
  }
}

function unlessAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
