import type { NodeAPI } from 'node-red';
import { configError } from '../../lib/errors';
import type { Client } from '../../lib/services';
import type { AccountNode, Loan } from './types';

/**
 * The client of an account node. Looked up for each message and not kept: a deploy replaces the account.
 *
 * @param id the account node's ID, as the dialog stored it.
 * @throws AliyunIotError of kind `config` when no account was chosen, it is gone, or its settings are not complete.
 */
export function clientOf(RED: NodeAPI, id: string | undefined): Promise<Client> {
  const account = findAccount(RED, id);
  return account ? account.client() : Promise.reject(missing(id));
}

/**
 * What a subscription of an account needs; see `AccountNode.lend`.
 *
 * @param id the account node's ID, as the dialog stored it.
 * @throws AliyunIotError of kind `config` when no account was chosen, it is gone, or its settings are not complete.
 */
export function loanOf(RED: NodeAPI, id: string | undefined): Promise<Loan> {
  const account = findAccount(RED, id);
  return account ? account.lend() : Promise.reject(missing(id));
}

/**
 * Whether there is such an account node and its settings are complete, as far as this shows before the first call.
 *
 * @param id the account node's ID, as the dialog stored it.
 */
export function hasCompleteAccount(RED: NodeAPI, id: string | undefined): boolean {
  return findAccount(RED, id)?.isComplete() === true;
}

/**
 * The account node of this ID as it is deployed; undefined when there is none.
 *
 * @param id the node's ID, as a dialog sent it.
 */
export function deployedAccount(RED: NodeAPI, id: string | undefined): AccountNode | undefined {
  const account = findAccount(RED, id);
  return account?.type === 'aliyun-iot-account' ? account : undefined;
}

function findAccount(RED: NodeAPI, id: string | undefined): AccountNode | undefined {
  const node = id ? (RED.nodes.getNode(id) as Partial<AccountNode> | null) : undefined;
  // Also an unknown node of this ID has no client: a type of a package that is not installed.
  return typeof node?.client === 'function' ? (node as AccountNode) : undefined;
}

function missing(id: string | undefined): Error {
  return id
    ? configError('account-not-found', {
        en: 'The account chosen in this node does not exist or is disabled. Open the node, choose another account and deploy.',
        zh: '该节点所选的账号不存在或已禁用。请打开节点，重新选择账号并部署。',
      })
    : configError('account-missing', {
        en: 'No account is chosen in this node. Open the node, choose an account (the simulator needs no keys) and deploy.',
        zh: '该节点没有选择账号。请打开节点，选择一个账号（模拟器无需密钥）并部署。',
      });
}
