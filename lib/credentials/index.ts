/** Where the keys of a request come from. */
export { defaultChain } from './chain';
export { checkCredentials } from './check';
export { fileCredentials } from './credentials-file';
export { ecsRamRoleCredentials } from './ecs-ram-role';
export { environmentCredentials } from './environment';
export { oidcCredentials } from './oidc';
export { profileCredentials } from './profile';
export { staticCredentials } from './static';
export type { CredentialProvider, Credentials } from './types';
export { uriCredentials } from './uri';
