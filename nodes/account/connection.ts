import { defaultChain } from '../../lib/credentials';
import { AliyunIotError } from '../../lib/errors';
import { createAgent } from '../../lib/openapi';
import type { Texts } from '../../lib/errors';
import { createClient, type Client, type ClientOptions, type Limits } from '../../lib/services';
import { sharedState } from './limits';
import type { Network } from './network';
import type { AccountSettings, Keys } from './settings';
import type { SimulatorOwner } from './simulator-owner';

/** What an account needs from its surroundings. */
export interface ConnectionSource {
  /** @throws AliyunIotError of kind `config` when something has to be corrected first. */
  settings: () => AccountSettings;
  simulator: SimulatorOwner;
  /** Tells what the user should know although calls go on. */
  tell?: (texts: Texts) => void;
}

/** Whether nothing in the settings has to be corrected first. */
export function isComplete({ settings }: Pick<ConnectionSource, 'settings'>): boolean {
  try {
    settings();
    return true;
  } catch (error) {
    if (error instanceof AliyunIotError) return false;
    throw error;
  }
}

/** A client, and how to give back all that was made for it. */
interface Connected {
  client: Client;
  close(): Promise<void>;
}

/**
 * One account's connection: made for the first message that needs it, then shared. One that could not be made is
 * tried again with the next message, since an environment variable may have been set meanwhile.
 */
export class Connection {
  readonly #source: ConnectionSource;
  #connected: Promise<Connected> | undefined;
  #closed = false;

  /**
   * @param source where settings come from; asked for each attempt to connect.
   */
  constructor(source: ConnectionSource) {
    this.#source = source;
  }

  /**
   * The account's client.
   *
   * @throws AliyunIotError of kind `config`, or `aborted` after `close`.
   */
  async client(): Promise<Client> {
    if (this.#closed) {
      throw closedError();
    }
    const connected = (this.#connected ??= connect(this.#source));
    try {
      return (await connected).client;
    } catch (error) {
      if (this.#connected === connected) {
        this.#connected = undefined;
      }
      throw error;
    }
  }

  /** Aborts what is in flight and gives everything back. */
  async close(): Promise<void> {
    this.#closed = true;
    const connected = await this.#connected?.catch(() => undefined);
    this.#connected = undefined;
    await connected?.close();
  }
}

async function connect({ settings: read, simulator, tell }: ConnectionSource): Promise<Connected> {
  const given = read();
  const settings = { ...given, limits: withState(given.limits, tell) };
  if (settings.where === 'cloud') {
    const { endpoint, keys, network } = settings;
    return open(settings, { endpoint, ...keysOf(keys) }, network, () => undefined);
  }
  const lease = await simulator.acquire();
  // Never by way of a proxy: it is on this machine, whatever `http_proxy` says.
  return open(settings, lease.target, { proxy: 'none' }, () => lease.release());
}

function withState(limits: Limits, tell: ConnectionSource['tell']): Limits {
  const { shared } = limits;
  return shared
    ? { ...limits, shared: { ...shared, onState: (state, reason) => tell?.(sharedState(state, reason)) } }
    : limits;
}

function keysOf(keys: Keys | 'chain'): Partial<ClientOptions> {
  return keys === 'chain' ? { credentials: defaultChain() } : keys;
}

function open(
  { signature, limits, iotInstanceId }: AccountSettings,
  target: ClientOptions,
  network: Network,
  release: () => void,
): Connected {
  let agent: ReturnType<typeof createAgent> | undefined;
  const giveBack = (): void => {
    agent?.destroy();
    release();
  };
  try {
    agent = createAgent({ endpoint: target.endpoint, ...network });
    const client = createClient({
      ...target,
      agent,
      signature,
      limits,
      ...(iotInstanceId && { iotInstanceId }),
    });
    return { client, close: () => client.close().finally(giveBack) };
  } catch (error) {
    giveBack();
    throw error;
  }
}

function closedError(): AliyunIotError {
  return new AliyunIotError({
    code: 'account-closed',
    kind: 'aborted',
    executed: 'no',
    retryable: true,
    texts: {
      en: 'The account was closed by a deploy before the call was sent. Send the message again.',
      zh: '调用尚未发送，账号节点就因部署而关闭。请重新发送该消息。',
    },
  });
}
