// The platform as far as a benchmark needs it, in a process of its own: it answers a call as soon as it has read it, without
// checking anything, so that it is never what is measured. Started by support/processes.mjs.
//   POST /       answers at once
//   POST /held   answers after 8 s, with what the Args carried and the time the device took
import { createServer } from 'node:http';

/** The longest the platform waits for a device, in milliseconds. */
const DEVICE_MS = 8_000;

const ANSWER = answer({ flow: 12.5, startedAt: '1767225600000' });

/** @param {object} data what the device says. */
function answer(data) {
  const Result = JSON.stringify({ id: '1767225600000', code: 200, message: 'success', data });
  const RequestId = 'E4C0FF92-2A86-41DB-92D3-73B60310D25E';
  return Buffer.from(JSON.stringify({ RequestId, Success: true, Data: { MessageId: '1002', Result } }));
}

/** @param {import('node:http').ServerResponse} response @param {Buffer} body */
function send(response, body) {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
}

/** @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response */
function hold(request, response) {
  const begun = performance.now();
  let form = '';
  request.setEncoding('utf8').on('data', (text) => (form += text));
  request.on('end', () => {
    const args = new URLSearchParams(form || request.url?.split('?')[1]).get('Args') ?? '{}';
    setTimeout(() => {
      send(response, answer({ ...JSON.parse(args), tookMs: performance.now() - begun }));
    }, DEVICE_MS);
  });
}

const server = createServer((request, response) => {
  if (request.url?.startsWith('/held')) return hold(request, response);
  request.on('end', () => send(response, ANSWER)).resume();
});
server.keepAliveTimeout = 60_000;
server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, () => {
  process.send?.(/** @type {import('node:net').AddressInfo} */ (server.address()).port);
});
process.on('disconnect', () => process.exit());
