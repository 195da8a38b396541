import type { Texts } from '../../lib/errors';
import { expand, missingTexts, type Lookup } from '../shared/env';
import { withoutUndefined } from '../shared/without-undefined';
import { converted, toId, type Converted } from './values';

/**
 * A list of devices; also as a JSON text. A whole number is read as a DeviceName, since devices are often named by one.
 * What else a list has to be is the client's affair.
 */
export function toDevices(value: unknown): Converted {
  if (value === undefined || value === null || value === '') return { value: [] };
  return converted('devices', () => {
    const list = typeof value === 'string' ? parsed(value) : value;
    return Array.isArray(list) ? { value: Array.from(list as unknown[], toDevice) } : NOT_A_LIST;
  });
}

/**
 * The devices of a list that was typed, with `${VAR}` replaced in their names.
 *
 * @param devices as `toDevices` gives them.
 * @param lookup where variables come from.
 */
export function withVariables(
  devices: readonly unknown[],
  lookup: Lookup,
): { devices: unknown[] } | { missing: Texts } {
  const missing = new Set<string>();
  const replaced = (value: unknown): unknown => {
    if (typeof value !== 'string') return value;
    const expanded = expand(value, lookup);
    for (const name of expanded.missing) missing.add(name);
    return expanded.text;
  };
  const all = devices.map((device) =>
    typeof device === 'object' && device !== null
      ? Object.fromEntries(Object.entries(device).map(([key, value]) => [key, replaced(value)]))
      : replaced(device),
  );
  return missing.size > 0 ? { missing: missingTexts([...missing]) } : { devices: all };
}

/** An object is read once, here, and what else it has is left behind. */
function toDevice(item: unknown): unknown {
  if (typeof item === 'number') return named(item);
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
  const { iotId, productKey, deviceName } = item as Record<string, unknown>;
  return withoutUndefined({
    iotId,
    productKey,
    deviceName: typeof deviceName === 'number' ? named(deviceName) : deviceName,
  });
}

function named(number: number): unknown {
  const id = toId(number, 'devices');
  return 'value' in id ? id.value : number;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const NOT_A_LIST: Converted = {
  problem: {
    path: 'devices',
    rule: 'not-a-list',
    texts: {
      en: 'must be an array of DeviceNames, or of objects with deviceName and productKey, or with iotId; e.g. ["lamp-1", "lamp-2"].',
      zh: '必须是数组，元素为 DeviceName，或包含 deviceName 和 productKey 的对象，或包含 iotId 的对象，例如 ["lamp-1", "lamp-2"]。',
    },
  },
};
