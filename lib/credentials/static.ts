import { checkCredentials } from './check';
import type { CredentialProvider, Credentials } from './types';

/**
 * Keys that were entered and do not change.
 *
 * @param values the three fields; without an STS token for a permanent AccessKey.
 * @throws AliyunIotError of kind `config` when a field is missing, has a blank at an end or an unreplaced `${VAR}`.
 */
export function staticCredentials(values: {
  readonly [Field in keyof Credentials]?: string | undefined;
}): CredentialProvider {
  const credentials = checkCredentials(values, () => ({ en: 'settings of the account', zh: '账号设置' }));
  return constant(credentials);
}

/** A provider of what is known already. */
export function constant(credentials: Credentials): CredentialProvider {
  return { fixed: credentials, get: () => Promise.resolve(credentials), refresh: () => undefined };
}
