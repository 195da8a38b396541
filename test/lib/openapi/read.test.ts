import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo, type Socket } from 'node:net';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import FakeTimers from '@sinonjs/fake-timers';
import { AliyunIotError } from '../../../lib/errors';
import { createAgent, OpenApi, parseEndpoint, Reader } from '../../../lib/openapi';
import { TEST_CREDENTIALS, TEST_KEYS } from '../../support/client';
import { faultServer, inTurn, json, raw, type Behaviour, type FaultServer } from '../../support/fault-server';
import { assertNoSecret } from '../../support/secret-scan';

const OK = json({ RequestId: 'r-1', Success: true, Data: { Total: 1 } });
const reset: Behaviour = (request) => request.socket.resetAndDestroy();
const stall: Behaviour = () => undefined;
const throttled = (headers: Record<string, string> = {}): Behaviour =>
  json({ RequestId: 'r-t', Code: 'Throttling.User', Message: 'slow down' }, 400, headers);
const CALL = { action: 'QueryProduct', params: { ProductKey: 'a1SimPump01', Odd: `'中 ~*+/=%&?#` } };

describe('Reader', () => {
  let server: FaultServer | undefined;
  const cleanups: (() => unknown)[] = [];

  beforeEach(() => {
    chance(0);
  });

  /** What Math.random says, for the length of a test: how much of the longest delay is waited. */
  function chance(part: number): void {
    const { random } = Math;
    Math.random = () => part;
    cleanups.push(() => (Math.random = random));
  }

  afterEach(async () => {
    await server?.close();
    server = undefined;
    for (const cleanup of cleanups.splice(0).reverse()) cleanup();
  });

  function apiFor(
    endpoint: string,
    options: Partial<ConstructorParameters<typeof OpenApi>[0]> = {},
  ): OpenApi {
    const agent = options.agent ?? createAgent({ endpoint, proxy: 'none' });
    cleanups.push(() => agent.destroy());
    return new OpenApi({
      endpoint: parseEndpoint(endpoint),
      agent,
      signature: 'hmac-sha1',
      credentials: TEST_CREDENTIALS,
      ...options,
    });
  }

  async function serve(behaviour: Behaviour): Promise<Reader> {
    server = await faultServer(behaviour);
    return new Reader(apiFor(server.url));
  }

  const read = (
    reader: Reader,
    signal = new AbortController().signal,
    mayRetry: (error: AliyunIotError) => boolean = () => true,
  ) => reader.read(CALL, { signal, mayRetry });

  /** The error a read ends with. It must be one of ours, hold no secret and never speak of a device that acted. */
  async function failure(reading: Promise<unknown>): Promise<AliyunIotError> {
    const error = await reading.then(
      () => assert.fail('the read did not fail'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof AliyunIotError, `not an error of ours: ${String(error)}`);
    assertNoSecret(error, [...Object.values(TEST_KEYS), ...signaturesSeen()]);
    assert.equal(error.executed, 'no');
    assert.doesNotMatch(error.message + error.in('zh'), /may have (acted|run)|可能已经执行/);
    return error;
  }

  function signaturesSeen(): string[] {
    return (server?.received ?? []).flatMap(({ params, headers }) =>
      [params['Signature'], params['SignatureNonce'], headers.authorization].filter((s) => s !== undefined),
    );
  }

  describe('one call', () => {
    for (const signature of ['hmac-sha1', 'acs3-hmac-sha256'] as const) {
      it(`goes out as an invocation does, over the same connection (${signature})`, async () => {
        server = await faultServer(OK);
        const api = apiFor(server.url, { signature });
        const signal = new AbortController().signal;
        await api.attempt(CALL, { sendWithinMs: () => 5_000, attemptTimeoutMs: () => 5_000, signal });
        assert.deepEqual((await read(new Reader(api))).data, { Total: 1 });
        const [first, second] = server.received.map(({ headers, params, url }) => ({
          headers: Object.keys(headers).sort(),
          params: Object.keys(params).sort(),
          odd: params['Odd'],
          path: url.split('?')[0],
        }));
        assert.deepEqual(second, first);
        assert.equal(second?.odd, CALL.params.Odd);
        assert.equal(server.sockets.size, 1);
      });
    }

    it('reads an answer that a proxy compressed unasked', async () => {
      const body = gzipSync(JSON.stringify({ Success: true, RequestId: 'r', Data: { n: 1 } }));
      const reader = await serve(raw(body, 200, { 'content-encoding': 'gzip' }));
      assert.deepEqual((await read(reader)).data, { n: 1 });
    });

    it('reads a success whatever its status', async () => {
      const reader = await serve(json({ Success: true, RequestId: 'r-9' }, 500));
      assert.equal((await read(reader)).requestId, 'r-9');
      assert.equal(server?.received.length, 1);
    });

    it('reads an answer of 3 MiB, as a large thing model makes', async () => {
      const text = 'x'.repeat(3 * 1024 * 1024);
      const reader = await serve(json({ Success: true, RequestId: 'r', Data: { TslStr: text } }));
      assert.equal((await read(reader)).data['TslStr'], text);
    });
  });

  describe('again', () => {
    const once: [string, Behaviour][] = [
      ['a reset', reset],
      ['a hang-up', (request) => request.socket.destroy()],
      ['half an answer', truncated],
      ['throttling', throttled()],
      [
        'throttling by the service',
        json({ RequestId: 'r', Success: false, Code: 'iot.common.TooManyRequest' }),
      ],
      ['an internal error', json({ RequestId: 'r', Success: false, Code: 'iot.system.SystemException' })],
      ['a 502 of a proxy', raw('<html>Bad Gateway</html>', 502)],
    ];
    for (const [what, fault] of once) {
      it(`after ${what}, signed anew`, async () => {
        const reader = await serve(inTurn(fault, OK));
        assert.equal((await read(reader)).requestId, 'r-1');
        const [first, second, third] = server!.received;
        assert.ok(first && second && !third);
        assert.notEqual(first.params['SignatureNonce'], second.params['SignatureNonce']);
        assert.notEqual(first.params['Signature'], second.params['Signature']);
      });
    }

    it('three times at most', async () => {
      const error = await failure(read(await serve(reset)));
      assert.deepEqual([error.code, error.kind, error.attempts], ['connection-lost', 'network', 3]);
      assert.ok(error.retryable);
      assert.equal(server?.received.length, 3);
    });

    it('and says what the last attempt met', async () => {
      const garbage: Behaviour = (request) => request.socket.end('SSH-2.0-nope\r\n\r\n');
      const error = await failure(read(await serve(inTurn(throttled(), garbage))));
      assert.deepEqual([error.code, error.attempts], ['not-http', 2]);
    });

    it('and speaks of queries when that did not help', async () => {
      const tooMany = await failure(read(await serve(throttled())));
      assert.match(tooMany.message, /Too many queries/);
      await server?.close();
      const broken = await failure(
        read(await serve(json({ RequestId: 'r', Code: 'ServiceUnavailable' }, 503))),
      );
      assert.deepEqual([broken.kind, broken.attempts, broken.retryable], ['platform', 3, true]);
      assert.match(broken.message, /Nothing was changed/);
    });

    it('after a connection that was refused', async () => {
      const port = await closedPort();
      const error = await failure(read(new Reader(apiFor(`http://127.0.0.1:${port}`))));
      assert.deepEqual([error.code, error.kind, error.attempts], ['connect-failed', 'network', 3]);
      assert.match(error.message, /ECONNREFUSED/);
    });

    it('after 10 s without an answer', async () => {
      const reader = await serve(stall);
      const clock = FakeTimers.install({ toFake: ['setTimeout', 'clearTimeout'] });
      cleanups.push(() => clock.uninstall());
      const state = { settled: false };
      const failed = failure(read(reader)).finally(() => (state.settled = true));
      while (server!.received.length === 0) await turn();
      await clock.tickAsync(9_900);
      await turn();
      assert.equal(server?.received.length, 1);
      while (!state.settled) {
        await clock.tickAsync(500);
        await turn();
      }
      const error = await failed;
      assert.deepEqual([error.code, error.kind, error.attempts], ['attempt-timeout', 'timeout', 3]);
      assert.match(error.message, /10 s/);
      assert.ok(clock.now >= 30_000 && clock.now < 34_000, String(clock.now));
    });

    it('no sooner than the server asks', async () => {
      const reader = await serve(inTurn(throttled({ 'x-acs-retry-after': '1200' }), OK));
      const startedAt = performance.now();
      await read(reader);
      assert.ok(performance.now() - startedAt >= 1_190);
    });

    it('after a wait by chance, twice as long the second time', async () => {
      chance(0.1);
      const reader = await serve(inTurn(throttled(), throttled(), OK));
      const startedAt = performance.now();
      await read(reader);
      const took = performance.now() - startedAt;
      assert.ok(took >= 295 && took < 1_500, String(took));
    });

    it('not when the server asks for more than 10 s, which the error passes on', async () => {
      const error = await failure(read(await serve(throttled({ 'retry-after': '11' }))));
      assert.deepEqual([error.kind, error.attempts, error.retryAfterMs], ['throttled', 1, 11_000]);
      assert.ok(error.retryable);
    });

    it('not when the caller forbids it', async () => {
      const asked: string[] = [];
      const reader = await serve(throttled());
      const error = await failure(
        read(reader, undefined, ({ code }) => {
          asked.push(code);
          return false;
        }),
      );
      assert.deepEqual([error.attempts, asked], [1, ['Throttling.User']]);
    });

    it("once with the platform's clock after a refused timestamp", async () => {
      const refuse = json({ RequestId: 'r', Code: 'InvalidTimeStamp.Expired' }, 400, {
        date: 'Tue, 02 Jan 2035 03:04:05 GMT',
      });
      const reader = await serve(inTurn(refuse, OK));
      await read(reader);
      assert.match(server!.received[1]!.params['Timestamp'] ?? '', /^2035-01-02T03:0/);
      await server!.close();
      const error = await failure(read(await serve(refuse)));
      assert.deepEqual([error.kind, error.attempts], ['auth', 2]);
    });
  });

  describe('only once', () => {
    const SWITCH = 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n';
    const final: [string, Behaviour, string, string][] = [
      [
        'not found',
        json({ RequestId: 'r', Success: false, Code: 'iot.prod.NotExistedProduct' }),
        'iot.prod.NotExistedProduct',
        'not-found',
      ],
      ['a login page', raw('<html>hello</html>'), 'answer-not-json', 'platform'],
      ['an empty answer', raw(''), 'answer-empty', 'platform'],
      ['a redirect', raw('', 302, { location: '/elsewhere' }), 'redirected', 'platform'],
      [
        'a code nobody knows',
        json({ RequestId: 'r', Success: false, Code: 'iot.new.Thing' }),
        'iot.new.Thing',
        'platform',
      ],
      ['5 MiB', raw(Buffer.alloc(5 * 1024 * 1024, 'x')), 'answer-too-large', 'platform'],
      ['5 MiB in pieces', chunked(Buffer.alloc(5 * 1024 * 1024, 'x')), 'answer-too-large', 'platform'],
      [
        '5 MiB folded into 5 KiB',
        raw(gzipSync(Buffer.alloc(5 * 1024 * 1024, ' ')), 200, { 'content-encoding': 'gzip' }),
        'answer-too-large',
        'platform',
      ],
      ['broken gzip', raw('no gzip', 200, { 'content-encoding': 'gzip' }), 'answer-encoding', 'platform'],
      ['an unknown encoding', raw('{}', 200, { 'content-encoding': 'zstd' }), 'answer-encoding', 'platform'],
      ['no HTTP', (request) => request.socket.end('SSH-2.0-nope\r\n\r\n'), 'not-http', 'platform'],
      ['another protocol', (request) => request.socket.write(SWITCH), 'not-http', 'platform'],
    ];
    for (const [what, fault, code, kind] of final) {
      it(`asked and told ${what}`, async () => {
        const error = await failure(read(await serve(fault)));
        assert.deepEqual([error.code, error.kind, error.attempts, error.retryable], [code, kind, 1, false]);
        assert.equal(server?.received.length, 1);
      });
    }

    it('ends the connection of an answer that is too long', async () => {
      const reader = await serve(chunked(Buffer.alloc(5 * 1024 * 1024, 'x')));
      await failure(read(reader));
      while (server!.sockets.size > 0) await turn();
    });

    it('ends the connection of a server that wants another protocol', async () => {
      await failure(read(await serve((request) => request.socket.write(SWITCH))));
      while (server!.sockets.size > 0) await turn();
    });

    it('tells which permission is missing', async () => {
      const error = await failure(read(await serve(json({ RequestId: 'r', Code: 'Forbidden.RAM' }, 403))));
      assert.equal(error.kind, 'permission');
      assert.match(error.message, /iot:QueryProduct on/);
      assert.match(error.in('zh'), /iot:QueryProduct /);
    });

    it('passes on what the source of the credentials says', async () => {
      server = await faultServer(OK);
      const refusal = new AliyunIotError({
        code: 'no-credentials',
        kind: 'config',
        executed: 'no',
        texts: { en: 'none', zh: '无' },
      });
      const credentials = { get: () => Promise.reject(refusal), refresh: () => undefined };
      const reader = new Reader(apiFor(server.url, { credentials }));
      assert.equal(await failure(read(reader)), refusal);
      assert.equal(server.received.length, 0);
    });
  });

  describe('stopped', () => {
    it('before it starts', async () => {
      const error = await failure(read(await serve(OK), AbortSignal.abort()));
      assert.equal(error.kind, 'aborted');
      assert.equal(server?.received.length, 0);
    });

    it('while it waits for the answer', async () => {
      const controller = new AbortController();
      const reader = await serve(() => controller.abort());
      assert.equal((await failure(read(reader, controller.signal))).kind, 'aborted');
      while (server!.sockets.size > 0) await turn();
      assert.equal(server!.received.length, 1);
    });

    it('between two attempts', async () => {
      const controller = new AbortController();
      const reader = await serve(throttled({ 'x-acs-retry-after': '9000' }));
      const reading = read(reader, controller.signal, () => {
        setTimeout(() => controller.abort(), 10);
        return true;
      });
      assert.equal((await failure(reading)).kind, 'aborted');
      assert.equal(server!.received.length, 1);
    });

    it('and leaves nothing listening to the signal', async () => {
      const controller = new AbortController();
      let listeners = 0;
      const { signal } = controller;
      const add = signal.addEventListener.bind(signal);
      const remove = signal.removeEventListener.bind(signal);
      signal.addEventListener = (...args: Parameters<typeof add>) => {
        listeners += 1;
        add(...args);
      };
      signal.removeEventListener = (...args: Parameters<typeof remove>) => {
        listeners -= 1;
        remove(...args);
      };
      await read(await serve(inTurn(reset, OK)), signal);
      assert.equal(listeners, 0);
    });
  });

  it('never shows what the server echoes of the request', async () => {
    const echo: Behaviour = (request, response) => {
      const { headers, body, url } = request;
      const said = `${TEST_KEYS.securityToken} ${url} ${body} ${JSON.stringify(headers)}`;
      json({ RequestId: 'r', Code: 'SignatureDoesNotMatch', Message: said }, 400)(request, response);
    };
    for (const signature of ['hmac-sha1', 'acs3-hmac-sha256'] as const) {
      server = await faultServer(echo);
      const error = await failure(read(new Reader(apiFor(server.url, { signature }))));
      assert.equal(error.kind, 'auth');
      await server.close();
    }
  });

  describe('with TLS', () => {
    const pem = (name: string): string =>
      readFileSync(path.join(__dirname, '../../support/tls', `test-${name}.pem`), 'utf8');

    async function listen(listener: net.Server): Promise<number> {
      const sockets = new Set<Socket>();
      listener.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => undefined)));
      cleanups.push(() => {
        for (const socket of sockets) socket.destroy();
        listener.close();
      });
      await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
      return (listener.address() as AddressInfo).port;
    }

    const secureServer = (): Promise<number> =>
      listen(
        https.createServer({ key: pem('server.key'), cert: pem('localhost.cert') }, (_request, response) => {
          response.end(JSON.stringify({ Success: true, RequestId: 'tls' }));
        }),
      );

    it('trusts the CA of the agent, and no other', async () => {
      const endpoint = `https://localhost:${await secureServer()}`;
      const trusting = createAgent({ endpoint, proxy: 'none', tls: { ca: pem('ca.cert') } });
      assert.equal((await read(new Reader(apiFor(endpoint, { agent: trusting })))).requestId, 'tls');
      const error = await failure(read(new Reader(apiFor(endpoint))));
      assert.deepEqual([error.code, error.attempts, error.retryable], ['certificate-refused', 1, false]);
    });

    it('goes through the proxy of the agent, and says when that one refuses', async () => {
      const endpoint = `https://localhost:${await secureServer()}`;
      let tunnels = 0;
      const proxy = http.createServer().on('connect', (request, socket: Socket) => {
        tunnels += 1;
        if (request.headers['proxy-authorization'] === undefined) {
          socket.end('HTTP/1.1 407 Who are you\r\n\r\n');
          return;
        }
        const port = Number(request.url?.split(':')[1]);
        const onward = net.connect(port, '127.0.0.1', () => {
          socket.write('HTTP/1.1 200 OK\r\n\r\n');
          socket.pipe(onward).pipe(socket);
        });
        onward.on('error', () => socket.destroy());
      });
      const url = `http://127.0.0.1:${await listen(proxy)}`;
      const through = (user: object) =>
        new Reader(
          apiFor(endpoint, {
            agent: createAgent({ endpoint, proxy: { url, ...user }, tls: { ca: pem('ca.cert') } }),
          }),
        );
      assert.equal((await read(through({ username: 'u', password: 'p' }))).requestId, 'tls');
      const error = await failure(read(through({})));
      assert.deepEqual([error.code, error.attempts, tunnels], ['proxy-refused', 1, 2]);
    });
  });
});

/** Promises half an answer more than it sends. */
function truncated(...[request, response]: Parameters<Behaviour>): void {
  response.writeHead(200, { 'content-length': '500' });
  response.write('{"Success":tr');
  setTimeout(() => request.socket.destroy(), 10);
}

function chunked(body: Buffer): Behaviour {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    for (let at = 0; at < body.length; at += 65_536) response.write(body.subarray(at, at + 65_536));
    response.end();
  };
}

async function closedPort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
