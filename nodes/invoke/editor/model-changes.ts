import { parseThingModel, writeService, type Parameter, type Service } from '../../../lib/tsl';
import type { StoredService } from './stored-service';

/** How a newer thing model differs from the one that a node keeps, as far as calls of the service notice it. */
export interface ModelChanges {
  /** Identifiers of inputs. */
  gone: string[];
  added: string[];
  /** Another type, range, list, length or size. */
  other: string[];
  results: boolean;
  /** Synchronous or asynchronous, or how strictly the platform checks. */
  mode: boolean;
}

/**
 * Compares what a node keeps with what there is now.
 *
 * @returns undefined when one of them cannot be read.
 */
export function changesOf(kept: StoredService, present: StoredService): ModelChanges | undefined {
  const [before, now] = [read(kept), read(present)];
  if (!before || !now) return undefined;
  const typesBefore = typesOf(before.inputs);
  const typesNow = typesOf(now.inputs);
  return {
    gone: [...typesBefore.keys()].filter((identifier) => !typesNow.has(identifier)),
    added: [...typesNow.keys()].filter((identifier) => !typesBefore.has(identifier)),
    other: [...typesNow]
      .filter(([identifier, type]) => (typesBefore.get(identifier) ?? type) !== type)
      .map(([identifier]) => identifier),
    results: written(before.outputs) !== written(now.outputs),
    mode: before.callType !== now.callType || kept.validate !== present.validate,
  };
}

/** Whether there is nothing to tell. */
export function isSame({ gone, added, other, results, mode }: ModelChanges): boolean {
  return gone.length + added.length + other.length === 0 && !results && !mode;
}

function read({ service }: StoredService): Service | undefined {
  try {
    return parseThingModel({ services: [service] }).services[0];
  } catch {
    return undefined;
  }
}

function typesOf(parameters: readonly Parameter[]): Map<string, string> {
  return new Map(parameters.map((parameter) => [parameter.identifier, written([parameter])]));
}

/** Names are left out: a call does not notice them. */
function written(parameters: readonly Parameter[]): string {
  const unnamed = parameters.map((parameter) => ({ ...parameter, name: '' }));
  return JSON.stringify(writeService({ identifier: '', name: '', inputs: unnamed, outputs: [] }));
}
