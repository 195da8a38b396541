import sdk from '@alicloud/iot20180120';
import { ACCESS_KEY, CALL } from '../support/call.mjs';

/** The CommonJS module keeps its class under `default`, and an ES import sees the module. */
const Client = /** @type {any} */ (sdk).default;

/**
 * The official SDK of the IoT Platform, with its default signature (ACS3-HMAC-SHA256).
 *
 * @type {import('../support/types.mjs').MakeClient}
 */
export default function iot20180120({ endpoint }) {
  const client = new Client({
    accessKeyId: ACCESS_KEY.id,
    accessKeySecret: ACCESS_KEY.secret,
    endpoint: new URL(endpoint).host,
    protocol: 'HTTP',
    readTimeout: 12_000,
    connectTimeout: 12_000,
  });
  const { InvokeThingServiceRequest } = /** @type {any} */ (sdk);
  const { productKey, deviceName, identifier, args } = CALL;
  const call = () =>
    client.invokeThingService(
      new InvokeThingServiceRequest({ productKey, deviceName, identifier, args: JSON.stringify(args) }),
    );
  return { call, close: async () => undefined };
}
