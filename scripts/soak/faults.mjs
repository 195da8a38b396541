import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
// The fault server is TypeScript, as the tests are.
require('tsx/cjs');

/** @type {typeof import('../../test/faults/server.js')} */
const { FaultServer } = require('../../test/faults/server');
/** @type {typeof import('../../test/faults/faults.js')} */
const faults = require('../../test/faults/faults');

/** @typedef {import('../../test/faults/server.js').Fault} Fault */

const DEVICE_ERROR = { Success: true, Data: { MessageId: 'm', Result: '{"code":100001,"data":{}}' } };
const OFFLINE = { Success: false, Code: 'iot.messagebroker.OFFLINE', ErrorMessage: 'offline' };

/** What may happen to a request, and how often compared with the others. @type {readonly (readonly [number, Fault])[]} */
const CHANCES = [
  [600, faults.ok],
  [100, faults.slow(300)],
  [20, faults.slow(2_000)],
  [20, faults.actsAndSays(DEVICE_ERROR)],
  [20, faults.says(OFFLINE)],
  [10, faults.refusal('NoPermission', 403)],
  [10, faults.refusal('InternalError', 500)],
  [4, faults.refusal('Throttling.User', 429, { 'x-acs-retry-after': '100' })],
  [10, faults.stall],
  [10, faults.stallMidBody],
  [10, faults.drip('body')],
  [20, faults.resetAfterRequest],
  [20, faults.finAfterRequest],
  [10, faults.resetMidBody],
  [10, faults.shortLength],
  [10, faults.noLastChunk],
  [10, faults.closeAsWeSend],
  [10, faults.notHttp],
  [10, faults.bigHeaders],
  [4, faults.bigBody],
  [10, faults.actsAndSays('<html>', { status: 502 })],
  [10, faults.redirect(307, 'http://127.0.0.1:1/')],
];

/** A server that answers most requests, and does something else with the rest. */
export function startFaultServer() {
  const total = CHANCES.reduce((sum, [chance]) => sum + chance, 0);
  return FaultServer.start((exchange) => {
    let at = Math.random() * total;
    const [, fault] = CHANCES.find(([chance]) => (at -= chance) < 0) ?? CHANCES[0] ?? [0, faults.ok];
    fault(exchange);
  });
}
