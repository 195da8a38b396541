import type { ValidateLevel } from './types';

/** How strictly the platform can check calls of a product's services. */
export const LEVELS: readonly ValidateLevel[] = ['strong', 'weak', 'none'];

/** The level that was written down; what cannot be read is checked in full, as the platform does unless told otherwise. */
export function levelOf(written: unknown): ValidateLevel {
  return LEVELS.find((level) => level === written) ?? 'strong';
}
