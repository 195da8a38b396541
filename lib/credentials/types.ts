/** What a request is signed with. */
export interface Credentials {
  accessKeyId: string;
  accessKeySecret: string;
  /** Present with temporary (STS) credentials. */
  securityToken?: string;
}

/** Where credentials come from. Called before each attempt; it must be cheap when nothing has to be refreshed. */
export interface CredentialProvider {
  /** Set by a source whose credentials never change: nobody has to wait for `get` then. */
  readonly fixed?: Credentials;
  /**
   * @param signal ends the wait when the call is aborted.
   * @throws AliyunIotError of kind `config` or `auth` that says which source failed and why, never with a secret.
   */
  get(signal?: AbortSignal): Promise<Credentials>;
  /** Forgets temporary credentials, so that the next `get` fetches new ones. */
  refresh(): void;
}
