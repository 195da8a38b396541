/**
 * A client of the comparison, by the name it has in the table.
 *
 * @typedef {object} Entry
 * @property {string} name
 * @property {() => Promise<import('../support/types.mjs').MakeClient>} load loaded when needed, so that no process
 *   carries the others.
 */

const ours = () => import('./ours.mjs');
const flows = () => import('./node-red.mjs');

/** @type {readonly Entry[]} */
export const CLIENTS = [
  { name: 'raw', load: async () => (await import('./raw.mjs')).default },
  { name: 'pop-core', load: async () => (await import('./pop-core.mjs')).default },
  { name: 'iot20180120', load: async () => (await import('./iot20180120.mjs')).default },
  { name: 'invoke hmac-sha1', load: async () => (await ours()).ours('hmac-sha1') },
  { name: 'invoke acs3', load: async () => (await ours()).ours('acs3-hmac-sha256') },
  { name: 'invoke acs3 + model', load: async () => (await ours()).ours('acs3-hmac-sha256', { model: true }) },
  { name: 'flow: function + http request', load: async () => (await flows()).httpRequestFlow },
  { name: 'flow: function + iot20180120', load: async () => (await flows()).sdkFlow },
  { name: 'flow: invoke node hmac-sha1', load: async () => (await flows()).invokeFlow('hmac-sha1') },
  { name: 'flow: invoke node acs3', load: async () => (await flows()).invokeFlow('acs3-hmac-sha256') },
];
