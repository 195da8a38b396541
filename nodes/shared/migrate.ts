/** Takes settings from one version to the next. Must not change what it is given. */
export type Step = (config: Readonly<Record<string, unknown>>) => Record<string, unknown>;

/**
 * Brings stored settings to the current version, step by step. Settings of a newer version than ours, which come from
 * a package that was downgraded, are left alone. Runs at run time and in the editor.
 *
 * @param config as it was stored; it is not changed. Without a version it is the first one.
 * @param steps the first one leads from version 1 to 2, and so on.
 */
export function migrate<T extends object>(config: T, steps: readonly Step[]): T {
  const stored = Number((config as { version?: unknown }).version);
  const version = Number.isInteger(stored) && stored >= 1 ? stored : 1;
  const current = steps.length + 1;
  if (version >= current) return config;
  let migrated: Record<string, unknown> = Object.fromEntries(Object.entries(config));
  for (const step of steps.slice(version - 1)) migrated = step(migrated);
  return { ...migrated, version: current } as T;
}
