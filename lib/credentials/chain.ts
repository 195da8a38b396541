import type { Texts } from '../errors';
import { fileCredentials } from './credentials-file';
import { ecsRamRoleCredentials } from './ecs-ram-role';
import { environmentCredentials } from './environment';
import { isNotSetUp, notFound } from './failures';
import { oidcCredentials } from './oidc';
import { profileCredentials } from './profile';
import { type SourceOptions, surroundingsOf } from './surroundings';
import type { CredentialProvider, Credentials } from './types';
import { uriCredentials } from './uri';

/**
 * The sources of the official SDKs, in their order: environment variables, OIDC, CLI profile, credentials file, ECS
 * RAM role, URI. The first one that is set up is used. When it does not work, that is an error: falling back on
 * another identity would hide it.
 *
 * @param options replaces what the sources look at.
 * @see https://help.aliyun.com/zh/sdk/developer-reference/v2-manage-node-js-access-credentials
 */
export function defaultChain(options: SourceOptions = {}): CredentialProvider {
  return new Chain([
    environmentCredentials(surroundingsOf(options).env),
    oidcCredentials(options),
    profileCredentials(options),
    fileCredentials(options),
    ecsRamRoleCredentials(options),
    uriCredentials(options),
  ]);
}

class Chain implements CredentialProvider {
  readonly #sources: readonly CredentialProvider[];
  /** The source that answered last. It is kept only as long as it does. */
  #chosen: CredentialProvider | undefined;

  constructor(sources: readonly CredentialProvider[]) {
    this.#sources = sources;
  }

  async get(signal?: AbortSignal): Promise<Credentials> {
    const chosen = this.#chosen;
    if (!chosen) return this.#choose(signal);
    try {
      return await chosen.get(signal);
    } catch (error) {
      this.#chosen = undefined;
      throw error;
    }
  }

  refresh(): void {
    this.#chosen = undefined;
    for (const source of this.#sources) source.refresh();
  }

  async #choose(signal?: AbortSignal): Promise<Credentials> {
    const reasons: Texts[] = [];
    for (const source of this.#sources) {
      try {
        const credentials = await source.get(signal);
        this.#chosen = source;
        return credentials;
      } catch (error) {
        if (!isNotSetUp(error)) throw error;
        reasons.push(error.texts);
      }
    }
    throw notFound(reasons);
  }
}
