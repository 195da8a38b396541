import { messageOf } from '../../account/editor/ask';
import { textsOf } from '../../shared/editor/text';
import { lookUp, type AccountId } from './look-ups';
import type { ListedService, OwnTsl } from './own-tsl';
import type { Page, PageHandlers, Source } from './picker-source';
import type { Entry } from './picker-list';
import { modeOf, type ServiceDocument, type StoredService } from './stored-service';

interface Model {
  validate: string;
  services: ListedService[];
  notice?: { message: string; messageZh?: string };
}

type Pick = (service: StoredService) => void;

const text = textsOf('aliyun-iot-invoke');

/** The services of a product, by module. Asked for once; what is searched is searched here. */
export function services(account: AccountId, productKey: string, pick: Pick): Source {
  let known: Model | undefined;
  return {
    name: text('picker.services'),
    load: ({ search, refresh }, handlers) => {
      if (known && !refresh) {
        handlers.page(pageOf(known, productKey, search, pick));
        return () => undefined;
      }
      return lookUp<Model>('model', { productKey, refresh }, account, withAdvice(handlers), (model) => {
        known = model;
        return pageOf(model, productKey, search, pick);
      });
    },
  };
}

/**
 * The services of the TSL that the node has been given.
 *
 * @param productKey of the product that the dialog names; empty when it names none.
 */
export function ownServices(tsl: OwnTsl, productKey: string, pick: Pick): Source {
  const isOther = productKey !== '' && tsl.productKey !== '' && productKey !== tsl.productKey;
  const notice = isOther ? text('tsl.other', { product: tsl.productKey }) : text('tsl.source');
  return {
    name: text('picker.services'),
    load: ({ search }, handlers) => {
      handlers.page({ ...pageOf(tsl, productKey || tsl.productKey, search, pick), notice });
      return () => undefined;
    },
  };
}

/** Who may not look the model up can do without. */
function withAdvice({ page, failure }: PageHandlers): PageHandlers {
  return {
    page,
    failure: (why) =>
      failure(why.ramAction ? { ...why, message: `${why.message} ${text('tsl.instead')}` } : why),
  };
}

function pageOf(model: Model, productKey: string, search: string, pick: Pick): Page {
  const { validate, services: all, notice } = model;
  const found = all.filter(({ identifier, name, desc = '' }) =>
    `${identifier} ${name} ${desc}`.toLowerCase().includes(search.toLowerCase()),
  );
  const hasModules = all.some(({ module }) => module);
  return {
    entries: found.map(({ module, ...service }) => ({
      ...serviceEntry(validate, service, () => pick({ productKey, validate, service })),
      ...(hasModules && { group: module?.name ?? text('picker.default') }),
    })),
    ...(notice && { notice: messageOf(notice) }),
  };
}

function serviceEntry(validate: string, service: ServiceDocument, pick: () => void): Entry {
  const { identifier, name, desc } = service;
  return {
    title: name,
    code: identifier,
    aside: text(`mode.${modeOf(validate, service) ?? 'unknown'}`),
    ...(desc && { detail: desc }),
    pick,
  };
}
