/** Where the keys of a request come from. */
export type { CredentialProvider, Credentials } from './types';
