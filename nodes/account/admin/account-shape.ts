import { object, optional, text, type Shape } from '../../shared/admin/shape';
import type { AccountConfig, AccountCredentials } from '../types';

/** The settings of an account that decide how it reaches the platform, as a dialog has them. */
export type DialogConfig = Pick<
  AccountConfig,
  'endpoint' | 'iotInstanceId' | 'signature' | 'credentialSource' | 'proxy' | 'tls' | 'models'
>;

/** An account as a dialog sends it: a deployed one by its ID, with what may have been changed since. */
export interface DialogAccount {
  id?: string;
  config?: DialogConfig;
  credentials?: AccountCredentials;
}

/** Thing models come along, each up to 512 KB. */
const MAX_MODELS = 4_000_000;
const MAX_SETTING = 1_000;
/** STS tokens have no documented length; those seen have some 1,000 characters. */
const MAX_KEY = 8_000;

const setting = optional(text(MAX_SETTING));
const key = optional(text(MAX_KEY));

export const dialogAccount: Shape<DialogAccount> = object<DialogAccount>({
  id: optional(text(64)),
  config: optional(
    object<DialogConfig>({
      endpoint: setting,
      iotInstanceId: setting,
      signature: setting,
      credentialSource: setting,
      proxy: setting,
      tls: setting,
      models: optional(text(MAX_MODELS)),
    }),
  ),
  credentials: optional(
    object<AccountCredentials>({ accessKeyId: key, accessKeySecret: key, securityToken: key }),
  ),
});
