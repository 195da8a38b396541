import sdk from '@alicloud/pop-core';
import { ACCESS_KEY, CALL } from '../support/call.mjs';

/**
 * The older official SDK core, by POST. Its agent keeps connections alive.
 *
 * @type {import('../support/types.mjs').MakeClient}
 */
export default function popCore({ endpoint }) {
  const { RPCClient } = /** @type {any} */ (sdk);
  const client = new RPCClient({
    endpoint,
    apiVersion: '2018-01-20',
    accessKeyId: ACCESS_KEY.id,
    accessKeySecret: ACCESS_KEY.secret,
  });
  const { productKey, deviceName, identifier, args } = CALL;
  const call = () =>
    client.request(
      'InvokeThingService',
      {
        ProductKey: productKey,
        DeviceName: deviceName,
        Identifier: identifier,
        Args: JSON.stringify(args),
      },
      { method: 'POST', timeout: 12_000 },
    );
  return { call, close: async () => undefined };
}
