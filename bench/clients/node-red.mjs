import { once } from 'node:events';
import { createRequire } from 'node:module';
import { ACCESS_KEY, CALL } from '../support/call.mjs';
import { startNodeRed } from '../support/node-red.mjs';

const require = createRequire(import.meta.url);

/**
 * What users build today: a function node that signs with HMAC-SHA1, and the core `http request` node, with keep-alive on
 * and the answer parsed. The Result in it stays text.
 *
 * @type {import('../support/types.mjs').MakeClient}
 */
export function httpRequestFlow({ endpoint }) {
  const form = `
    const params = {
      AccessKeyId: '${ACCESS_KEY.id}', Action: 'InvokeThingService', Args: JSON.stringify(msg.payload),
      DeviceName: '${CALL.deviceName}', Format: 'JSON', Identifier: '${CALL.identifier}', ProductKey: '${CALL.productKey}',
      SignatureMethod: 'HMAC-SHA1', SignatureNonce: crypto.randomUUID(), SignatureVersion: '1.0',
      Timestamp: new Date().toISOString().slice(0, 19) + 'Z', Version: '2018-01-20',
    };
    const encode = (text) =>
      encodeURIComponent(text).replace(/[!'()*]/g, (c) => '%' + c.charCodeAt(0).toString(16).toUpperCase());
    const canonical = Object.keys(params).sort().map((name) => encode(name) + '=' + encode(params[name])).join('&');
    const toSign = 'POST&%2F&' + encode(canonical);
    const signature = crypto.createHmac('sha1', '${ACCESS_KEY.secret}&').update(toSign).digest('base64');
    msg.headers = { 'content-type': 'application/x-www-form-urlencoded' };
    msg.payload = canonical + '&Signature=' + encode(signature);
    return msg;`;
  return flow({
    nodes: [
      {
        id: 'first',
        type: 'function',
        func: form,
        wires: [['request']],
        libs: [{ var: 'crypto', module: 'crypto' }],
      },
      {
        id: 'request',
        type: 'http request',
        method: 'POST',
        ret: 'obj',
        url: endpoint,
        persist: true,
        wires: [['end']],
      },
    ],
    succeeded: ({ statusCode, payload }) => statusCode === 200 && payload.Success === true,
  });
}

/**
 * A function node with the official SDK; its client is made once, in the node's setup.
 *
 * @type {import('../support/types.mjs').MakeClient}
 */
export function sdkFlow({ endpoint }) {
  const initialize = `
    const { default: Client } = global.get('sdk');
    context.set('client', new Client({
      accessKeyId: '${ACCESS_KEY.id}', accessKeySecret: '${ACCESS_KEY.secret}', endpoint: '${new URL(endpoint).host}',
      protocol: 'HTTP', readTimeout: 12000, connectTimeout: 12000,
    }));`;
  const func = `
    const { InvokeThingServiceRequest } = global.get('sdk');
    const answer = await context.get('client').invokeThingService(new InvokeThingServiceRequest({
      productKey: '${CALL.productKey}', deviceName: '${CALL.deviceName}', identifier: '${CALL.identifier}',
      args: JSON.stringify(msg.payload),
    }));
    msg.payload = answer.body;
    return msg;`;
  return flow({
    nodes: [{ id: 'first', type: 'function', func, initialize, wires: [['end']] }],
    succeeded: ({ payload }) => payload.success === true,
    settings: { functionGlobalContext: { sdk: require('@alicloud/iot20180120') } },
  });
}

/**
 * The package's invoke node, with the form as it is when it is dropped in; only the limits are raised out of the way.
 *
 * @param {'hmac-sha1' | 'acs3-hmac-sha256'} signature
 * @returns {import('../support/types.mjs').MakeClient}
 */
export function invokeFlow(signature) {
  return ({ endpoint, ourPackage }) =>
    flow({
      nodes: [
        {
          id: 'account',
          type: 'aliyun-iot-account',
          endpoint,
          signature,
          credentialSource: 'fields',
          maxQps: 100_000,
          concurrency: 10_000,
          queue: 10_000,
        },
        {
          id: 'first',
          type: 'aliyun-iot-invoke',
          account: 'account',
          target: 'names',
          productKey: CALL.productKey,
          deviceName: CALL.deviceName,
          identifier: CALL.identifier,
          args: 'payload',
          argsType: 'msg',
          wires: [['end']],
        },
      ],
      credentials: { account: { accessKeyId: ACCESS_KEY.id, accessKeySecret: ACCESS_KEY.secret } },
      succeeded: ({ payload }) => payload.code === 200,
      settings: { nodesDir: [ourPackage] },
    });
}

/**
 * @typedef {object} Flow
 * @property {object[]} nodes the message goes to the one called `first` and comes back from where it is wired to `end`.
 * @property {Record<string, object>} [credentials] by node.
 * @property {(msg: any) => boolean} succeeded
 * @property {object} [settings] of Node-RED.
 */

/**
 * A flow in a Node-RED of its own. A message is sent to it as a node before it would, and awaited where the flow ends.
 *
 * @param {Flow} flow
 * @returns {Promise<import('../support/types.mjs').Contender>}
 */
async function flow({ nodes, credentials = {}, succeeded, settings }) {
  const { RED, stop } = await startNodeRed(settings);
  /** @type {Map<string, { resolve: (msg: object) => void, reject: (error: Error) => void }>} */
  const waiting = new Map();
  registerEnds(RED, (msg) => {
    const { resolve, reject } = /** @type {any} */ (waiting.get(msg.bench));
    waiting.delete(msg.bench);
    if (!msg.error && succeeded(msg)) resolve(msg);
    else reject(new Error(`The flow answered ${JSON.stringify(msg.error ?? msg.payload)}`));
  });
  const tab = { id: 'tab', type: 'tab' };
  const ends = [
    { id: 'begin', type: 'bench-begin', wires: [['first']] },
    { id: 'end', type: 'bench-end', wires: [] },
    { id: 'catch', type: 'catch', scope: null, wires: [['end']] },
  ];
  // Node-RED takes a node without a place for a config node.
  const place = { x: 0, y: 0, z: 'tab' };
  const all = [tab, ...[...nodes, ...ends].map((node) => ('wires' in node ? { ...node, ...place } : node))];
  const started = once(RED.events, 'flows:started');
  await RED.runtime.flows.setFlows({ flows: { flows: all, credentials }, deploymentType: 'full' });
  await started;

  let sent = 0;
  const begin = RED.nodes.getNode('begin');
  const call = () =>
    new Promise((resolve, reject) => {
      sent += 1;
      waiting.set(String(sent), { resolve, reject });
      begin.send({ bench: String(sent), payload: { ...CALL.args } });
    });
  return { call, close: stop };
}

/** @param {any} RED @param {(msg: any) => void} ended */
function registerEnds(RED, ended) {
  /** @this {any} @param {object} config */
  function Begin(config) {
    RED.nodes.createNode(this, config);
  }
  /** @this {any} @param {object} config */
  function End(config) {
    RED.nodes.createNode(this, config);
    this.on(
      'input',
      (/** @type {object} */ msg, /** @type {unknown} */ _send, /** @type {() => void} */ done) => {
        ended(msg);
        done();
      },
    );
  }
  RED.nodes.registerType('bench', 'bench-begin', Begin);
  RED.nodes.registerType('bench', 'bench-end', End);
}
