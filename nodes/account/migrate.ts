import { migrate, type Step } from '../shared/migrate';

const STEPS: readonly Step[] = [
  // 2: thing models that are kept with the account, calls of a device in order, and a limit shared through Redis.
  (config) => ({ models: '', oneAtATimePerDevice: false, sharedQps: '', ...config }),
  // 3: a rate of its own for InvokeThingsService.
  (config) => ({ batchQps: 2, ...config }),
];

/**
 * Brings the settings of an account to the current version.
 *
 * @param config as the editor stored it; it is not changed.
 */
export function migrateAccount<T extends object>(config: T): T {
  return migrate(config, STEPS);
}
