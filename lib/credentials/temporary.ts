import type { CredentialProvider, Credentials } from './types';
import { waitFor } from './wait-for';

/** Credentials that stop working. */
export interface TemporaryCredentials {
  credentials: Credentials;
  /** Milliseconds since 1970. */
  expiration: number;
}

const RENEW_BEFORE_MS = 5 * 60_000;
const RENEW_AT_MOST_EVERY_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Credentials that are fetched and renewed in time. There is one fetch at a time, whoever waits for it. They are
 * renewed during the last five minutes (of a short life: the last quarter) while the old ones still serve, so that a
 * failing source hurts only when they have expired. After a second failure in a row the source is left alone for
 * 1 s, then 2, 4, up to 60.
 */
export class TemporaryProvider<Settings> implements CredentialProvider {
  readonly #settings: () => Settings;
  readonly #fetch: (settings: Settings) => Promise<TemporaryCredentials>;
  #current: (TemporaryCredentials & { renewAt: number }) | undefined;
  #fetching: Promise<TemporaryCredentials> | undefined;
  #fetchedAt = 0;
  #failures = 0;
  #pauseUntil = 0;
  #lastError: Error | undefined;

  /**
   * @param settings read with each `get`; what it throws is not counted as a failure of the source.
   * @param fetch asks the source.
   */
  constructor(settings: () => Settings, fetch: (settings: Settings) => Promise<TemporaryCredentials>) {
    this.#settings = settings;
    this.#fetch = fetch;
  }

  async get(signal?: AbortSignal): Promise<Credentials> {
    const settings = this.#settings();
    const current = this.#current;
    if (current && Date.now() < current.renewAt) return current.credentials;
    const renewed = this.#fetchOnce(settings);
    if (current && Date.now() < current.expiration) {
      renewed.catch(() => undefined);
      return current.credentials;
    }
    return (await waitFor(renewed, signal)).credentials;
  }

  refresh(): void {
    // Many calls fail together when credentials are refused; the first one's news is enough.
    if (Date.now() - this.#fetchedAt < RENEW_AT_MOST_EVERY_MS) return;
    this.#current = undefined;
  }

  #fetchOnce(settings: Settings): Promise<TemporaryCredentials> {
    if (this.#fetching) return this.#fetching;
    if (this.#lastError && Date.now() < this.#pauseUntil) return Promise.reject(this.#lastError);
    this.#fetching = this.#fetchNow(settings).finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  async #fetchNow(settings: Settings): Promise<TemporaryCredentials> {
    try {
      const fetched = await this.#fetch(settings);
      this.#fetchedAt = Date.now();
      this.#failures = 0;
      const life = fetched.expiration - this.#fetchedAt;
      this.#current = { ...fetched, renewAt: fetched.expiration - Math.min(RENEW_BEFORE_MS, life / 4) };
      return fetched;
    } catch (error) {
      this.#failures += 1;
      const pause = this.#failures < 2 ? 0 : 1_000 * 2 ** (this.#failures - 2);
      this.#pauseUntil = Date.now() + Math.min(pause, LONGEST_PAUSE_MS);
      this.#lastError = error as Error;
      throw error;
    }
  }
}
