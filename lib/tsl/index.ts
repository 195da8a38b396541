/** The thing model: parse it, describe a service, validate arguments, encode them. */
export type * from './types';
export { checkArgs } from './check';
export { MAX_ITEMS } from './check-value';
export { decodeData } from './decode';
export { encodeArgs } from './encode';
export { findService } from './find';
export { boolToNumber, dateToNumber, enumToNumber } from './friendly';
export { readJson, type JsonNode } from './json';
export { tooDeep } from './json-value';
export { writeJson } from './json-write';
export { levelOf, LEVELS } from './level';
export { parseThingModel } from './parse';
export { placeOf } from './values';
export { checkArgsText, MALFORMED } from './wire';
export { writeService } from './write';
export type { WireProblem } from './wire-value';
