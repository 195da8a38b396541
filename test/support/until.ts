import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * Waits until something is so, looking again and again.
 *
 * @param what is waited for; or a function that says how things stand instead.
 * @param ms how long, in milliseconds: longer than it takes on a loaded machine.
 */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string | (() => string),
  ms = 8_000,
): Promise<void> {
  const end = performance.now() + ms;
  while (!(await condition())) {
    if (performance.now() > end) assert.fail(`In vain: ${typeof what === 'string' ? what : what()}`);
    await wait(5);
  }
}
