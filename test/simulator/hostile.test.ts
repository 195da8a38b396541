import assert from 'node:assert/strict';
import * as net from 'node:net';
import { startSimulator, type GatewayCall, type Simulator } from '../../lib/simulator';
import { History } from '../../lib/simulator/history';
import { parsePairs } from '../../lib/simulator/parameters';
import { call, send } from './signed';

const FREE = { ProductKey: 'a1SimFree01', DeviceName: 'free-01', Identifier: 'blink' };

describe('simulator: hostile requests', () => {
  let simulator: Simulator;
  before(async () => {
    simulator = await startSimulator();
  });
  after(() => simulator.close());
  beforeEach(() => simulator.reset());
  afterEach('the simulator still answers', async () => {
    const reply = await call(simulator.url, { params: { ...FREE, Args: '{}' } });
    assert.equal(reply.json['Success'], true, reply.text);
  });

  const form = { 'content-type': 'application/x-www-form-urlencoded' };

  /** Writes bytes to the port and gives all that comes back. */
  const raw = (bytes: string): Promise<string> =>
    new Promise((resolve) => {
      let answer = '';
      const socket = net.connect(simulator.port, '127.0.0.1', () => socket.end(bytes));
      socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
      socket.on('error', () => undefined);
      socket.on('close', () => resolve(answer));
    });

  it('broken percent-encoding, in query and form', async () => {
    for (const text of ['Action=%', 'Action=%zz', '%ff=1', 'Action=%C3%28', 'a=%E4%B8']) {
      const inQuery = await send(simulator.url, 'GET', `/?Format=JSON&${text}`);
      const inForm = await send(simulator.url, 'POST', '/', form, text);
      for (const { status, text: body } of [inQuery, inForm]) {
        assert.equal(status, 400);
        assert.match(body, /InvalidParameter/);
      }
    }
  });

  it('a plus sign, which is a space', () => {
    assert.deepEqual(parsePairs('a+b=c+%2B'), [['a b', 'c +']]);
  });

  it('an empty request, strange separators, names without values', async () => {
    for (const path of ['/', '/?', '/?&&&', '/?=', '/?=&a', '/?Action', '/??', '/%', '*']) {
      const { status, text } = await send(simulator.url, 'GET', path);
      assert.equal(status, 400, path);
      assert.match(text, /<Code>MissingAction<\/Code>/);
    }
  });

  it('a body over 1 MiB, and one of exactly 1 MiB', async () => {
    const kept = { ...form, connection: 'keep-alive' };
    const over = await send(simulator.url, 'POST', '/', kept, 'a='.padEnd(1024 * 1024 + 1, 'x'));
    assert.equal(over.status, 413);
    assert.equal(over.headers.connection, 'close');
    const most = await send(simulator.url, 'POST', '/?Format=JSON', form, 'a='.padEnd(1024 * 1024, 'x'));
    assert.equal(most.json['Code'], 'MissingAction');
  });

  it('odd methods', async () => {
    for (const method of ['DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'HEAD']) {
      assert.equal((await send(simulator.url, method, '/')).status, 400, method);
    }
    assert.equal(await raw('CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n'), '');
  });

  it('something else than HTTP, and half a request', async () => {
    assert.match(await raw('\x16\x03\x01\x02\x00\x01\x00'), /^HTTP\/1.1 400/);
    assert.match(await raw('GET / HTTP/1.1\r\nHost: a\r\nX: \x00\r\n\r\n'), /^HTTP\/1.1 400/);
    await raw('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf');
  });

  it('names of object properties, everywhere', async () => {
    const args = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"times":1}';
    const params = { ...FREE, Args: args, __proto: '1', constructor: 'x', toString: 'y' };
    assert.equal((await call(simulator.url, { params })).json['Success'], true);
    assert.equal(simulator.executions[0]?.args, args);
    const strong = { ProductKey: 'a1SimPump01', DeviceName: 'pump-01', Identifier: 'stop', Args: args };
    const refused = await call(simulator.url, { params: strong });
    assert.equal(refused.json['Code'], 'iot.device.InvokeThingServiceFailed');
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  });

  it('a parameter smuggled in a second time', async () => {
    const reply = await call(simulator.url, {
      params: { ...FREE, Args: '{"times":1}' },
      tamper: { path: '/?Args=%7B%22times%22%3A99%7D&more=' },
    });
    assert.equal(reply.json['Code'], 'SignatureDoesNotMatch');
    assert.deepEqual(simulator.executions, []);
  });

  it('deeply nested Args', async () => {
    const deep = `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    for (const ProductKey of ['a1SimFree01', 'a1SimTypes1']) {
      const DeviceName = ProductKey === 'a1SimFree01' ? 'free-01' : 'types-01';
      const Identifier = ProductKey === 'a1SimFree01' ? 'blink' : 'echo';
      const reply = await call(simulator.url, { params: { ProductKey, DeviceName, Identifier, Args: deep } });
      assert.equal(reply.status, 200);
    }
  });

  it('an action of a hundred thousand letters is not kept in full', async () => {
    await call(simulator.url, { action: 'x'.repeat(100_000) });
    assert.equal(simulator.calls.at(-1)?.action.length, 100);
  });

  it('a header of 20 KB', async () => {
    const reply = await call(simulator.url, {
      scheme: 'acs3',
      params: { ...FREE, Args: `{"t":"${'x'.repeat(20_000)}"}` },
    });
    assert.equal(reply.json['Success'], true, reply.text);
  });
});

describe('simulator: memory', () => {
  it('keeps the latest entries only, by number and by size', () => {
    const history = new History<string>(3, 10, (text) => text.length);
    for (const text of ['a', 'b', 'c', 'd']) history.add(text);
    assert.deepEqual(history.entries, ['b', 'c', 'd']);
    history.add('12345678');
    assert.deepEqual(history.entries, ['c', 'd', '12345678']);
    history.add('too large for all of it');
    assert.deepEqual(history.entries, []);
    history.add('1234567890');
    assert.equal(history.entries.length, 1);
  });

  it('keeps 10,000 calls', async () => {
    const simulator = await startSimulator();
    const entries = simulator.calls as GatewayCall[];
    for (let i = 0; i < 10_005; i++) entries.push({ at: i, action: '', code: '', requestId: '' });
    await call(simulator.url, {});
    assert.equal(simulator.calls.length, 10_000);
    await simulator.close();
  });
});
