import { MAX_DEVICE_NAMES } from './invoke-batch';
import type { JobDevice } from './job-list';

/** Devices that can share a call: of one product, with the same Args. */
export interface ChunkOfJob {
  productKey: string;
  args: string;
  /** Places in the job's list. */
  indexes: number[];
}

/**
 * Splits a job into calls.
 *
 * @returns the calls for many devices, and the places of those that get a call of their own: in `each` all, in `batch`
 *   those that are named by their IotId.
 */
export function chunksOf(
  devices: readonly JobDevice[],
  mode: 'each' | 'batch',
): { chunks: ChunkOfJob[]; singles: number[] } {
  const chunks: ChunkOfJob[] = [];
  const singles: number[] = [];
  /** By product and Args: the chunk that is not full. */
  const open = new Map<string, Map<string, ChunkOfJob>>();
  for (const [index, { device, args }] of devices.entries()) {
    const { productKey } = device;
    if (mode === 'each' || productKey === undefined) {
      singles.push(index);
      continue;
    }
    const ofProduct = open.get(productKey) ?? new Map<string, ChunkOfJob>();
    open.set(productKey, ofProduct);
    const begun = ofProduct.get(args);
    if (begun && begun.indexes.length < MAX_DEVICE_NAMES) {
      begun.indexes.push(index);
    } else {
      const chunk = { productKey, args, indexes: [index] };
      ofProduct.set(args, chunk);
      chunks.push(chunk);
    }
  }
  return { chunks, singles };
}
