/** A device of a list: its DeviceName, for a device of the node's product, or an object that names it. */
export type ListedDevice = string | { productKey?: string; deviceName?: string; iotId?: string };

/** What is wrong with a list: a key under `invalid` of the node's texts, and the line it is about. */
export interface LineProblem {
  rule: 'device-none' | 'device-unreadable' | 'device-twice' | 'device-no-product';
  line: string;
}

/** Names hold none of these, so a column copied from a table or a row with commas can be pasted as it is. */
const SEPARATORS = /[\s,;，；、]+/;

const LINE = /^(?:(?<isIotId>IotId=)(?<iotId>[^/=]+)|(?:(?<productKey>[^/=]+)\/)?(?<deviceName>[^/=]+))$/u;
const LONGEST_ID = 256;

/** The lines of a list, as it is typed. */
export function linesOf(typed: string): string[] {
  return typed.split(SEPARATORS).filter((line) => line !== '');
}

/**
 * What a list of the dialog is stored as: a JSON array.
 *
 * @param typed `DeviceName`, `ProductKey/DeviceName` or `IotId=...` a line. A line that cannot be read stays as it is.
 */
export function storedDevices(typed: string): string {
  return JSON.stringify(linesOf(typed).map(deviceOf));
}

/**
 * The list as it is typed, from what is stored.
 *
 * @param stored a JSON array; anything else gives an empty list.
 */
export function typedDevices(stored: string): string {
  try {
    const devices: unknown = JSON.parse(stored);
    return Array.isArray(devices) ? devices.map((device) => lineOf(device as ListedDevice)).join('\n') : '';
  } catch {
    return '';
  }
}

/** The line that names a device. */
export function lineOf(device: ListedDevice | null): string {
  if (typeof device !== 'object' || device === null) return String(device);
  const { productKey, deviceName = '', iotId } = device;
  if (iotId) return `IotId=${iotId}`;
  return productKey ? `${productKey}/${deviceName}` : deviceName;
}

/**
 * The first thing that is wrong with a list. A variable in a line is left to the runtime.
 *
 * @param hasProduct there is, or may be at run time, a product for devices that are named by their DeviceName alone.
 */
export function lineProblem(lines: readonly string[], hasProduct: boolean): LineProblem | undefined {
  if (lines.length === 0) return { rule: 'device-none', line: '' };
  const seen = new Set<string>();
  for (const line of lines) {
    const device = deviceOf(line);
    const isReadable = line.includes('${') || (LINE.test(line) && line.length <= LONGEST_ID);
    if (!isReadable) return { rule: 'device-unreadable', line };
    if (seen.has(line)) return { rule: 'device-twice', line };
    if (typeof device === 'string' && !hasProduct) return { rule: 'device-no-product', line };
    seen.add(line);
  }
  return undefined;
}

function deviceOf(line: string): ListedDevice {
  const { iotId, productKey, deviceName = line } = LINE.exec(line)?.groups ?? {};
  if (iotId) return { iotId };
  return productKey ? { productKey, deviceName } : deviceName;
}
