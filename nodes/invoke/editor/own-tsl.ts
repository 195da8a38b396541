import { levelOf } from '../../../lib/tsl';
import type { ServiceDocument } from './stored-service';

/** A service with the custom module it belongs to, if it belongs to one. */
export interface ListedService extends ServiceDocument {
  module?: { id: string; name: string };
}

/** The services of a TSL that was given to the node itself, as the node stores them. */
export interface OwnTsl {
  /** Empty when the TSL names none. */
  productKey: string;
  validate: string;
  services: ListedService[];
}

/**
 * Reads what a node has stored.
 *
 * @returns undefined when there is nothing, or nothing that can be read.
 */
export function readOwnTsl(json: string): OwnTsl | undefined {
  try {
    const { productKey, validate, services } = (JSON.parse(json) ?? {}) as Partial<OwnTsl>;
    if (!Array.isArray(services) || !services.every(isService)) return undefined;
    return { productKey: productKey ?? '', validate: levelOf(validate), services };
  } catch {
    return undefined;
  }
}

/**
 * Adds modules to what a node keeps; those it has are replaced. Modules of another product do not stay beside them.
 *
 * @param modules the IDs of the modules that are added; empty for the default one.
 */
export function withModules(kept: OwnTsl | undefined, added: OwnTsl, modules: readonly string[]): OwnTsl {
  const isOther = kept?.productKey && added.productKey && kept.productKey !== added.productKey;
  if (!kept || isOther) return added;
  const others = kept.services.filter(({ module }) => !modules.includes(module?.id ?? ''));
  return {
    productKey: added.productKey || kept.productKey,
    validate: added.validate,
    services: [...others, ...added.services].sort(byModule),
  };
}

/** The default module first. */
function byModule(one: ListedService, other: ListedService): number {
  return Number(one.module !== undefined) - Number(other.module !== undefined);
}

function isService(service: Partial<ListedService> | null): service is ListedService {
  return typeof service?.identifier === 'string' && Array.isArray(service.inputData);
}
