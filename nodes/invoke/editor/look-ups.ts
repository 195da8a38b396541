import { ask, inLanguage } from '../../account/editor/ask';
import { savedAccount, type PresentAccount } from '../../account/editor/present-account';
import { textsOf } from '../../shared/editor/text';
import type { Entry } from './picker-list';
import type { Page, PageHandlers, Source } from './picker';
import { modeOf, type StoredService, type ServiceDocument } from './stored-service';

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

interface Model {
  validate: string;
  services: (ServiceDocument & { module?: { id: string; name: string } })[];
  notice?: { message: string; messageZh?: string };
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
      lookUp<{ products: Product[]; total: number; pageCount: number; currentPage: number }>(
        'products',
        { search, refresh, ...(next !== undefined && { currentPage: next }) },
        account,
        handlers,
        (answer) => ({
          entries: answer.products.map((product) => productEntry(product, () => pick(product))),
          ...(search === '' && { total: answer.total }),
          ...(answer.currentPage < answer.pageCount && { next: answer.currentPage + 1 }),
        }),
      ),
  };
}

/** The devices of a product. */
export function devices(account: AccountId, productKey: string, pick: (device: Device) => void): Source {
  return {
    name: text('picker.devices'),
    load: ({ search, next, refresh }, handlers) =>
      lookUp<{ devices: Device[]; total: number; nextToken?: string }>(
        'devices',
        { productKey, search, refresh, ...(next !== undefined && { nextToken: next }) },
        account,
        handlers,
        (answer) => ({
          entries: answer.devices.map((device) => deviceEntry(device, () => pick(device))),
          ...(search === '' && { total: answer.total }),
          ...(answer.nextToken !== undefined && { next: answer.nextToken }),
        }),
      ),
  };
}

/** The services of a product, by module. Asked for once; what is searched is searched here. */
export function services(
  account: AccountId,
  productKey: string,
  pick: (service: StoredService) => void,
): Source {
  let known: Model | undefined;
  const pageOf = (model: Model, search: string): Page => ({
    entries: model.services
      .filter(({ identifier, name, desc = '' }) =>
        `${identifier} ${name} ${desc}`.toLowerCase().includes(search.toLowerCase()),
      )
      .map(({ module, ...service }) => ({
        ...serviceEntry(model.validate, service, () =>
          pick({ productKey, validate: model.validate, service }),
        ),
        ...(model.services.some((other) => other.module) && {
          group: module?.name ?? text('picker.default'),
        }),
      })),
    ...(model.notice && { notice: inLanguage(model.notice) }),
  });
  return {
    name: text('picker.services'),
    load: ({ search, refresh }, handlers) => {
      if (known && !refresh) {
        handlers.page(pageOf(known, search));
        return () => undefined;
      }
      return lookUp<Model>('model', { productKey, refresh }, account, handlers, (model) => {
        known = model;
        return pageOf(model, search);
      });
    },
  };
}

function lookUp<T>(
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

function serviceEntry(validate: string, service: ServiceDocument, pick: () => void): Entry {
  const { identifier, name, desc } = service;
  const mode = modeOf(validate, service);
  return {
    title: name,
    code: identifier,
    aside: mode ? text(`mode.${mode}`) : '',
    ...(desc && { detail: desc }),
    pick,
  };
}
