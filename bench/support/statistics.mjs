/**
 * The value below which the given share of the values lies; the nearest one that was measured.
 *
 * @param {readonly number[]} values at least one, in any order.
 * @param {number} share between 0 and 1.
 */
export function percentile(values, share) {
  const sorted = Float64Array.from(values).sort();
  const index = Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1);
  return sorted[Math.max(0, index)] ?? Number.NaN;
}

/** @param {readonly number[]} values */
export function median(values) {
  return percentile(values, 0.5);
}
