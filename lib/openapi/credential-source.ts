import { checkCredentials, type CredentialProvider, type Credentials } from '../credentials';
import { AliyunIotError, type Texts } from '../errors';
import { ExchangeFailure } from './exchange-failure';

/** Where credentials come from, held to what a call can rely on: in time, usable, and no errors but ours. */
export class CredentialSource {
  readonly #provider: CredentialProvider;
  /** What the provider gave last, and what came of it. The same promise again needs no second look. */
  #known: { given: Promise<Credentials>; credentials: Credentials } | undefined;

  /** @param provider may be the user's own code. */
  constructor(provider: CredentialProvider) {
    this.#provider = provider;
  }

  /**
   * @param signal ends the wait, also when the provider does not listen to it.
   * @param withinMs how long the provider may take, in milliseconds.
   * @throws AliyunIotError, or ExchangeFailure `aborted` or `credentials-timeout`.
   */
  async get(signal: AbortSignal, withinMs: number): Promise<Credentials> {
    const given = ask(this.#provider, signal);
    if (given === this.#known?.given) return this.#known.credentials;
    const credentials = await inTime(given, signal, withinMs);
    this.#known = { given, credentials: checkCredentials(credentials, () => PLACE) };
    return this.#known.credentials;
  }

  /** Forgets temporary credentials that were refused. */
  refresh(): void {
    this.#provider.refresh();
  }
}

// Somebody else's code may also throw, or give the credentials themselves.
function ask(provider: CredentialProvider, signal: AbortSignal): Promise<Credentials> {
  try {
    return Promise.resolve(provider.get(signal));
  } catch (error) {
    return Promise.reject(asOurs(error));
  }
}

// An error of somebody else's code may hold anything, also keys.
function asOurs(error: unknown): AliyunIotError {
  return error instanceof AliyunIotError ? error : sourceFailed();
}

function inTime<T>(work: Promise<T>, signal: AbortSignal, withinMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (reason: 'aborted' | 'credentials-timeout'): void => {
      leave();
      reject(new ExchangeFailure(reason, false));
    };
    const onAbort = (): void => stop('aborted');
    const timer = setTimeout(stop, Math.max(0, withinMs), 'credentials-timeout');
    const leave = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    work.finally(leave).then(resolve, (error: unknown) => reject(asOurs(error)));
  });
}

function sourceFailed(): AliyunIotError {
  return new AliyunIotError({
    code: 'credentials-failed',
    kind: 'auth',
    executed: 'no',
    texts: {
      en: 'Nothing was sent: the source of the credentials failed with an error of its own. Look into its log.',
      zh: '请求未发出：凭据来源自身出错。请查看其日志。',
    },
  });
}

const PLACE: Texts = { en: 'source of the credentials', zh: '凭据来源' };
