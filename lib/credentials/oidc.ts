import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type AliyunIotError, configError, type Texts } from '../errors';
import { notSetUp } from './failures';
import { askOnce } from './small-http';
import { isOn, type SourceOptions, type Surroundings, surroundingsOf } from './surroundings';
import { type TemporaryCredentials, TemporaryProvider } from './temporary';
import { readTemporary } from './temporary-answer';
import type { CredentialProvider } from './types';

/** Each has an environment variable that is used when it is not given. */
export interface OidcSettings {
  /** `ALIBABA_CLOUD_ROLE_ARN` */
  roleArn?: string | undefined;
  /** `ALIBABA_CLOUD_OIDC_PROVIDER_ARN` */
  providerArn?: string | undefined;
  /** `ALIBABA_CLOUD_OIDC_TOKEN_FILE` */
  tokenFile?: string | undefined;
  /** `ALIBABA_CLOUD_ROLE_SESSION_NAME` */
  sessionName?: string | undefined;
  /** `ALIBABA_CLOUD_STS_REGION` */
  region?: string | undefined;
  /** `ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED` */
  vpc?: boolean | undefined;
}

interface Exchange {
  url: string;
  tokenFile: string;
  parameters: Readonly<Record<string, string>>;
}

const SOURCE: Texts = { en: 'the Security Token Service', zh: '安全令牌服务（STS）' };

/**
 * A RAM role for whoever holds an OIDC token, such as a pod in a cluster: the token is exchanged with
 * AssumeRoleWithOIDC, and its file read anew each time, since the cluster replaces it.
 *
 * @see https://help.aliyun.com/zh/sdk/developer-reference/v2-manage-node-js-access-credentials
 */
export function oidcCredentials(options: SourceOptions & OidcSettings = {}): CredentialProvider {
  const surroundings = surroundingsOf(options);
  return new TemporaryProvider(
    () => readSettings(surroundings, options),
    (exchange) => assumeRole(exchange, surroundings.stsAgent),
  );
}

function readSettings({ env, stsUrl }: Surroundings, given: OidcSettings): Exchange {
  const roleArn = given.roleArn || env.ALIBABA_CLOUD_ROLE_ARN;
  const providerArn = given.providerArn || env.ALIBABA_CLOUD_OIDC_PROVIDER_ARN;
  const tokenFile = given.tokenFile || env.ALIBABA_CLOUD_OIDC_TOKEN_FILE;
  if (!roleArn || !providerArn || !tokenFile) {
    const missing = Object.entries({
      ROLE_ARN: roleArn,
      OIDC_PROVIDER_ARN: providerArn,
      OIDC_TOKEN_FILE: tokenFile,
    })
      .filter(([, value]) => !value)
      .map(([name]) => `ALIBABA_CLOUD_${name}`);
    throw notSetUp({
      en: `OIDC: not set: ${missing.join(', ')}.`,
      zh: `OIDC：没有设置 ${missing.join('、')}。`,
    });
  }
  const vpc = given.vpc ?? isOn(env, 'ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED');
  return {
    url: stsUrl ?? stsUrlOf(given.region || env.ALIBABA_CLOUD_STS_REGION || '', vpc),
    tokenFile,
    parameters: {
      Action: 'AssumeRoleWithOIDC',
      Version: '2015-04-01',
      Format: 'JSON',
      RoleArn: roleArn,
      OIDCProviderArn: providerArn,
      RoleSessionName: given.sessionName || env.ALIBABA_CLOUD_ROLE_SESSION_NAME || 'node-red-aliyun-iot',
    },
  };
}

function stsUrlOf(region: string, vpc: boolean): string {
  if (region === '') return 'https://sts.aliyuncs.com/';
  // The token goes to this host: nothing but a region may choose it.
  if (!/^[a-z0-9-]+$/.test(region)) {
    throw configError('sts-region-invalid', {
      en: 'The region of the Security Token Service is not a region ID such as cn-shanghai. Check ALIBABA_CLOUD_STS_REGION.',
      zh: '安全令牌服务（STS）的地域不是 cn-shanghai 这样的地域 ID。请检查 ALIBABA_CLOUD_STS_REGION。',
    });
  }
  return `https://${vpc ? 'sts-vpc' : 'sts'}.${region}.aliyuncs.com/`;
}

async function assumeRole(
  { url, tokenFile, parameters }: Exchange,
  agent: Surroundings['stsAgent'],
): Promise<TemporaryCredentials> {
  const form = new URLSearchParams({
    ...parameters,
    OIDCToken: await readToken(tokenFile),
    Timestamp: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    SignatureNonce: randomUUID(),
  });
  const answer = await askOnce({
    source: SOURCE,
    method: 'POST',
    url,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' },
    body: form.toString(),
    agent,
  });
  return readTemporary(SOURCE, answer);
}

async function readToken(file: string): Promise<string> {
  const token = await readFile(file, 'utf8').catch((error: unknown) => {
    throw tokenFileError((error as NodeJS.ErrnoException).code ?? 'unreadable');
  });
  if (token.trim() === '') throw tokenFileError('empty');
  return token.trim();
}

function tokenFileError(detail: string): AliyunIotError {
  return configError('oidc-token-file', {
    en: `The OIDC token file cannot be used (${detail}). Check ALIBABA_CLOUD_OIDC_TOKEN_FILE.`,
    zh: `OIDC 令牌文件无法使用（${detail}）。请检查 ALIBABA_CLOUD_OIDC_TOKEN_FILE。`,
  });
}
