/** The thing model: parse it, describe a service, validate arguments, encode them. */
export type * from './types';
