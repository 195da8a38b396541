import assert from 'node:assert/strict';
import http from 'node:http';
import { addAccountRoutes } from '../../../nodes/account/admin';
import { addInvokeRoutes } from '../../../nodes/invoke/admin';
import { RouteServer } from './route-server';

const ACCOUNT = { config: { endpoint: 'simulator' } };
const PUMP = { productKey: 'a1SimPump01', deviceName: 'pump-01' };
const long = (length: number): string => 'x'.repeat(length);

describe('what the routes of the editor refuse', () => {
  const server = new RouteServer((RED) => {
    addAccountRoutes(RED);
    addInvokeRoutes(RED);
  });
  before(() => server.start());
  after(() => server.stop());

  const table: [string, string, object | string, string, string][] = [
    ['nothing', 'products', '{}', 'request.account', 'not-an-object'],
    ['an array for a request', 'products', '[]', 'request', 'not-an-object'],
    ['null for a request', 'products', 'null', 'request', 'not-an-object'],
    ['a text for a request', 'products', '"x"', 'request', 'not-an-object'],
    ['a key that is a prototype', 'products', '{"__proto__":{"account":{}}}', 'request', 'prototype'],
    ['a constructor', 'products', '{"constructor":{},"account":{}}', 'request', 'prototype'],
    ['an account that is an array', 'products', { account: [] }, 'request.account', 'not-an-object'],
    ['an account of nothing', 'products', { account: {} }, 'request.account', 'missing'],
    [
      'a prototype in the settings',
      'products',
      '{"account":{"config":{"__proto__":{"endpoint":"x"}}}}',
      'request.account.config',
      'prototype',
    ],
    [
      'settings that are an array',
      'products',
      { account: { config: ['simulator'] } },
      'request.account.config',
      'not-an-object',
    ],
    [
      'an endpoint that is an object',
      'products',
      { account: { config: { endpoint: { toString: 1 } } } },
      'request.account.config.endpoint',
      'not-a-text',
    ],
    [
      'an endpoint without end',
      'products',
      { account: { config: { endpoint: long(1001) } } },
      'request.account.config.endpoint',
      'too-long',
    ],
    [
      'a key that is a list',
      'products',
      { account: { ...ACCOUNT, credentials: { accessKeySecret: ['a'] } } },
      'request.account.credentials.accessKeySecret',
      'not-a-text',
    ],
    ['an ID that is a number', 'products', { account: { id: 7 } }, 'request.account.id', 'not-a-text'],
    ['half a character', 'products', '{"account":{"id":"\\ud800"}}', 'request.account.id', 'not-unicode'],
    ['page 0', 'products', { account: ACCOUNT, currentPage: 0 }, 'request.currentPage', 'out-of-range'],
    [
      'half a page',
      'products',
      { account: ACCOUNT, currentPage: 1.5 },
      'request.currentPage',
      'out-of-range',
    ],
    [
      'a page that is a text',
      'products',
      { account: ACCOUNT, currentPage: '1' },
      'request.currentPage',
      'out-of-range',
    ],
    ['a page of 201', 'products', { account: ACCOUNT, pageSize: 201 }, 'request.pageSize', 'out-of-range'],
    [
      'a search that is an object',
      'products',
      { account: ACCOUNT, search: {} },
      'request.search',
      'not-a-text',
    ],
    [
      'a refresh that is a text',
      'products',
      { account: ACCOUNT, refresh: 'yes' },
      'request.refresh',
      'not-a-boolean',
    ],
    ['devices of no product', 'devices', { account: ACCOUNT }, 'request.productKey', 'not-a-text'],
    [
      'a ProductKey with a line break',
      'devices',
      { account: ACCOUNT, productKey: 'a\nb' },
      'productKey',
      'invalid-characters',
    ],
    [
      'a token that is an object',
      'devices',
      { account: ACCOUNT, productKey: 'a', nextToken: {} },
      'request.nextToken',
      'not-a-text',
    ],
    ['the status of nobody', 'device-status', { account: ACCOUNT, target: {} }, 'target', 'missing'],
    [
      'the status of a list',
      'device-status',
      { account: ACCOUNT, target: [PUMP] },
      'request.target',
      'not-an-object',
    ],
    [
      'a model of no product',
      'model',
      { account: ACCOUNT, productKey: null },
      'request.productKey',
      'not-a-text',
    ],
    ['a TSL that is no list', 'tsl', { tsl: '{}' }, 'request.tsl', 'not-an-array'],
    ['a TSL that is no text', 'tsl', { tsl: [{}] }, 'request.tsl[0]', 'not-a-text'],
    ['too many TSLs', 'tsl', { tsl: Array<string>(202).fill('{}') }, 'request.tsl', 'too-many'],
    ['names that are no texts', 'tsl', { tsl: ['{}'], names: [{}] }, 'request.names[0]', 'not-a-text'],
    [
      'a call of nothing',
      'invoke',
      { account: ACCOUNT, request: PUMP },
      'request.request.identifier',
      'not-a-text',
    ],
    [
      'Args that are an array',
      'invoke',
      { account: ACCOUNT, request: { ...PUMP, identifier: 'start', args: [] } },
      'request.request.args',
      'not-a-text',
    ],
    [
      'Args with a prototype',
      'invoke',
      `{"account":${JSON.stringify(ACCOUNT)},"request":{"identifier":"s","args":{"__proto__":1}}}`,
      'request.request.args',
      'not-a-text',
    ],
    [
      'Qos 2',
      'invoke',
      { account: ACCOUNT, request: { ...PUMP, identifier: 'start', qos: 2 } },
      'request.request.qos',
      'out-of-range',
    ],
    [
      'a call without end',
      'invoke',
      { account: ACCOUNT, request: { ...PUMP, identifier: 'start', timeoutMs: 1e9 } },
      'request.request.timeoutMs',
      'out-of-range',
    ],
  ];
  for (const [name, path, body, place, rule] of table) {
    it(`${name} (${path})`, async () => {
      const reply = await server.ask(path, body);
      assert.equal(reply.status, 400, reply.text);
      assert.equal(reply.body.error?.['kind'], 'validation');
      assert.deepEqual(
        reply.body.error.problems?.map((problem) => [problem.path, problem.rule]),
        [[place, rule]],
      );
    });
  }

  it('what is no JSON, says it is none, or is too much', async () => {
    assert.equal((await server.ask('products', '{"account":')).status, 400);
    assert.equal(
      (await server.ask('products', '{}', { headers: { 'Content-Type': 'text/plain' } })).status,
      415,
    );
    assert.equal(
      (await server.ask('products', '{}', { headers: { 'Content-Encoding': 'gzip' } })).status,
      415,
    );
    assert.equal((await server.ask('tsl', { tsl: [long(4_194_304)] })).status, 413);
    assert.equal(await sendWithoutEnd(`${server.url}/aliyun-iot/tsl`), 413);
  });

  it('a TSL and Args that are nested without end', async () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    const tsl = await server.ask('tsl', { tsl: [`{"services":${deep}}`] });
    assert.equal(tsl.status, 400);
    const args = await server.ask('invoke', {
      account: ACCOUNT,
      request: { ...PUMP, identifier: 'start', args: `{"speed":${deep}}` },
    });
    assert.equal(args.status, 400, args.text.slice(0, 300));
    const object = await server.ask(
      'invoke',
      `{"account":${JSON.stringify(ACCOUNT)},"request":{"identifier":"start","productKey":"a","deviceName":"b","args":{"speed":${deep}}}}`,
    );
    assert.equal(object.status, 400, object.text.slice(0, 300));
  });

  it('and looks at nothing it does not know', async () => {
    const reply = await server.ask('products', { account: { ...ACCOUNT, evil: 1 }, other: [] });
    assert.equal(reply.status, 200);
  });

  it('all that is wrong at once', async () => {
    const reply = await server.ask('devices', { account: { id: 1, config: 2 }, nextToken: 3 });
    assert.deepEqual(
      reply.body.error?.problems?.map(({ path }) => path),
      ['request.account.id', 'request.account.config', 'request.productKey', 'request.nextToken'],
    );
  });
});

/** Sends chunks until somebody says stop. */
function sendWithoutEnd(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method: 'POST', headers: { 'Content-Type': 'application/json' } });
    const timer = setInterval(() => request.write(long(100_000)), 1);
    request.on('response', (response) => {
      clearInterval(timer);
      response.resume();
      request.destroy();
      resolve(response.statusCode ?? 0);
    });
    request.on('error', (error) => {
      clearInterval(timer);
      reject(error);
    });
  });
}
