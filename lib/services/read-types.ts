import type { Texts } from '../errors';
import type { ThingModel, ValidateLevel } from '../tsl';

/** What every read may be given. */
export interface ReadOptions {
  /** Ends the call; kind `aborted`. */
  signal?: AbortSignal;
}

/** A device: ProductKey and DeviceName, or its IotId, which wins. */
export interface DeviceTarget {
  productKey?: string;
  deviceName?: string;
  iotId?: string;
}

export interface ProductListQuery extends ReadOptions {
  /** Products on a page, 1 to 200. Default 200. */
  pageSize?: number;
  /** From 1, which is the default. */
  currentPage?: number;
}

/** Texts are empty and numbers undefined where the platform says nothing; so in all that follows. */
export interface ProductSummary {
  productKey: string;
  productName: string;
  description: string;
  /** `secret`, `id2` or `x509`. */
  authType: string;
  /** 0 device, 1 gateway. */
  nodeType?: number;
  /** 0 custom (a parsing script translates), 1 Alink JSON. */
  dataFormat?: number;
  deviceCount?: number;
  /** When it was created, in milliseconds since the epoch. */
  gmtCreate?: number;
}

export interface ProductPage {
  products: ProductSummary[];
  /** Products on all pages. */
  total: number;
  pageCount: number;
  currentPage: number;
}

/** What may leave the platform's answer; its ProductSecret never does. */
export interface Product extends ProductSummary {
  /** `DEVELOPMENT_STATUS` or `RELEASE_STATUS`. */
  productStatus: string;
  protocolType: string;
  categoryKey: string;
  categoryName: string;
  /** `iothub_senior` with a thing model, `iothub` without. */
  aliyunCommodityCode: string;
  /** 3 Wi-Fi, 6 cellular, 7 Ethernet, 8 other. */
  netType?: number;
  /** How strictly the platform checks Args; with `none` every service call is asynchronous. */
  validateType: ValidateLevel;
}

export interface DeviceQuery extends ReadOptions {
  productKey: string;
  /** Devices on a page, 1 to 50. Default 50. */
  pageSize?: number;
  /** Of the page before; left out for the first one. */
  nextToken?: string;
}

/** What may leave the platform's answer; its DeviceSecret never does. */
export interface DeviceSummary {
  productKey: string;
  deviceName: string;
  iotId: string;
  nickname: string;
  /** `ONLINE`, `OFFLINE`, `UNACTIVE` (never connected) or `DISABLE`. */
  deviceStatus: string;
  deviceType: string;
  /** ISO 8601, UTC. */
  utcCreate: string;
  utcModified: string;
}

export interface DevicePage {
  devices: DeviceSummary[];
  /** Devices on all pages. */
  total: number;
  /** For the next page; undefined on the last one. */
  nextToken?: string;
}

/** What may leave the platform's answer; its DeviceSecret never does. Times are ISO 8601, UTC. */
export interface DeviceDetail {
  productKey: string;
  productName: string;
  deviceName: string;
  iotId: string;
  nickname: string;
  /** `ONLINE`, `OFFLINE`, `UNACTIVE` (never connected) or `DISABLE`. */
  status: string;
  region: string;
  ipAddress: string;
  firmwareVersion: string;
  /** 0 device, 1 gateway. */
  nodeType?: number;
  utcCreate: string;
  utcActive: string;
  utcOnline: string;
}

export interface DeviceState {
  /** `ONLINE`, `OFFLINE`, `UNACTIVE` (never connected) or `DISABLE`. */
  status: string;
  /** When it changed last, in milliseconds since the epoch. */
  timestamp?: number;
}

export interface ThingModelQuery extends ReadOptions {
  /** Only this custom module. */
  functionBlockId?: string;
}

/** One thing that has to be right for an account to work. */
export interface ConnectionCheck {
  name: 'endpoint' | 'credentials' | 'clock' | 'instance' | `permission:iot:${string}`;
  ok: boolean | 'unknown';
  /** What was found, and what to do about it. */
  texts: Texts;
  /** How long the answer took, in milliseconds. */
  ms?: number;
}

/**
 * The calls that only read. They may be repeated, and are: up to three times after a network error or when the
 * platform throttles. A client sends at most 10 of them a second, apart from what it invokes. All throw AliyunIotError
 * with `executed: 'no'`; one of kind `permission` names the RAM action to allow.
 */
export interface Reads {
  /**
   * One page of the account's products (QueryProductList).
   * @see https://help.aliyun.com/document_detail/69271.html
   */
  queryProductList(query?: ProductListQuery): Promise<ProductPage>;
  /**
   * One product (QueryProduct).
   * @see https://help.aliyun.com/document_detail/69272.html
   */
  queryProduct(productKey: string, options?: ReadOptions): Promise<Product>;
  /**
   * One page of a product's devices (QueryDevice).
   * @see https://help.aliyun.com/document_detail/69905.html
   */
  queryDevice(query: DeviceQuery): Promise<DevicePage>;
  /** All devices of a product, read page by page while they are taken (`for await`). */
  devices(
    productKey: string,
    options?: Omit<DeviceQuery, 'productKey' | 'nextToken'>,
  ): AsyncIterable<DeviceSummary>;
  /**
   * One device (QueryDeviceDetail).
   * @see https://help.aliyun.com/document_detail/69594.html
   */
  queryDeviceDetail(target: DeviceTarget, options?: ReadOptions): Promise<DeviceDetail>;
  /**
   * Whether a device is online (GetDeviceStatus).
   * @see https://help.aliyun.com/document_detail/69617.html
   */
  getDeviceStatus(target: DeviceTarget, options?: ReadOptions): Promise<DeviceState>;
  /**
   * The published thing model (GetThingModelTslPublished): the default module first, then the custom ones, each a
   * call of its own; or one custom module.
   * @see https://help.aliyun.com/document_detail/150319.html
   */
  getThingModel(productKey: string, query?: ThingModelQuery): Promise<ThingModel[]>;
  /**
   * Tries the account out: endpoint, credentials, clock, instance, and what the RAM user may do. Nothing acts: the one
   * call that is no read, for the permission to invoke, names a device that cannot exist.
   */
  checkConnection(options?: ReadOptions): Promise<ConnectionCheck[]>;
}
