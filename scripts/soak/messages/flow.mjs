import { KEYS } from './login.mjs';
import { GROUPS, PRODUCT_KEY } from './seed.mjs';

/** How long a call waits for its reply, in milliseconds. */
const REPLY_TIMEOUT_MS = 10_000;
/** How long a call may take in all: its deadline, the wait for the reply, and a little for a busy machine. */
export const LONGEST_MS = 30_000 + REPLY_TIMEOUT_MS + 5_000;

const CALL =
  'msg.topic = msg.req.params.n; msg.device = msg.req.params.device; msg.payload = { n: Number(msg.topic) };' +
  'delete msg.req; delete msg.res; return msg;';

/**
 * A flow that calls a device for each `POST /call/<device>/<n>` and waits for its reply, with a messages node beside it
 * that emits the replies of everybody. `n` is the argument, and what the device answers.
 *
 * @param {{ endpoint: string, amqp: string }} platform
 */
export function messagesFlow({ endpoint, amqp }) {
  const z = 'soak';
  const at = { z, x: 0, y: 0 };
  return [
    { id: z, type: 'tab', label: 'soak' },
    {
      ...{ id: 'account', type: 'aliyun-iot-account', z: '', endpoint, signature: 'acs3-hmac-sha256' },
      ...{ credentialSource: 'fields', maxQps: '500', concurrency: '400', queue: '1000' },
      ...{ iotInstanceId: '', proxy: '', tls: '', version: 3, credentials: KEYS },
    },
    {
      ...{ id: 'subscription', type: 'aliyun-iot-subscription', z: '', account: 'account' },
      ...{ consumerGroupId: GROUPS.flow, endpoint: amqp, uid: '', credit: 100, version: 1 },
    },
    {
      id: 'in',
      type: 'http in',
      ...at,
      url: '/call/:device/:n',
      method: 'post',
      wires: [['name', 'accepted']],
    },
    { id: 'accepted', type: 'http response', ...at, statusCode: '202', wires: [] },
    { id: 'name', type: 'function', ...at, func: CALL, outputs: 1, wires: [['invoke']] },
    {
      ...{ id: 'invoke', type: 'aliyun-iot-invoke', ...at, account: 'account', target: 'names' },
      ...{ productKey: PRODUCT_KEY, productKeyType: 'str', deviceName: 'device', deviceNameType: 'msg' },
      ...{ identifier: 'run', identifierType: 'str', args: 'payload', argsType: 'msg' },
      ...{ qos: '0', qosType: 'num', timeout: '3000', timeoutType: 'num' },
      ...{ subscription: 'subscription', waitForReply: true },
      ...{ replyTimeout: String(REPLY_TIMEOUT_MS), replyTimeoutType: 'num', version: 3, wires: [['sink']] },
    },
    {
      ...{ id: 'messages', type: 'aliyun-iot-messages', ...at, subscription: 'subscription' },
      ...{ kinds: ['reply'], productKey: '', deviceName: '', version: 1, wires: [['sink']] },
    },
    { id: 'sink', type: 'function', ...at, func: 'return null;', outputs: 0, wires: [] },
    { id: 'catch', type: 'catch', ...at, scope: ['invoke'], wires: [[]] },
  ];
}
