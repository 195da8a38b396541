import { checkCredentials, type Field } from './check';
import { notSetUp } from './failures';
import type { Environment } from './surroundings';
import type { CredentialProvider, Credentials } from './types';

const VARIABLES: Readonly<Record<Field, string>> = {
  accessKeyId: 'ALIBABA_CLOUD_ACCESS_KEY_ID',
  accessKeySecret: 'ALIBABA_CLOUD_ACCESS_KEY_SECRET',
  securityToken: 'ALIBABA_CLOUD_SECURITY_TOKEN',
};

/**
 * Keys in environment variables, read anew each time.
 *
 * @see https://help.aliyun.com/zh/sdk/developer-reference/v2-manage-node-js-access-credentials
 */
export function environmentCredentials(env: Environment = process.env): CredentialProvider {
  // An async function, so that a wrong variable rejects and never throws.
  return { get: async () => Promise.resolve(read(env)), refresh: () => undefined };
}

function read(env: Environment): Credentials {
  const { accessKeyId, accessKeySecret, securityToken } = VARIABLES;
  if (!env[accessKeyId] && !env[accessKeySecret]) {
    throw notSetUp({
      en: `Environment: ${accessKeyId} and ${accessKeySecret} are not set.`,
      zh: `环境变量：没有设置 ${accessKeyId} 和 ${accessKeySecret}。`,
    });
  }
  const values = {
    accessKeyId: env[accessKeyId],
    accessKeySecret: env[accessKeySecret],
    securityToken: env[securityToken],
  };
  return checkCredentials(values, (field) => ({
    en: `environment variable ${VARIABLES[field]}`,
    zh: `环境变量 ${VARIABLES[field]}`,
  }));
}
