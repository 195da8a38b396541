import type { Parameters } from '../parameters';
import { businessRefusal } from '../refusals';

/** Which part of a list is asked for. */
export interface Page {
  pageSize: number;
  /** From 1. */
  currentPage: number;
}

/**
 * Reads `PageSize` and `CurrentPage`.
 *
 * @param maximum largest PageSize the API takes.
 * @param fallback PageSize when it is left out.
 * @throws BusinessRefusal when either is no whole number or out of range.
 */
export function readPage(parameters: Parameters, maximum: number, fallback = 10): Page {
  const pageSize = wholeNumber(parameters.get('PageSize'), fallback);
  const currentPage = wholeNumber(parameters.get('CurrentPage'), 1);
  if (pageSize < 1 || pageSize > maximum || currentPage < 1)
    throw businessRefusal('iot.common.InvalidPageParams');
  return { pageSize, currentPage };
}

/** How many pages a list fills. */
export function pageCount(total: number, pageSize: number): number {
  return Math.ceil(total / pageSize);
}

function wholeNumber(text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  if (!/^\d{1,9}$/.test(text)) throw businessRefusal('iot.common.InvalidPageParams');
  return Number(text);
}
