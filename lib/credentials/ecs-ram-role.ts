import { configError, type Texts } from '../errors';
import { notSetUp, refused } from './failures';
import { askOnce, type SmallAnswer } from './small-http';
import { isOn, type SourceOptions, type Surroundings, surroundingsOf } from './surroundings';
import { type TemporaryCredentials, TemporaryProvider } from './temporary';
import { readTemporary } from './temporary-answer';
import type { CredentialProvider } from './types';

const SOURCE: Texts = { en: 'the ECS metadata service', zh: 'ECS 元数据服务' };
const ROLES = '/latest/meta-data/ram/security-credentials/';
const TOKEN_TTL_S = '21600';
const TOKEN_TIMEOUT_MS = 2_000;

/**
 * The RAM role of the ECS instance this runs on. The metadata service is asked only when a role is named: elsewhere its
 * address leads nowhere, and the question would hang.
 *
 * @param options also `roleName`, default `ALIBABA_CLOUD_ECS_METADATA`.
 * @see https://help.aliyun.com/zh/sdk/developer-reference/v2-manage-node-js-access-credentials
 */
export function ecsRamRoleCredentials(
  options: SourceOptions & { roleName?: string | undefined } = {},
): CredentialProvider {
  const surroundings = surroundingsOf(options);
  return roleProvider(surroundings, () => {
    if (isSwitchedOff(surroundings)) throw notSetUp(DISABLED);
    const role = options.roleName || surroundings.env.ALIBABA_CLOUD_ECS_METADATA;
    if (!role) throw notSetUp(NO_ROLE);
    return role;
  });
}

/**
 * The same for a profile that chose this source.
 *
 * @param roleName when it is empty, the metadata service is asked for the instance's only role.
 */
export function ecsRamRoleOfProfile(surroundings: Surroundings, roleName = ''): CredentialProvider {
  return roleProvider(surroundings, () => {
    if (isSwitchedOff(surroundings)) throw switchedOff();
    return roleName;
  });
}

function roleProvider(surroundings: Surroundings, roleName: () => string): CredentialProvider {
  return new TemporaryProvider(roleName, (role) => fetchCredentials(surroundings, role));
}

function isSwitchedOff({ env }: Surroundings): boolean {
  return isOn(env, 'ALIBABA_CLOUD_ECS_METADATA_DISABLED');
}

async function fetchCredentials(surroundings: Surroundings, named: string): Promise<TemporaryCredentials> {
  const headers = await tokenHeaders(surroundings);
  const read = (path: string): Promise<SmallAnswer> =>
    askOnce({ source: SOURCE, method: 'GET', url: surroundings.metadataUrl + path, headers });
  const role = named || roleOf(await read(ROLES));
  return readTemporary(SOURCE, await read(ROLES + encodeURIComponent(role)));
}

/** The token of IMDSv2. Without one the questions are asked as in v1, unless that is switched off. */
async function tokenHeaders({ env, metadataUrl }: Surroundings): Promise<Record<string, string>> {
  try {
    const answer = await askOnce({
      source: SOURCE,
      method: 'PUT',
      url: `${metadataUrl}/latest/api/token`,
      headers: { 'X-aliyun-ecs-metadata-token-ttl-seconds': TOKEN_TTL_S },
      timeoutMs: TOKEN_TIMEOUT_MS,
    });
    if (answer.status !== 200) throw refused(SOURCE, answer);
    return { 'X-aliyun-ecs-metadata-token': answer.body.trim() };
  } catch (error) {
    if (isOn(env, 'ALIBABA_CLOUD_IMDSV1_DISABLED')) throw error;
    return {};
  }
}

function roleOf({ status, body }: SmallAnswer): string {
  const role = body.trim();
  if (status !== 200 || role === '') throw refused(SOURCE, { status });
  return role;
}

const NO_ROLE: Texts = {
  en: 'ECS RAM role: ALIBABA_CLOUD_ECS_METADATA does not name a role, so the metadata service was not asked.',
  zh: 'ECS RAM 角色：没有用 ALIBABA_CLOUD_ECS_METADATA 指定角色，因此未访问元数据服务。',
};

const DISABLED: Texts = {
  en: 'ECS RAM role: switched off by ALIBABA_CLOUD_ECS_METADATA_DISABLED.',
  zh: 'ECS RAM 角色：已由 ALIBABA_CLOUD_ECS_METADATA_DISABLED 关闭。',
};

function switchedOff(): Error {
  return configError('credentials-disabled', {
    en: 'The profile asks for the ECS RAM role, but ALIBABA_CLOUD_ECS_METADATA_DISABLED switches it off. Remove one of the two.',
    zh: '配置文件要求使用 ECS RAM 角色，但 ALIBABA_CLOUD_ECS_METADATA_DISABLED 已将其关闭。请去掉其中之一。',
  });
}
