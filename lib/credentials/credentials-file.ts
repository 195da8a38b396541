import path from 'node:path';
import { configError, type Texts } from '../errors';
import { checkCredentials, type Field } from './check';
import { ecsRamRoleOfProfile } from './ecs-ram-role';
import { notSetUp } from './failures';
import { FileProvider, type Profile, readIfThere, textOf } from './file-provider';
import { parseIni } from './ini';
import { constant } from './static';
import { type SourceOptions, type Surroundings, surroundingsOf } from './surroundings';
import type { CredentialProvider } from './types';

const KEYS: Readonly<Record<Field, string>> = {
  accessKeyId: 'access_key_id',
  accessKeySecret: 'access_key_secret',
  securityToken: 'security_token',
};

/**
 * The credentials file of the SDKs: `ALIBABA_CLOUD_CREDENTIALS_FILE`, or `~/.alibabacloud/credentials`; its section
 * `ALIBABA_CLOUD_PROFILE`, or `default`. Types access_key, sts and ecs_ram_role.
 *
 * @see https://help.aliyun.com/zh/sdk/developer-reference/v2-manage-node-js-access-credentials
 */
export function fileCredentials(options: SourceOptions = {}): CredentialProvider {
  const surroundings = surroundingsOf(options);
  const { env, home } = surroundings;
  const file = env.ALIBABA_CLOUD_CREDENTIALS_FILE || path.join(home, '.alibabacloud', 'credentials');
  const section = env.ALIBABA_CLOUD_PROFILE || 'default';
  return new FileProvider(
    () => loadSection(file, section, env.ALIBABA_CLOUD_CREDENTIALS_FILE !== undefined),
    (profile) =>
      providerOf(profile, { en: `[${section}] in ${file}`, zh: `${file} 的 [${section}]` }, surroundings),
  );
}

async function loadSection(file: string, section: string, named: boolean): Promise<Profile> {
  const text = await readIfThere(file);
  if (text === undefined && named) {
    throw configError('credentials-file', {
      en: `ALIBABA_CLOUD_CREDENTIALS_FILE names ${file}, which does not exist.`,
      zh: `ALIBABA_CLOUD_CREDENTIALS_FILE 指定的文件 ${file} 不存在。`,
    });
  }
  if (text === undefined) {
    throw notSetUp({ en: `Credentials file: there is no ${file}.`, zh: `凭据文件：文件 ${file} 不存在。` });
  }
  const profile = parseIni(text).get(section);
  if (!profile) {
    throw notSetUp({
      en: `Credentials file: ${file} has no section [${section}].`,
      zh: `凭据文件：${file} 中没有 [${section}] 一节。`,
    });
  }
  return profile;
}

function providerOf(section: Profile, place: Texts, surroundings: Surroundings): CredentialProvider {
  const type = textOf(section, 'type')?.trim() ?? '';
  switch (type) {
    case 'access_key':
    case 'sts':
      return keysOf(section, place, type);
    case 'ecs_ram_role':
      return ecsRamRoleOfProfile(surroundings, textOf(section, 'role_name')?.trim());
    default:
      throw configError('credentials-mode-unsupported', {
        en: `${place.en} has the type "${type}", which is not supported here. Use access_key, sts or ecs_ram_role.`,
        zh: `${place.zh} 使用了类型“${type}”，这里不支持。请使用 access_key、sts 或 ecs_ram_role。`,
      });
  }
}

function keysOf(section: Profile, place: Texts, type: 'access_key' | 'sts'): CredentialProvider {
  const values = {
    accessKeyId: textOf(section, KEYS.accessKeyId),
    accessKeySecret: textOf(section, KEYS.accessKeySecret),
    securityToken: type === 'sts' ? textOf(section, KEYS.securityToken) : undefined,
  };
  const placeOf = (field: Field): Texts => ({
    en: `${KEYS[field]} of ${place.en}`,
    zh: `${place.zh} 中的 ${KEYS[field]}`,
  });
  return constant(checkCredentials(values, placeOf, type === 'sts'));
}
