import { createHash } from 'node:crypto';
import { AliyunIotError, configError } from '../errors';
import { parseThingModel, type ThingModel, type ValidateLevel } from '../tsl';
import type { DeviceConnection } from './device-call';
import { SIMULATOR_ACCESS_KEY_ID, SIMULATOR_ACCESS_KEY_SECRET } from './keys';
import { readReportable, type Reportable } from './reportable';
import type { DeviceBehaviour, DeviceSeed, ProductSeed, Seed } from './types';

export type ServiceHandler = (call: { identifier: string; params: unknown }) => unknown;

/** A device and its state: a virtual one, or a real one while `connection` is there. */
export interface Device {
  readonly productKey: string;
  readonly deviceName: string;
  readonly iotId: string;
  readonly nickname: string;
  readonly deviceSecret: string;
  readonly seeded: DeviceBehaviour;
  readonly posts?: DeviceSeed['posts'];
  readonly comesAndGoes?: DeviceSeed['comesAndGoes'];
  behaviour: DeviceBehaviour;
  /** Milliseconds since the epoch of the last change of its status. */
  changedAt: number;
  handler?: ServiceHandler;
  connection?: DeviceConnection;
}

export interface Product {
  readonly productKey: string;
  readonly productName: string;
  readonly productSecret: string;
  readonly validate: ValidateLevel;
  /** The TSL documents as seeded, the default module first. */
  readonly documents: readonly object[];
  /** The same, parsed. */
  readonly models: readonly ThingModel[];
  readonly reportable: Reportable;
  readonly devices: ReadonlyMap<string, Device>;
}

export type AccessKey = NonNullable<Seed['accessKeys']>[number];

/** All that exists on the simulated platform. */
export interface World {
  /** Empty for a legacy public instance. */
  readonly iotInstanceId: string;
  readonly accessKeys: ReadonlyMap<string, AccessKey>;
  readonly products: ReadonlyMap<string, Product>;
  readonly devicesByIotId: ReadonlyMap<string, Device>;
  /** When everything in it was created, in milliseconds since the epoch. */
  readonly createdAt: number;
}

const BUILT_IN_KEY: AccessKey = {
  accessKeyId: SIMULATOR_ACCESS_KEY_ID,
  accessKeySecret: SIMULATOR_ACCESS_KEY_SECRET,
};

/**
 * Builds the world a seed describes.
 *
 * @param now milliseconds since the epoch.
 * @throws AliyunIotError of kind `config` when a TSL document cannot be read.
 */
export function createWorld(seed: Seed, now: number): World {
  const products = seed.products.map((product) => createProduct(product, now));
  const devices = products.flatMap((product) => [...product.devices.values()]);
  return {
    iotInstanceId: seed.iotInstanceId ?? '',
    accessKeys: new Map((seed.accessKeys ?? [BUILT_IN_KEY]).map((key) => [key.accessKeyId, key])),
    products: new Map(products.map((product) => [product.productKey, product])),
    devicesByIotId: new Map(devices.map((device) => [device.iotId, device])),
    createdAt: now,
  };
}

/** The IotId of a device whose seed gives none: readable, unique, the same every time. */
export function defaultIotId(productKey: string, deviceName: string): string {
  return `sim-${deviceName}-${fakeSecret(`${productKey}/${deviceName}`).slice(0, 8)}`;
}

/** The DeviceSecret of a device: the same every time, so that a real device can be given it. */
export function deviceSecretOf(productKey: string, deviceName: string): string {
  return fakeSecret(`${productKey}/${deviceName}`);
}

function createProduct(seed: ProductSeed, now: number): Product {
  const { productKey, productName, validate, tsl } = seed;
  return {
    productKey,
    productName,
    productSecret: fakeSecret(productKey),
    validate,
    documents: tsl,
    models: tsl.map((document, index) => readable(productKey, index, () => parseThingModel(document))),
    reportable: readable(productKey, 0, () => readReportable(tsl)),
    devices: new Map(
      seed.devices.map((device) => [device.deviceName, createDevice(productKey, device, now)]),
    ),
  };
}

function readable<T>(productKey: string, index: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof AliyunIotError)) throw error;
    throw configError('bad-seed', {
      en: `The seed cannot be used: product ${productKey}, tsl[${index}]. ${error.in('en')}`,
      zh: `种子数据无法使用：产品 ${productKey} 的 tsl[${index}]。${error.in('zh')}`,
    });
  }
}

function createDevice(productKey: string, seed: DeviceSeed, now: number): Device {
  const behaviour = seed.behaviour ?? { kind: 'ordinary' };
  return {
    productKey,
    deviceName: seed.deviceName,
    iotId: seed.iotId ?? defaultIotId(productKey, seed.deviceName),
    nickname: seed.nickname ?? '',
    deviceSecret: deviceSecretOf(productKey, seed.deviceName),
    seeded: behaviour,
    ...(seed.posts && { posts: seed.posts }),
    ...(seed.comesAndGoes && { comesAndGoes: seed.comesAndGoes }),
    behaviour,
    changedAt: now,
  };
}

/** Looks like a ProductSecret or DeviceSecret and opens nothing. */
function fakeSecret(of: string): string {
  return createHash('sha256').update(`simulated ${of}`).digest('hex').slice(0, 32);
}
