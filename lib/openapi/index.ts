/** One signed call: endpoint, signature, exchange over HTTP, reading the answer, errors. */
export { createAgent, type AgentOptions } from './agent';
export { deviceCodeOf, textOf, type Answer } from './answer';
export * from './catalogue';
export { isLoopback, parseEndpoint, REGIONS } from './endpoint';
export { ExchangeFailure } from './exchange-failure';
export { parseJson } from './json';
export { isClockError, OpenApi, type SignatureAlgorithm } from './open-api';
export { Reader } from './read';
export type { ApiCall } from './signed-request';
