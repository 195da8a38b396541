import type { CatalogueEntry } from '../types';
import { COMMON_CODES } from './common';
import { DEVICE_CODES } from './device';
import { DEVICE_DATA_CODES } from './device-data';
import { MESSAGE_BROKER_CODES } from './message-broker';
import { PRODUCT_CODES } from './product';
import { SYSTEM_CODES } from './system';
import { THING_MODEL_CODES } from './thing-model';

/**
 * Codes of the IoT service itself, which come with `Success: false`.
 *
 * @see https://help.aliyun.com/document_detail/87387.html
 */
export const SERVICE_CODES: readonly CatalogueEntry[] = [
  ...SYSTEM_CODES,
  ...COMMON_CODES,
  ...PRODUCT_CODES,
  ...DEVICE_CODES,
  ...DEVICE_DATA_CODES,
  ...THING_MODEL_CODES,
  ...MESSAGE_BROKER_CODES,
];
