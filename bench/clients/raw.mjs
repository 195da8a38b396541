import { createHmac, randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { ACCESS_KEY, CALL } from '../support/call.mjs';

const { productKey, deviceName, identifier } = CALL;

/**
 * The floor: Node's own client, the HMAC-SHA1 signature and JSON.parse, and nothing of what makes a call safe.
 *
 * @type {import('../support/types.mjs').MakeClient}
 */
export default function raw({ endpoint }) {
  const agent = new Agent({ keepAlive: true });
  const call = (args = CALL.args) =>
    new Promise((resolve, reject) => {
      const body = form(args);
      const headers = {
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': Buffer.byteLength(body),
      };
      const outgoing = request(endpoint, { method: 'POST', agent, headers }, (incoming) => {
        let text = '';
        incoming.setEncoding('utf8');
        incoming.on('data', (chunk) => (text += chunk));
        incoming.on('end', () => resolve(JSON.parse(text)));
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  return { call, close: async () => agent.destroy() };
}

/** @param {object} args */
function form(args) {
  /** @type {Record<string, string>} */
  const params = {
    AccessKeyId: ACCESS_KEY.id,
    Action: 'InvokeThingService',
    Args: JSON.stringify(args),
    DeviceName: deviceName,
    Format: 'JSON',
    Identifier: identifier,
    ProductKey: productKey,
    SignatureMethod: 'HMAC-SHA1',
    SignatureNonce: randomUUID(),
    SignatureVersion: '1.0',
    Timestamp: `${new Date().toISOString().slice(0, 19)}Z`,
    Version: '2018-01-20',
  };
  const canonical = Object.keys(params)
    .sort()
    .map((name) => `${encode(name)}=${encode(params[name] ?? '')}`)
    .join('&');
  const signature = createHmac('sha1', `${ACCESS_KEY.secret}&`)
    .update(`POST&%2F&${encode(canonical)}`)
    .digest('base64');
  return `${canonical}&Signature=${encode(signature)}`;
}

/** @param {string} text */
function encode(text) {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
