import { createHash } from 'node:crypto';
import { Connection } from '../connection';
import type { AccountSettings } from '../settings';
import type { SimulatorOwner } from '../simulator-owner';
import { LookupCache } from './lookup-cache';

/** How long an account stays connected that nobody asks any more, in milliseconds. */
const IDLE_MS = 60_000;
/** Accounts of which nobody asks any more are given up beyond this many. */
const MOST_ACCOUNTS = 20;

/** An account that a dialog works with, deployed or not: a connection and answers of its own. */
export interface TemporaryAccount {
  readonly connection: Connection;
  readonly cache: LookupCache;
}

interface Kept extends TemporaryAccount {
  users: number;
  timer?: NodeJS.Timeout;
}

/** Where it hears that the flows stop, which is so before each deploy and when Node-RED ends. */
export interface FlowEvents {
  on(event: 'flows:stopping', listener: () => void): unknown;
  removeListener(event: 'flows:stopping', listener: () => void): unknown;
}

/**
 * The accounts that dialogs work with, by their settings: all look-ups with the same settings share a connection and
 * its answers. They are closed a while after the last look-up, and when the flows stop.
 */
export class TemporaryAccounts {
  /** The one that has been idle the longest first. */
  readonly #kept = new Map<string, Kept>();
  readonly #simulator: SimulatorOwner;
  readonly #events: FlowEvents;
  readonly #idleMs: number;
  readonly #closeIdle = (): void => {
    for (const [key, { users }] of [...this.#kept]) if (users === 0) this.#close(key);
  };

  /**
   * @param idleMs how long an account stays without a look-up, in milliseconds.
   */
  constructor(simulator: SimulatorOwner, events: FlowEvents, idleMs = IDLE_MS) {
    this.#simulator = simulator;
    this.#events = events;
    this.#idleMs = idleMs;
  }

  get size(): number {
    return this.#kept.size;
  }

  /**
   * Lends the account of these settings to a piece of work.
   *
   * @throws what the work throws.
   */
  async use<T>(settings: AccountSettings, work: (account: TemporaryAccount) => Promise<T>): Promise<T> {
    const key = keyOf(settings);
    const kept = this.#kept.get(key) ?? this.#open(key, settings);
    clearTimeout(kept.timer);
    kept.users += 1;
    try {
      return await work(kept);
    } finally {
      kept.users -= 1;
      if (kept.users === 0) this.#rest(key, kept);
    }
  }

  #open(key: string, settings: AccountSettings): Kept {
    if (this.#kept.size === 0) this.#events.on('flows:stopping', this.#closeIdle);
    if (this.#kept.size >= MOST_ACCOUNTS) this.#closeLongestIdle();
    const connection = new Connection({ settings: () => settings, simulator: this.#simulator });
    const kept: Kept = { connection, cache: new LookupCache(), users: 0 };
    this.#kept.set(key, kept);
    return kept;
  }

  #rest(key: string, kept: Kept): void {
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    // Not a reason to keep the process alive.
    kept.timer = setTimeout(() => this.#close(key), this.#idleMs).unref();
  }

  #closeLongestIdle(): void {
    const [key] = [...this.#kept].find(([, { users }]) => users === 0) ?? [];
    if (key !== undefined) this.#close(key);
  }

  #close(key: string): void {
    const kept = this.#kept.get(key);
    clearTimeout(kept?.timer);
    this.#kept.delete(key);
    if (this.#kept.size === 0) this.#events.removeListener('flows:stopping', this.#closeIdle);
    kept?.connection.close().catch(() => {
      // Nobody is left who could be told, and nothing depends on it.
    });
  }
}

/** The settings have the keys in them; their hash does not tell. */
function keyOf(settings: AccountSettings): string {
  return createHash('sha256').update(JSON.stringify(settings)).digest('base64');
}
