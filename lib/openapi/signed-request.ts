import type { Credentials } from '../credentials';
import type { Endpoint } from './endpoint';

/** The version of the API this package speaks. */
export const API_VERSION = '2018-01-20';

/** One operation and its own parameters, as text. */
export interface ApiCall {
  action: string;
  params: Readonly<Record<string, string>>;
}

/** What makes one signature different from the next. */
export interface SigningContext {
  endpoint: Endpoint;
  credentials: Credentials;
  /** The time the request claims, in the platform's clock. */
  date: Date;
  /** Never used twice. */
  nonce: string;
}

/** A request as it goes over the wire. Always POST. */
export interface SignedRequest {
  /** Path and query. */
  path: string;
  headers: Record<string, string>;
  body: string;
  /** As the platform would write it, should it echo the request. */
  signature: string;
}

/** UTC, without milliseconds: `2018-05-20T12:00:00Z`. */
export function timestamp(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
