import { withoutUndefined } from './answer';
import { converted, toId, type Converted } from './values';

/**
 * A list of devices; also as a JSON text. A whole number is read as a DeviceName, since devices are often named by one.
 * What else a list has to be is the client's affair.
 */
export function toDevices(value: unknown): Converted {
  if (value === undefined || value === null || value === '') return { value: [] };
  return converted('devices', () => {
    const list = typeof value === 'string' ? parsed(value) : value;
    return Array.isArray(list) ? { value: list.map(toDevice) } : NOT_A_LIST;
  });
}

/** An object is read once, here, and what else it has is left behind. */
function toDevice(item: unknown): unknown {
  if (typeof item === 'number') return named(item);
  if (typeof item !== 'object' || item === null) return item;
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
