/** What every documented code of the platform means, whether the device may have acted, and what to do next. */
export { adviceOnDeviceCode, describeCode, describeDeviceCode, isRamRefusal } from './lookup';
export type { CatalogueEntry } from './types';
