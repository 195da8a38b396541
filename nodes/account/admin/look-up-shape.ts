import { AliyunIotError } from '../../../lib/errors';
import { flag, optional, text } from '../../shared/admin/shape';
import { dialogAccount } from './account-shape';

/** The fields of every look-up. */
export const lookUpFields = { account: dialogAccount, refresh: optional(flag) };

/** A ProductKey, DeviceName or IotId; what it may be made of is for the client to check. */
export const id = text(256);

/** What somebody typed to find something. */
export const searchText = optional(text(256));

/** Whether one of the texts has what is searched for in it, in upper or lower case. */
export function matches(search: string, ...texts: readonly string[]): boolean {
  return texts.some((each) => each.toLowerCase().includes(search.toLowerCase()));
}

/** A search by key or name is an extra; that it failed is no reason to hide the list. */
export function nothingFound(error: unknown): undefined {
  if (error instanceof AliyunIotError) return undefined;
  throw error;
}
