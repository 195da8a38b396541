import type { NodeAPI } from 'node-red';
import { AliyunIotError, configError, ValidationError } from '../../../lib/errors';
import { REGIONS } from '../../../lib/openapi';
import type { AdminCall } from '../../shared/admin/routes';
import { environmentOf, expand, globalEnvironmentOf, type Lookup } from '../../shared/env';
import { withoutUndefined } from '../../shared/without-undefined';
import { deployedAccount } from '../find';
import { readSettings, type AccountSettings } from '../settings';
import type { AccountConfig, AccountCredentials, AccountNode } from '../types';
import type { DialogAccount, DialogConfig } from './account-shape';

/** An account that can be used for a look-up. */
export interface ResolvedAccount {
  settings: AccountSettings;
  /** The thing models kept with it, as they were typed. */
  models: string;
}

/** What Node-RED shows the browser in place of a password. */
const UNCHANGED = '__PWRD__';
/** Where the keys go. A stored key goes nowhere else. */
const DESTINATION = ['endpoint', 'proxy', 'tls'] as const;
const WAY = [...DESTINATION, 'iotInstanceId', 'signature', 'credentialSource'] as const;
const KEYS = ['accessKeyId', 'accessKeySecret', 'securityToken'] as const;

/**
 * The account that a dialog means: what it sends, and what is deployed for all it does not send. Two things are
 * guarded: a stored key is only used where it is deployed to go, and what a person who must not deploy could not have
 * done anyway stays out of reach, such as to send an environment variable to an address of their choice.
 *
 * @throws AliyunIotError of kind `config` or `permission`.
 */
export async function resolveAccount(
  RED: NodeAPI,
  dialog: DialogAccount,
  call: AdminCall,
): Promise<ResolvedAccount> {
  const deployed = deployedAccount(RED, dialog.id);
  if (!deployed && !dialog.config) throw nothingGiven(dialog.id);
  const account = new AskedAccount(RED, dialog, deployed);
  account.refuseToMoveStoredKeys();
  if (!account.isAsDeployed() && !account.isHarmless() && !(await call.mayDeploy())) throw mustDeploy();
  return account.resolve();
}

/** The values of a dialog over those that are deployed. */
class AskedAccount {
  readonly #lookup: Lookup;
  readonly #stored: AccountConfig | undefined;
  readonly #storedKeys: AccountCredentials;
  readonly #config: AccountConfig;
  readonly #sentKeys: AccountCredentials;

  constructor(
    private readonly RED: NodeAPI,
    { config = {}, credentials = {} }: DialogAccount,
    deployed: AccountNode | undefined,
  ) {
    this.#lookup = deployed ? environmentOf(RED, deployed) : globalEnvironmentOf(RED);
    this.#stored = deployed?.stored;
    this.#storedKeys = deployed?.credentials ?? {};
    this.#config = { ...(this.#stored ?? newAccount(config.endpoint)), ...withoutUndefined(config) };
    this.#sentKeys = Object.fromEntries(
      Object.entries(credentials as object).filter(([, value]) => value !== undefined && value !== UNCHANGED),
    );
  }

  /** @throws AliyunIotError when a key that is stored would have to go where it is not deployed to go. */
  refuseToMoveStoredKeys(): void {
    const needsStored = KEYS.some((key) => this.#storedKeys[key] && this.#sentKeys[key] === undefined);
    if (this.#usesKeys && needsStored && !this.#isSame(DESTINATION)) throw enterAgain();
  }

  /** Nothing is used but what flows use as well. */
  isAsDeployed(): boolean {
    return this.#stored !== undefined && this.#isSame(WAY) && (!this.#usesKeys || this.#hasSameKeys());
  }

  /** Nothing of this machine is used or reached: the simulator, or a region with keys that were typed. */
  isHarmless(): boolean {
    const { endpoint = '', proxy, tls } = this.#config;
    if (endpoint === 'simulator') return true;
    const values = [...WAY.map((field) => this.#config[field]), ...KEYS.map((key) => this.#sentKeys[key])];
    return (
      (REGIONS as readonly string[]).includes(endpoint) &&
      this.#usesKeys &&
      !proxy &&
      !tls &&
      !KEYS.some((key) => this.#storedKeys[key] && this.#sentKeys[key] === undefined) &&
      !values.some((value) => value?.includes('${'))
    );
  }

  resolve(): ResolvedAccount {
    const credentials = { ...this.#storedKeys, ...this.#sentKeys };
    const find = (id: string): object | null => this.RED.nodes.getNode(id);
    return {
      settings: readSettings(this.#config, credentials, this.#lookup, find),
      models: this.#config.models ?? '',
    };
  }

  get #usesKeys(): boolean {
    return this.#config.endpoint !== 'simulator' && this.#config.credentialSource !== 'chain';
  }

  #isSame(fields: readonly (keyof DialogConfig)[]): boolean {
    return fields.every((field) => this.#value(this.#config[field]) === this.#value(this.#stored?.[field]));
  }

  #hasSameKeys(): boolean {
    return KEYS.every(
      (key) =>
        this.#sentKeys[key] === undefined ||
        this.#value(this.#sentKeys[key]) === this.#value(this.#storedKeys[key]),
    );
  }

  /** Node-RED has replaced `${VAR}` in what is deployed, and not in what the dialog sends. */
  #value(value: string | undefined): string {
    return expand(value ?? '', this.#lookup).text.trim();
  }
}

/** Named by its endpoint in errors: it has no other name yet. */
function newAccount(endpoint = ''): AccountConfig {
  return { id: '', type: 'aliyun-iot-account', name: endpoint, z: '' };
}

function nothingGiven(id: string | undefined): AliyunIotError {
  return id === undefined
    ? new ValidationError([
        {
          path: 'request.account',
          rule: 'missing',
          texts: { en: 'has neither id nor config.', zh: '既没有 id 也没有 config。' },
        },
      ])
    : configError('account-not-deployed', {
        en: 'This account is not deployed yet. Open it, or deploy it first.',
        zh: '该账号尚未部署。请先打开该账号或部署。',
      });
}

function enterAgain(): AliyunIotError {
  return configError('secret-needed', {
    en: 'Endpoint, proxy or TLS differ from what is deployed, and the stored keys are not sent anywhere else. Enter the AccessKey ID, the secret (and the STS token) again, or deploy first.',
    zh: '接入地址、代理或 TLS 与已部署的设置不同，已保存的密钥不会发送到别处。请重新填写 AccessKey ID 和 Secret（以及 STS Token），或先部署。',
  });
}

function mustDeploy(): AliyunIotError {
  return new AliyunIotError({
    code: 'deploy-permission-needed',
    kind: 'permission',
    executed: 'no',
    texts: {
      en: 'You may look things up with the accounts that are deployed. These settings are not, and to try them out takes the permission to deploy (flows.write).',
      zh: '您可以使用已部署的账号进行查询。当前设置尚未部署，试用它们需要部署权限（flows.write）。',
    },
  });
}
