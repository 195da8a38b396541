import path from 'node:path';
import { type AliyunIotError, configError, type Texts } from '../errors';
import { checkCredentials, type Field } from './check';
import { ecsRamRoleOfProfile } from './ecs-ram-role';
import { notSetUp } from './failures';
import { FileProvider, type Profile, readIfThere, textOf } from './file-provider';
import { oidcCredentials } from './oidc';
import { constant } from './static';
import { isOn, type SourceOptions, type Surroundings, surroundingsOf } from './surroundings';
import type { CredentialProvider } from './types';

const KEYS: Readonly<Record<Field, string>> = {
  accessKeyId: 'access_key_id',
  accessKeySecret: 'access_key_secret',
  securityToken: 'sts_token',
};

/**
 * The profile of the Alibaba Cloud CLI in `~/.aliyun/config.json`: the one `ALIBABA_CLOUD_PROFILE` names, or the
 * current one. Modes AK, StsToken, EcsRamRole and OIDC.
 *
 * @see https://help.aliyun.com/zh/sdk/developer-reference/v2-manage-node-js-access-credentials
 */
export function profileCredentials(options: SourceOptions = {}): CredentialProvider {
  const surroundings = surroundingsOf(options);
  const file = path.join(surroundings.home, '.aliyun', 'config.json');
  return new FileProvider(
    () => loadProfile(file, surroundings),
    (profile) => providerOf(profile, file, surroundings),
  );
}

async function loadProfile(file: string, { env }: Surroundings): Promise<Profile> {
  if (isOn(env, 'ALIBABA_CLOUD_CLI_PROFILE_DISABLED')) throw notSetUp(DISABLED);
  const text = await readIfThere(file);
  if (text === undefined) {
    throw notSetUp({ en: `CLI profile: there is no ${file}.`, zh: `CLI 配置：文件 ${file} 不存在。` });
  }
  const config = parseConfig(text, file);
  const current = textOf(config, 'current');
  const name = env.ALIBABA_CLOUD_PROFILE || current || 'default';
  const profiles = Array.isArray(config.profiles) ? (config.profiles as unknown[]) : [];
  const profile = profiles.filter(isProfile).find((candidate) => candidate.name === name);
  if (!profile) {
    throw notSetUp({
      en: `CLI profile: ${file} has no profile "${name}".`,
      zh: `CLI 配置：${file} 中没有配置“${name}”。`,
    });
  }
  return profile;
}

function providerOf(profile: Profile, file: string, surroundings: Surroundings): CredentialProvider {
  const mode = textOf(profile, 'mode') ?? 'AK';
  switch (mode) {
    case 'AK':
    case 'StsToken':
      return keysOf(profile, file, mode);
    case 'EcsRamRole':
      return ecsRamRoleOfProfile(surroundings, textOf(profile, 'ram_role_name'));
    case 'OIDC':
      return oidcCredentials({
        ...surroundings,
        roleArn: textOf(profile, 'ram_role_arn'),
        providerArn: textOf(profile, 'oidc_provider_arn'),
        tokenFile: textOf(profile, 'oidc_token_file'),
        sessionName: textOf(profile, 'ram_session_name'),
        region: textOf(profile, 'sts_region'),
        vpc: typeof profile.enable_vpc === 'boolean' ? profile.enable_vpc : undefined,
      });
    default:
      throw modeUnsupported(mode, file);
  }
}

function keysOf(profile: Profile, file: string, mode: 'AK' | 'StsToken'): CredentialProvider {
  const name = textOf(profile, 'name') ?? '';
  const values = {
    accessKeyId: textOf(profile, KEYS.accessKeyId),
    accessKeySecret: textOf(profile, KEYS.accessKeySecret),
    securityToken: mode === 'StsToken' ? textOf(profile, KEYS.securityToken) : undefined,
  };
  // The CLI writes an empty profile when it is installed.
  if (!values.accessKeyId && !values.accessKeySecret) {
    throw notSetUp({
      en: `CLI profile: profile "${name}" in ${file} holds no AccessKey.`,
      zh: `CLI 配置：${file} 的配置“${name}”中没有 AccessKey。`,
    });
  }
  const place = (field: Field): Texts => ({
    en: `${KEYS[field]} of profile "${name}" in ${file}`,
    zh: `${file} 的配置“${name}”中的 ${KEYS[field]}`,
  });
  return constant(checkCredentials(values, place, mode === 'StsToken'));
}

const DISABLED: Texts = {
  en: 'CLI profile: switched off by ALIBABA_CLOUD_CLI_PROFILE_DISABLED.',
  zh: 'CLI 配置：已由 ALIBABA_CLOUD_CLI_PROFILE_DISABLED 关闭。',
};

function parseConfig(text: string, file: string): Profile {
  try {
    const config: unknown = JSON.parse(text);
    if (isProfile(config)) return config;
  } catch {
    // The parser's error would quote the file, and with it the keys.
  }
  throw configError('credentials-file', {
    en: `${file} is not the JSON that the Alibaba Cloud CLI writes. Run "aliyun configure", or set ALIBABA_CLOUD_CLI_PROFILE_DISABLED=true to leave it aside.`,
    zh: `${file} 不是阿里云 CLI 写入的 JSON。请运行“aliyun configure”，或设置 ALIBABA_CLOUD_CLI_PROFILE_DISABLED=true 以忽略该文件。`,
  });
}

function modeUnsupported(mode: string, file: string): AliyunIotError {
  return configError('credentials-mode-unsupported', {
    en: `The profile in ${file} has the mode "${mode}", which is not supported here. Use AK, StsToken, EcsRamRole or OIDC, or set ALIBABA_CLOUD_CLI_PROFILE_DISABLED=true to leave the file aside.`,
    zh: `${file} 中的配置使用了“${mode}”模式，这里不支持。请使用 AK、StsToken、EcsRamRole 或 OIDC，或设置 ALIBABA_CLOUD_CLI_PROFILE_DISABLED=true 以忽略该文件。`,
  });
}

function isProfile(value: unknown): value is Profile {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
