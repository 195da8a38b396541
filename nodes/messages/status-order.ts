import type { DeviceMessage } from '../../lib/messages';
import { timesOf } from './times';

/** Devices that are remembered; of more, those heard of longest ago are forgotten. */
const MOST = 100_000;

/**
 * Tells status messages that came too late: the platform may deliver "offline" after the "online" that followed it.
 *
 * @see https://help.aliyun.com/document_detail/73736.html
 */
export class StatusOrder {
  /** The newest `lastTime` by device, in milliseconds; the device heard of last at the end. */
  readonly #newest = new Map<string, number>();
  readonly #most: number;

  constructor(most = MOST) {
    this.#most = most;
  }

  /** True when a newer status of the same device has been seen. A message without readable times is never outdated. */
  isOutdated({ kind, productKey, deviceName, payload }: DeviceMessage): boolean {
    const { lastTime } = timesOf({ kind, payload });
    if (lastTime === undefined) return false;
    const device = `${productKey}/${deviceName}`;
    const newest = this.#newest.get(device) ?? -Infinity;
    this.#newest.delete(device);
    this.#newest.set(device, Math.max(newest, lastTime));
    for (const oldest of this.#newest.keys()) {
      if (this.#newest.size <= this.#most) break;
      this.#newest.delete(oldest);
    }
    return lastTime < newest;
  }
}
