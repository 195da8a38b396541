import { Limiter, type Admission } from './limiter';
import { UNLIMITED } from './rate';

/** One call at a time for each device, in the order they came; calls for different devices do not wait for each other. */
export class DeviceOrder {
  readonly #queue: number;
  readonly #lines = new Map<string, Limiter>();

  /** @param queue calls waiting for one device, at most. */
  constructor(queue: number) {
    this.#queue = queue;
  }

  /**
   * Waits until it is this call's turn with its device.
   *
   * @param device whatever names it.
   * @returns the function that lets the next one go, to be called once.
   * @throws AliyunIotError as `Limiter.admit` does.
   */
  async enter(device: string, admission: Admission): Promise<() => void> {
    const line = this.#lineOf(device);
    const forget = (): void => {
      if (line.inFlight === 0 && line.waiting === 0) this.#lines.delete(device);
    };
    try {
      const leave = await line.admit(admission);
      return () => {
        leave();
        forget();
      };
    } catch (refusal) {
      forget();
      throw refusal;
    }
  }

  /** Whether a call that came now would have to wait for its device. */
  isBusy(device: string): boolean {
    return this.#lines.has(device);
  }

  #lineOf(device: string): Limiter {
    const line =
      this.#lines.get(device) ?? new Limiter({ rate: UNLIMITED, concurrency: 1, queue: this.#queue });
    this.#lines.set(device, line);
    return line;
  }
}
