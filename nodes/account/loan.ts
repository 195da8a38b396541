import { defaultChain, staticCredentials } from '../../lib/credentials';
import type { ConnectionSource } from './connection';
import type { Loan } from './types';

/**
 * Lends what an account knows, or the simulator with its messages.
 *
 * @throws AliyunIotError of kind `config` when a setting has to be corrected first.
 */
export async function lend({ settings: read, simulator }: ConnectionSource): Promise<Loan> {
  const settings = read();
  if (settings.where === 'cloud') {
    const { endpoint, iotInstanceId, keys, network } = settings;
    return {
      credentials: keys === 'chain' ? defaultChain() : staticCredentials(keys),
      endpoint,
      ...(iotInstanceId && { iotInstanceId }),
      ...(network.tls && { tls: network.tls }),
      release: () => undefined,
    };
  }
  const lease = await simulator.acquire();
  try {
    const { endpoint, ...keys } = lease.target;
    const amqpUrl = await lease.amqpUrl();
    return { credentials: staticCredentials(keys), endpoint, amqpUrl, release: () => lease.release() };
  } catch (error) {
    lease.release();
    throw error;
  }
}
