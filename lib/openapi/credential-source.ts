import { checkCredentials, type CredentialProvider, type Credentials } from '../credentials';
import { AliyunIotError, type Texts } from '../errors';
import { ExchangeFailure } from './exchange-failure';

/** Where credentials come from, held to what a call can rely on: in time, usable, and no errors but ours. */
export class CredentialSource {
  readonly #provider: CredentialProvider;
  /** Looked at before; a provider gives the same object again as long as nothing has changed. */
  #checked: Credentials | undefined;

  /** @param provider may be the user's own code. */
  constructor(provider: CredentialProvider) {
    this.#provider = provider;
  }

  /**
   * @param signal ends the wait, also when the provider does not listen to it.
   * @param withinMs how long the provider may take, in milliseconds.
   * @throws AliyunIotError, or ExchangeFailure `aborted` or `credentials-timeout`.
   */
  get(signal: AbortSignal, withinMs: number): Credentials | Promise<Credentials> {
    const { fixed } = this.#provider;
    if (fixed) return this.#check(fixed);
    return inTime(this.#provider, signal, withinMs).then((given) => this.#check(given));
  }

  /** Forgets temporary credentials that were refused. */
  refresh(): void {
    this.#provider.refresh();
  }

  #check(credentials: Credentials): Credentials {
    if (credentials !== this.#checked) checkCredentials(credentials, () => PLACE);
    this.#checked = credentials;
    return credentials;
  }
}

function inTime(provider: CredentialProvider, signal: AbortSignal, withinMs: number): Promise<Credentials> {
  // Of its own: what a provider does with it must not outlast the wait.
  const wait = new AbortController();
  return new Promise((resolve, reject) => {
    const stop = (reason: 'aborted' | 'credentials-timeout'): void => {
      leave();
      wait.abort();
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
    ask(provider, wait.signal).finally(leave).then(resolve, reject);
  });
}

async function ask(provider: CredentialProvider, signal: AbortSignal): Promise<Credentials> {
  try {
    return await provider.get(signal);
  } catch (error) {
    // An error of somebody else's code may hold anything, also keys.
    throw error instanceof AliyunIotError ? error : sourceFailed();
  }
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
