import { migrate, type Step } from '../shared/migrate';

const STEPS: readonly Step[] = [
  // 2: the service as the thing model describes it, and a Result read by it.
  (config) => ({ thingModel: '', decode: false, ...config }),
];

/**
 * Brings the settings of an invoke node to the current version.
 *
 * @param config as the editor stored it; it is not changed.
 */
export function migrateInvoke<T extends object>(config: T): T {
  return migrate(config, STEPS);
}
