import type { Platform } from '../platform';

/**
 * Does something again and again.
 *
 * @param everyMs milliseconds between two times; the first comes after as long.
 * @returns the way to stop it.
 */
export function repeatedly({ timers }: Platform, everyMs: number, act: () => void): () => void {
  let stop: () => void;
  const again = (): void => {
    stop = timers.after(everyMs, () => {
      act();
      again();
    });
  };
  again();
  return () => {
    stop();
  };
}
