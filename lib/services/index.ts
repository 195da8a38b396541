/** The operations of the platform, as a flow or a plain Node program uses them. */
export { createClient } from './client';
export type * from './types';
export type * from './read-types';
export type * from './many-types';
