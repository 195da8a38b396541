/** The thing model: parse it, describe a service, validate arguments, encode them. */
export type * from './types';
export { checkArgs } from './check';
export { decodeData } from './decode';
export { encodeArgs } from './encode';
export { findService } from './find';
export { parseThingModel } from './parse';
export { checkArgsText } from './wire';
export { writeService } from './write';
export type { WireProblem } from './wire-value';
