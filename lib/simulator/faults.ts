import type { Fault } from './types';

/** The faults that are switched on. */
export class Faults {
  #pending: { fault: Fault; left: number }[] = [];

  /**
   * Switches a fault on.
   *
   * @returns switches it off again.
   */
  add(fault: Fault): () => void {
    this.#pending = this.#pending.filter(({ left }) => left > 0);
    const entry = { fault, left: fault.times ?? 1 };
    this.#pending.push(entry);
    return () => {
      entry.left = 0;
    };
  }

  /**
   * The fault that strikes this request, the one added first. It counts down.
   *
   * @param action the API asked for.
   */
  take(action: string): Fault | undefined {
    const entry = this.#pending.find((e) => e.left > 0 && (e.fault.action ?? action) === action);
    if (!entry) return undefined;
    entry.left -= 1;
    return entry.fault;
  }

  clear(): void {
    this.#pending = [];
  }
}
