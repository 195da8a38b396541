import { AliyunIotError } from '../../lib/errors';
import { parseEndpoint, type SignatureAlgorithm } from '../../lib/openapi';
import type { Limits } from '../../lib/services';
import type { Lookup } from '../shared/env';
import { settingsError } from '../shared/problems';
import { SettingsReader } from '../shared/settings-reader';
import { LABELS } from './labels';
import { readLimits } from './limits';
import { readNetwork, type FindNode, type Network } from './network';
import type { AccountConfig, AccountCredentials } from './types';

/** What the dialog offers instead of a region. */
const SIMULATOR = 'simulator';

/** The keys that were typed. */
export interface Keys {
  accessKeyId: string;
  accessKeySecret: string;
  securityToken?: string;
}

interface CommonSettings {
  signature: SignatureAlgorithm;
  limits: Limits;
}

/** The account's settings, read and checked. The simulator has keys of its own and no instance ID. */
export type AccountSettings =
  | (CommonSettings & { where: 'simulator'; iotInstanceId?: never })
  | (CommonSettings & {
      where: 'cloud';
      endpoint: string;
      iotInstanceId?: string;
      keys: Keys | 'chain';
      network: Network;
    });

/**
 * Reads the settings of an account: replaces `${VAR}` in each of them and checks what can be checked here.
 *
 * @param config as the editor stored it.
 * @param credentials as Node-RED keeps them.
 * @param lookup where environment variables come from.
 * @param find finds the proxy and TLS nodes.
 * @throws AliyunIotError of kind `config` that lists everything that has to be corrected, never a value of a secret.
 */
export function readSettings(
  config: AccountConfig,
  credentials: AccountCredentials,
  lookup: Lookup,
  find: FindNode,
): AccountSettings {
  const reader = new SettingsReader(lookup);
  const endpoint = readEndpoint(reader, config);
  const common = {
    signature: readSignature(reader, config),
    limits: readLimits(reader, config, credentials),
  };
  if (endpoint === SIMULATOR) {
    complain(reader, config);
    return { ...common, where: 'simulator' };
  }
  const iotInstanceId = reader.text(LABELS.instanceId, config.iotInstanceId);
  const keys = readKeys(reader, config, credentials);
  const network = readNetwork(reader, config, find);
  complain(reader, config);
  return {
    ...common,
    where: 'cloud',
    endpoint,
    keys,
    network,
    ...(iotInstanceId !== '' && { iotInstanceId }),
  };
}

function complain({ problems }: SettingsReader, { name, id }: AccountConfig): void {
  if (problems.length > 0) {
    const label = name || id;
    throw settingsError(
      { en: `The account "${label}" cannot be used yet`, zh: `账号“${label}”暂时无法使用` },
      problems,
    );
  }
}

function readEndpoint(reader: SettingsReader, { endpoint: setting }: AccountConfig): string {
  const before = reader.problems.length;
  const endpoint = reader.text(LABELS.endpoint, setting);
  if (endpoint === SIMULATOR || reader.problems.length > before) {
    return endpoint;
  }
  try {
    parseEndpoint(endpoint);
  } catch (error) {
    if (!(error instanceof AliyunIotError)) {
      throw error;
    }
    reader.add(LABELS.endpoint, error.code, error.in('en'), error.in('zh'));
  }
  return endpoint;
}

function readSignature(reader: SettingsReader, { signature }: AccountConfig): SignatureAlgorithm {
  const text = reader.text(LABELS.signature, signature);
  if (text === 'hmac-sha1' || text === 'acs3-hmac-sha256' || text === '') {
    return text || 'acs3-hmac-sha256';
  }
  reader.add(
    LABELS.signature,
    'signature-unknown',
    'choose acs3-hmac-sha256 or hmac-sha1.',
    '请选择 acs3-hmac-sha256 或 hmac-sha1。',
  );
  return 'acs3-hmac-sha256';
}

function readKeys(
  reader: SettingsReader,
  { credentialSource }: AccountConfig,
  credentials: AccountCredentials,
): Keys | 'chain' {
  if (reader.text(LABELS.credentials, credentialSource) === 'chain') {
    return 'chain';
  }
  const accessKeyId = reader.key(LABELS.accessKeyId, credentials.accessKeyId);
  const accessKeySecret = reader.key(LABELS.accessKeySecret, credentials.accessKeySecret);
  const securityToken = reader.optionalKey(LABELS.securityToken, credentials.securityToken);
  return { accessKeyId, accessKeySecret, ...(securityToken !== '' && { securityToken }) };
}
