import { breathe } from './sleep';

/** As many may be over without ever having waited, e.g. once a job is stopped. */
const UNITS_PER_BREATH = 1_000;

/**
 * Works through a list a few at a time, in its order: the next one is drawn when the one before waits no longer and not
 * too many are under way. So a list of any length takes one place in a queue.
 *
 * @param units what to work through; nothing of one is kept once it is done.
 * @param atATime how many are under way, at most.
 * @param start begins one; calls `onTurn` when the next one may be drawn. Must not reject.
 */
export async function drawInTurn<T>(
  units: Iterable<T>,
  atATime: number,
  start: (unit: T, onTurn: () => void) => Promise<void>,
): Promise<void> {
  let drawn = 0;
  let underWay = 0;
  let onDone = (): void => undefined;
  const oneDone = (): Promise<void> =>
    new Promise((resolve) => {
      onDone = resolve;
    });

  for (const unit of units) {
    if (underWay >= atATime) await oneDone();
    drawn += 1;
    if (drawn % UNITS_PER_BREATH === 0) await breathe();
    underWay += 1;
    await new Promise<void>((turn) => {
      void start(unit, turn).finally(() => {
        underWay -= 1;
        onDone();
        turn();
      });
    });
  }
  while (underWay > 0) await oneDone();
}
