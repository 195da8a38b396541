/** One signed call: endpoint, signature, exchange over HTTP, reading the answer, errors. */
export { acs3Signature } from './acs3';
export { createAgent, type AgentOptions } from './agent';
export { textOf, type Answer } from './answer';
export * from './catalogue';
export { parseEndpoint, REGIONS, type Endpoint } from './endpoint';
export { ExchangeFailure } from './exchange-failure';
export { hmacSha1Signature } from './hmac-sha1';
export { parseJson } from './json';
export { isClockError, OpenApi, type AttemptOptions, type SignatureAlgorithm } from './open-api';
export { Reader } from './read';
export type { ApiCall } from './signed-request';
