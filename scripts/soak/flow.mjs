/** The keys of the soak's account; nobody may ever see them. */
export const KEYS = { accessKeyId: 'LTAI-soak-key-id', accessKeySecret: 'soak-key-secret-0123456789' };

const INVOKE = {
  ...{ productKey: 'a1SimPump01', productKeyType: 'str', deviceName: 'marker', deviceNameType: 'msg' },
  ...{ identifier: 'start', identifierType: 'str', args: 'payload', argsType: 'msg', target: 'names' },
  ...{ qos: '0', qosType: 'num', timeout: '3000', timeoutType: 'num', version: 1 },
};
const ACCOUNT = {
  ...{ signature: 'hmac-sha1', credentialSource: 'fields', maxQps: '500', concurrency: '400', queue: '1000' },
  ...{ iotInstanceId: '', proxy: '', tls: '', version: 1 },
};

/**
 * A flow that calls a device for each `POST /call/<marker>`; the marker is also the DeviceName, so that an outcome can
 * be told by its target.
 *
 * @param {string} endpoint
 */
export function soakFlow(endpoint) {
  const z = 'soak';
  const name =
    'msg.marker = msg.req.params.marker; msg.payload = { marker: msg.marker }; delete msg.req; delete msg.res; return msg;';
  return [
    { id: z, type: 'tab', label: 'soak' },
    { id: 'account', type: 'aliyun-iot-account', z: '', endpoint, ...ACCOUNT, credentials: KEYS },
    {
      id: 'in',
      type: 'http in',
      z,
      x: 0,
      y: 0,
      url: '/call/:marker',
      method: 'post',
      wires: [['name', 'accepted']],
    },
    { id: 'accepted', type: 'http response', z, x: 0, y: 0, statusCode: '202', wires: [] },
    { id: 'name', type: 'function', z, x: 0, y: 0, func: name, outputs: 1, wires: [['invoke']] },
    {
      id: 'invoke',
      type: 'aliyun-iot-invoke',
      z,
      x: 0,
      y: 0,
      account: 'account',
      ...INVOKE,
      wires: [['sink']],
    },
    { id: 'sink', type: 'function', z, x: 0, y: 0, func: 'return null;', outputs: 0, wires: [] },
    { id: 'catch', type: 'catch', z, x: 0, y: 0, scope: ['invoke'], wires: [[]] },
  ];
}
