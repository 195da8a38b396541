import assert from 'node:assert/strict';
import type { Simulator } from '../../lib/simulator';
import { call, type SignedCall } from './signed';

/** A call that would succeed. */
export const PUMP = { ProductKey: 'a1SimPump01', DeviceName: 'pump-01', Identifier: 'stop', Args: '{}' };

/** Fails unless the gateway refuses a call with this code, in its own shape, and no device acts. Gives the message. */
export async function refused(
  simulator: Simulator,
  options: SignedCall,
  code: string,
  status = 400,
): Promise<string> {
  const reply = await call(simulator.url, { params: PUMP, ...options });
  assert.equal(reply.json['Code'], code, reply.text);
  assert.equal(reply.status, status);
  assert.match(String(reply.json['RequestId']), /^[0-9A-F-]{36}$/);
  assert.equal(reply.json['HostId'], new URL(simulator.url).host);
  assert.equal('Success' in reply.json, false);
  assert.equal(simulator.calls.at(-1)?.code, code);
  assert.deepEqual(simulator.executions, []);
  return String(reply.json['Message']);
}
