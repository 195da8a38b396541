/** The platform on this machine: gateway, catalogue of products, virtual devices. */
export { startSimulator } from './simulator';
export { DEFAULT_SEED } from './seed';
export { SIMULATOR_ACCESS_KEY_ID, SIMULATOR_ACCESS_KEY_SECRET } from './keys';
export { DeviceReply } from './device-reply';
export { defaultIotId } from './world';
export type * from './types';
