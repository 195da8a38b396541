import { configError, type AliyunIotError } from '../errors';
import type { DeviceBehaviour, Seed } from './types';
import { defaultIotId } from './world';

type Fields = Record<string, unknown>;

/** What each behaviour needs beside its kind. */
const BEHAVIOURS: Readonly<Record<DeviceBehaviour['kind'], Readonly<Record<string, 'number' | 'string'>>>> = {
  ordinary: {},
  slow: { afterMs: 'number' },
  offline: {},
  'half-open': {},
  disabled: {},
  inactive: {},
  error: { code: 'number', message: 'string' },
  garbled: { text: 'string' },
};

/** One day. */
const MAX_EVERY_MS = 86_400_000;

/**
 * Checks a seed, which may come from a file.
 *
 * @returns the same value.
 * @throws AliyunIotError of kind `config` that names the first thing that is wrong.
 */
export function checkSeed(value: unknown): Seed {
  const seed = fields(value, 'seed');
  optionalText(seed, 'iotInstanceId', 'seed');
  if (seed['accessKeys'] !== undefined) list(seed, 'accessKeys', 'seed').forEach(checkAccessKey);
  const products = list(seed, 'products', 'seed');
  products.forEach(checkProduct);
  noneTwice(
    products.map((product) => String((product as Fields)['productKey'])),
    'productKey',
  );
  noneTwice(products.flatMap(iotIds), 'iotId');
  return value as Seed;
}

function checkAccessKey(value: unknown, index: number): void {
  const path = `accessKeys[${index}]`;
  const key = fields(value, path);
  text(key, 'accessKeyId', path);
  text(key, 'accessKeySecret', path);
  optionalText(key, 'securityToken', path);
}

function checkProduct(value: unknown, index: number): void {
  const path = `products[${index}]`;
  const product = fields(value, path);
  text(product, 'productKey', path);
  text(product, 'productName', path);
  const validate = product['validate'];
  if (validate !== 'strong' && validate !== 'weak' && validate !== 'none') {
    throw wrong(`${path}.validate`, 'must be "strong", "weak" or "none"', '应为 "strong"、"weak" 或 "none"');
  }
  const tsl = list(product, 'tsl', path);
  if (tsl.length === 0)
    throw wrong(`${path}.tsl`, 'must hold at least one TSL document', '至少应包含一份物模型（TSL）');
  tsl.forEach((document, i) => fields(document, `${path}.tsl[${i}]`));
  const devices = list(product, 'devices', path);
  devices.forEach((device, i) => {
    checkDevice(device, `${path}.devices[${i}]`);
  });
  noneTwice(
    devices.map((device) => String((device as Fields)['deviceName'])),
    'deviceName',
  );
}

function checkDevice(value: unknown, path: string): void {
  const device = fields(value, path);
  text(device, 'deviceName', path);
  optionalText(device, 'iotId', path);
  optionalText(device, 'nickname', path);
  if (device['posts'] !== undefined) {
    text(checkPace(device['posts'], `${path}.posts`), 'property', `${path}.posts`);
  }
  if (device['comesAndGoes'] !== undefined) checkPace(device['comesAndGoes'], `${path}.comesAndGoes`);
  if (device['behaviour'] !== undefined) checkBehaviour(device['behaviour'], `${path}.behaviour`);
}

/** What a device does again and again. */
function checkPace(value: unknown, path: string): Fields {
  const pace = fields(value, path);
  const everyMs = pace['everyMs'];
  if (typeof everyMs !== 'number' || !(everyMs >= 100 && everyMs <= MAX_EVERY_MS)) {
    throw wrong(
      `${path}.everyMs`,
      `must be a number of milliseconds from 100 to ${MAX_EVERY_MS}`,
      `应为 100 到 ${MAX_EVERY_MS} 之间的毫秒数`,
    );
  }
  return pace;
}

function checkBehaviour(value: unknown, path: string): void {
  const behaviour = fields(value, path);
  const kind = String(behaviour['kind']);
  if (!Object.hasOwn(BEHAVIOURS, kind)) {
    const known = Object.keys(BEHAVIOURS).join(', ');
    throw wrong(`${path}.kind`, `must be one of ${known}`, `应为以下之一：${known}`);
  }
  for (const [name, type] of Object.entries(BEHAVIOURS[kind as DeviceBehaviour['kind']])) {
    if (typeof behaviour[name] === type) continue;
    throw wrong(
      `${path}.${name}`,
      `must be a ${type} for the behaviour "${kind}"`,
      `对于行为 "${kind}"，应为${type === 'number' ? '数字' : '字符串'}`,
    );
  }
}

function iotIds(product: unknown): string[] {
  const { productKey, devices } = product as {
    productKey: string;
    devices: { deviceName: string; iotId?: string }[];
  };
  return devices.map(({ deviceName, iotId }) => iotId ?? defaultIotId(productKey, deviceName));
}

function noneTwice(values: readonly string[], name: string): void {
  const seen = new Set<string>();
  for (const value of values) {
    if (seen.has(value)) throw wrong(`${name} "${value}"`, 'appears twice', '重复出现');
    seen.add(value);
  }
}

function fields(value: unknown, path: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw wrong(path, 'must be an object', '应为对象');
}

function list(parent: Fields, name: string, path: string): unknown[] {
  const value = parent[name];
  if (Array.isArray(value)) return value;
  throw wrong(`${path}.${name}`, 'must be an array', '应为数组');
}

function text(parent: Fields, name: string, path: string): void {
  const value = parent[name];
  if (typeof value !== 'string' || value === '')
    throw wrong(`${path}.${name}`, 'must be a non-empty string', '应为非空字符串');
}

function optionalText(parent: Fields, name: string, path: string): void {
  if (parent[name] !== undefined && typeof parent[name] !== 'string') {
    throw wrong(`${path}.${name}`, 'must be a string', '应为字符串');
  }
}

function wrong(path: string, en: string, zh: string): AliyunIotError {
  return configError('bad-seed', {
    en: `The seed cannot be used: ${path} ${en}.`,
    zh: `种子数据无法使用：${path} ${zh}。`,
  });
}
