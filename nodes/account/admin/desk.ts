import type { NodeAPI } from 'node-red';
import type { Client } from '../../../lib/services';
import type { AdminCall } from '../../shared/admin/routes';
import { simulatorOwner } from '../simulator-owner';
import type { DialogAccount } from './account-shape';
import { resolveAccount, type ResolvedAccount } from './resolve-account';
import { TemporaryAccounts } from './temporary-accounts';

/** Looks something up, or takes what was found a moment ago. */
export type LookUp = <T>(
  question: readonly unknown[],
  read: (client: Client, signal: AbortSignal) => Promise<T>,
) => Promise<T>;

/** What every request has that is about an account. */
export interface DeskRequest {
  account: DialogAccount;
  /** Wants what is so now, not what was found a moment ago. */
  refresh?: boolean;
}

/** Where the routes get the account that a dialog means. */
export class AccountDesk {
  readonly #RED: NodeAPI;
  readonly #accounts: TemporaryAccounts;

  constructor(RED: NodeAPI, accounts = new TemporaryAccounts(simulatorOwner, RED.events)) {
    this.#RED = RED;
    this.#accounts = accounts;
  }

  /**
   * @throws AliyunIotError of kind `config` or `permission`, see `resolveAccount`.
   */
  resolve({ account }: DeskRequest, call: AdminCall): Promise<ResolvedAccount> {
    return resolveAccount(this.#RED, account, call);
  }

  /** Does something with the client of an account, and does it now. */
  withClient<T>({ settings }: ResolvedAccount, work: (client: Client) => Promise<T>): Promise<T> {
    return this.#accounts.use(settings, async ({ connection }) => work(await connection.client()));
  }

  /** Does something that looks things up with an account; what it finds is shared and kept for a while. */
  lookUp<T>(
    { settings }: ResolvedAccount,
    { refresh }: DeskRequest,
    { signal }: AdminCall,
    work: (lookUp: LookUp) => Promise<T>,
  ): Promise<T> {
    return this.#accounts.use(settings, ({ connection, cache }) =>
      work((question, read) =>
        cache.get(JSON.stringify(question), { signal, refresh }, async (stop) =>
          read(await connection.client(), stop),
        ),
      ),
    );
  }
}
