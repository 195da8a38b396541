import { levelOf as readLevel, parseThingModel, type Parameter, type ValidateLevel } from '../../../lib/tsl';
import type { StoredService } from './stored-service';

/** An argument as the form keeps it: what was typed, and what the typed input said it is. */
export interface Entry {
  value: string;
  type: string;
}

/** The arguments by the identifiers of their parameters; what is absent is not given. */
export type Entries = ReadonlyMap<string, Entry>;

/**
 * The inputs of a service that the node keeps.
 *
 * @returns undefined when they cannot be read.
 */
export function inputsOf({ service }: StoredService): readonly Parameter[] | undefined {
  try {
    return parseThingModel({ services: [service] }).services[0]?.inputs;
  } catch {
    return undefined;
  }
}

/** How strictly the platform checks. */
export function levelOf({ validate }: StoredService): ValidateLevel {
  return readLevel(validate);
}

/** Reads a stored form; what is not an entry is left out. */
export function readEntries(json: string): Map<string, Entry> {
  try {
    const form = JSON.parse(json) as unknown;
    if (typeof form !== 'object' || form === null) return new Map();
    return new Map(Object.entries(form as Record<string, unknown>).filter(isEntry));
  } catch {
    return new Map();
  }
}

/** Writes a form as it is stored. */
export function writeEntries(entries: Entries): string {
  // fromEntries makes own properties, also of a key such as `__proto__`.
  return JSON.stringify(Object.fromEntries(entries));
}

function isEntry(pair: [string, unknown]): pair is [string, Entry] {
  const entry = pair[1] as Partial<Entry> | null | undefined;
  return typeof entry?.value === 'string' && typeof entry.type === 'string';
}
