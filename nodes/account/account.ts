import type { NodeAPI } from 'node-red';
import type { Language } from '../../lib/errors';
import { environmentOf } from '../shared/env';
import { addAccountRoutes } from './admin';
import { Connection, isComplete, type ConnectionSource } from './connection';
import { lend } from './loan';
import { migrateAccount } from './migrate';
import { readSettings } from './settings';
import { simulatorOwner } from './simulator-owner';
import type { AccountConfig, AccountCredentials, AccountNode } from './types';

/**
 * Registers `aliyun-iot-account`, the config node that owns the one client its users share.
 */
export default function register(RED: NodeAPI): void {
  const language: Language = RED._('aliyun-iot-account.language') === 'zh' ? 'zh' : 'en';

  function Account(this: AccountNode, config: AccountConfig): void {
    RED.nodes.createNode(this, config);
    this.stored = migrateAccount(config);
    const source: ConnectionSource = {
      settings: () =>
        readSettings(this.stored, this.credentials, environmentOf(RED, this), (id) => RED.nodes.getNode(id)),
      simulator: simulatorOwner,
      tell: (texts) => this.warn(texts[language]),
    };
    const connection = new Connection(source);
    this.isComplete = () => isComplete(source);
    this.client = () => connection.client();
    this.lend = () => lend(source);
    this.on('close', (_removed: boolean, done: () => void) => {
      connection.close().then(done, (error: unknown) => {
        this.error(error);
        done();
      });
    });
  }

  RED.nodes.registerType<AccountNode, AccountConfig, object, AccountCredentials>(
    'aliyun-iot-account',
    Account,
    {
      credentials: {
        accessKeyId: { type: 'text' },
        accessKeySecret: { type: 'password' },
        securityToken: { type: 'password' },
        redisUrl: { type: 'password' },
      },
    },
  );
  addAccountRoutes(RED);
}
