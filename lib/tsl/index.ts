/** The thing model: parse it, describe a service, validate arguments, encode them. */
export type * from './types';
export { findService } from './find';
export { parseThingModel } from './parse';
export { checkArgsText } from './wire';
export type { WireProblem } from './wire-value';
