/**
 * What a client is given.
 *
 * @typedef {object} Setup
 * @property {string} endpoint the stub's base URL.
 * @property {string} ourPackage folder of the installed package.
 */

/**
 * A client that is ready to call. `call` rejects when the call failed; some take other Args than usual.
 *
 * @typedef {object} Contender
 * @property {(args?: any) => Promise<any>} call
 * @property {() => Promise<unknown>} close
 */

/** @typedef {(setup: Setup) => Contender | Promise<Contender>} MakeClient */

/**
 * One client at one concurrency, in one process.
 *
 * @typedef {object} Measurement
 * @property {number} concurrency
 * @property {number} calls
 * @property {number} cpuMs user and system time of the process per call, in milliseconds.
 * @property {number} perSecond
 * @property {number} p50 milliseconds.
 * @property {number} p95 milliseconds.
 * @property {number} p99 milliseconds.
 */

/** What each client measured in one round, one measurement for each concurrency. @typedef {Record<string, Measurement[]>} Round */

/**
 * What a client is to do: warm up, or call for a while.
 *
 * @typedef {object} Task
 * @property {number} concurrency
 * @property {number} [warmUpPart] how much of the usual warm-up, between 0 and 1.
 * @property {number} [forMs]
 */

/**
 * Many calls at once.
 *
 * @typedef {object} InFlight
 * @property {number} calls
 * @property {number} right those that got their own answer.
 * @property {number} heapKbPerCall
 * @property {number} addedP50 what a call took longer than its device did, in milliseconds.
 * @property {number} addedP99
 * @property {number} rawP99 the same of the raw client, at the same time.
 */

/**
 * How long the benchmark takes.
 *
 * @typedef {object} Effort
 * @property {number} rounds
 * @property {number} sliceMs how long a client calls in one turn.
 * @property {number} warmUpPart how much of the usual warm-up, between 0 and 1.
 * @property {number} repeats how often loading, and many calls at once, are measured.
 */

export {};
