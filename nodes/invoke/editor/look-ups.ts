import { ask } from '../../account/editor/ask';
import { savedAccount, type PresentAccount } from '../../account/editor/present-account';
import { textsOf } from '../../shared/editor/text';
import type { Entry } from './picker-list';
import type { Page, PageHandlers, Source } from './picker-source';

export interface Product {
  productKey: string;
  productName: string;
  deviceCount?: number;
}

export interface Device {
  deviceName: string;
  iotId: string;
  nickname?: string;
  status: string;
}

/** The ID of the account that the dialog shows now. */
export type AccountId = () => string;

type PageOf<T> = (answer: T) => Page;

const text = textsOf('aliyun-iot-invoke');

const SIGNS: Partial<Record<string, string>> = {
  ONLINE: 'fa-circle aliyun-iot-online',
  OFFLINE: 'fa-circle-o',
  UNACTIVE: 'fa-circle-o',
  DISABLE: 'fa-ban',
};

/** The products of an account. */
export function products(account: AccountId, pick: (product: Product) => void): Source {
  return {
    name: text('picker.products'),
    load: ({ search, next, refresh }, handlers) =>
      lookUp<{
        products: Product[];
        searched: number;
        total: number;
        pageCount: number;
        currentPage: number;
      }>(
        'products',
        { search, refresh, ...(next !== undefined && { currentPage: next }) },
        account,
        handlers,
        (answer) => ({
          entries: answer.products.map((product) => productEntry(product, () => pick(product))),
          total: answer.total,
          searched: answer.searched,
          ...(answer.currentPage < answer.pageCount && { next: answer.currentPage + 1 }),
        }),
      ),
  };
}

/**
 * The devices of a product.
 *
 * @param isChosen given where several can be picked: whether a device is.
 */
export function devices(
  account: AccountId,
  productKey: string,
  pick: (device: Device) => void,
  isChosen?: (device: Device) => boolean,
): Source {
  return {
    name: text('picker.devices'),
    multiple: isChosen !== undefined,
    load: ({ search, next, refresh }, handlers) =>
      lookUp<{ devices: Device[]; searched: number; total: number; nextToken?: string }>(
        'devices',
        { productKey, search, refresh, ...(next !== undefined && { nextToken: next }) },
        account,
        handlers,
        (answer) => ({
          entries: answer.devices.map((device) => ({
            ...deviceEntry(device, () => pick(device)),
            ...(isChosen && { isChosen: () => isChosen(device) }),
          })),
          total: answer.total,
          searched: answer.searched,
          ...(answer.nextToken !== undefined && { next: answer.nextToken }),
        }),
      ),
  };
}

/** Asks with the account that the dialog shows. */
export function lookUp<T>(
  path: string,
  request: object,
  account: AccountId,
  { page, failure }: PageHandlers,
  pageOf: PageOf<T>,
): () => void {
  const present: PresentAccount | undefined = savedAccount(account());
  if (!present) {
    failure({ message: text('picker.no-account') });
    return () => undefined;
  }
  return ask<T>(
    path,
    { account: present, ...request },
    { answer: (answer) => page(pageOf(answer)), failure },
  );
}

function productEntry({ productKey, productName, deviceCount }: Product, pick: () => void): Entry {
  const count = deviceCount === undefined ? '' : text('picker.device-count', { count: deviceCount });
  return { title: productName, code: productKey, aside: count, pick };
}

function deviceEntry({ deviceName, nickname, status }: Device, pick: () => void): Entry {
  const sign = SIGNS[status];
  const known = sign === undefined ? status : text(`device-status.${status}`);
  return {
    title: deviceName,
    aside: known,
    ...(sign !== undefined && { sign }),
    ...(nickname && { detail: nickname }),
    pick,
  };
}
