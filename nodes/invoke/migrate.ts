import { migrate, type Step } from '../shared/migrate';

const VERSION_3 = {
  tsl: '',
  subscription: '',
  waitForReply: false,
  replyTimeout: '',
  replyTimeoutType: 'num',
  devices: 'devices',
  devicesType: 'msg',
  listMode: 'each',
  listOutput: 'each',
  listConcurrency: '20',
  listDeadline: '',
};

const STEPS: readonly Step[] = [
  // 2: the service as the thing model describes it, and a Result read by it.
  (config) => ({ thingModel: '', decode: false, ...config }),
  // 3: a TSL kept with the node, waiting for the device's reply, and many devices in one message.
  (config) => ({ ...VERSION_3, ...config }),
];

/**
 * Brings the settings of an invoke node to the current version.
 *
 * @param config as the editor stored it; it is not changed.
 */
export function migrateInvoke<T extends object>(config: T): T {
  return migrate(config, STEPS);
}
