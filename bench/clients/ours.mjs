import { createRequire } from 'node:module';
import { ACCESS_KEY, CALL, MODEL } from '../support/call.mjs';

/**
 * The package's client: everything on that it has on by default, only the limits are raised out of the way.
 *
 * @param {'hmac-sha1' | 'acs3-hmac-sha256'} signature
 * @param {{ model?: boolean }} [options] model: Args checked and written by the service's thing model.
 * @returns {import('../support/types.mjs').MakeClient}
 */
export function ours(signature, { model = false } = {}) {
  return ({ endpoint, ourPackage }) => {
    const { createClient } = createRequire(import.meta.url)(ourPackage);
    const client = createClient({
      endpoint,
      accessKeyId: ACCESS_KEY.id,
      accessKeySecret: ACCESS_KEY.secret,
      signature,
      limits: { maxQps: 100_000, concurrency: 10_000, queue: 10_000 },
    });
    const request = model ? { ...CALL, thingModel: MODEL } : CALL;
    const call = (args = CALL.args) => client.invoke({ ...request, args });
    return { call, close: () => client.close() };
  };
}
