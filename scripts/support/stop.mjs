/**
 * Aborted when this process is asked to end: by Ctrl-C, by a signal, or because the npm that started it is gone. npm hands
 * signals on to its shell, and not every shell hands them on to us.
 *
 * @returns {AbortSignal}
 */
export function askedToStop() {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => controller.abort());
  if (process.env.npm_lifecycle_event) {
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && controller.abort(), 500).unref();
  }
  return controller.signal;
}
