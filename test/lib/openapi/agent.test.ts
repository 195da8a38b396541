import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AliyunIotError } from '../../../lib/errors';
import { type AgentOptions, createAgent, ProxyFailure, ProxyRefusal } from '../../../lib/openapi/agent';
import { until } from '../../support/until';

type Listener = net.Server | http.Server | https.Server;
type Opening = (socket: net.Socket, target: string, head: http.IncomingHttpHeaders) => void;

const pem = (name: string): Buffer =>
  readFileSync(path.join(__dirname, '../../support/tls', `test-${name}.pem`));
const ca = pem('ca.cert');
const PROXY_VARIABLES = ['https_proxy', 'http_proxy', 'all_proxy', 'no_proxy'].flatMap((name) => [
  name,
  name.toUpperCase(),
]);

describe('createAgent', () => {
  const sockets = new Set<net.Socket>();
  const servers: Listener[] = [];
  const agents: http.Agent[] = [];
  let environment: NodeJS.ProcessEnv;

  beforeEach(() => {
    environment = { ...process.env };
    for (const name of PROXY_VARIABLES) Reflect.deleteProperty(process.env, name);
  });

  afterEach(async () => {
    process.env = environment;
    for (const agent of agents.splice(0)) agent.destroy();
    for (const socket of sockets) socket.destroy();
    await Promise.all(servers.splice(0).map((server) => new Promise((closed) => server.close(closed))));
  });

  function track(socket: net.Socket): net.Socket {
    sockets.add(socket);
    return socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  }

  async function listen(server: Listener): Promise<number> {
    servers.push(server);
    server.on('connection', track);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as net.AddressInfo).port;
  }

  const hello =
    (headers: http.OutgoingHttpHeaders = {}): http.RequestListener =>
    (request, response) => {
      response.writeHead(200, headers).end(`hello ${request.headers.host ?? ''}`);
    };

  const serveHttp = async (headers?: http.OutgoingHttpHeaders): Promise<string> =>
    `http://127.0.0.1:${await listen(http.createServer(hello(headers)))}`;

  const serveHttps = async (certificate: string, options: https.ServerOptions = {}): Promise<string> => {
    const cert = pem(`${certificate}.cert`);
    const server = https.createServer({ cert, key: pem('server.key'), ...options }, hello());
    return `https://localhost:${await listen(server)}`;
  };

  /** A real proxy, about as small as they get. `seen` holds what it was asked for. */
  async function proxyThat(
    open: Opening,
    secure = false,
  ): Promise<{ url: string; port: number; seen: string[] }> {
    const seen: string[] = [];
    const server = secure
      ? https.createServer({ cert: pem('localhost.cert'), key: pem('server.key') })
      : http.createServer();
    server.on('connect', (request: http.IncomingMessage, socket: net.Socket) => {
      seen.push(request.url ?? '');
      open(socket, request.url ?? '', request.headers);
    });
    const port = await listen(server);
    return { url: `${secure ? 'https' : 'http'}://localhost:${port}`, port, seen };
  }

  const forward: Opening = (socket, target) => {
    const upstream = net.connect(Number(target.split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(upstream).pipe(socket);
    });
    track(upstream).on('close', () => socket.destroy());
    socket.on('close', () => upstream.destroy());
  };

  // Says nothing more, but sees the other side go.
  const hang = (socket: net.Socket): net.Socket => socket.resume().on('end', () => socket.destroy());

  const answer =
    (text: string): Opening =>
    (socket) =>
      socket.end(text);

  function agentFor(options: AgentOptions): http.Agent {
    const agent = createAgent(options);
    agents.push(agent);
    return agent;
  }

  /** Like the real caller: nothing is written before there is a socket. */
  function start(url: string, agent: http.Agent, written: { bytes?: boolean } = {}): http.ClientRequest {
    const request = (url.startsWith('https') ? https : http).request(url, { agent, method: 'POST' });
    request.on('error', () => undefined);
    request.once('socket', () => {
      written.bytes = true;
      request.end('secret body');
    });
    return request;
  }

  async function text(request: http.ClientRequest): Promise<string> {
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    return Buffer.concat((await response.toArray()) as Buffer[]).toString();
  }

  const get = (url: string, options: Partial<AgentOptions> = {}): Promise<string> =>
    text(start(url, agentFor({ endpoint: url, ...options })));

  async function failure(url: string, options: Partial<AgentOptions>): Promise<Error & { code?: string }> {
    const written: { bytes?: boolean } = {};
    const request = start(url, agentFor({ endpoint: url, ...options }), written);
    const error = await text(request).then(
      () => assert.fail('the request should have failed'),
      (reason: unknown) => reason as Error,
    );
    assert.equal(written.bytes, undefined, 'a byte of the request was written');
    return error;
  }

  const free = (agent: http.Agent): net.Socket[] =>
    Object.values(agent.freeSockets).flatMap((list) => list ?? []);

  describe('idle connections', () => {
    async function idleMs(
      headers: http.OutgoingHttpHeaders,
      proxy: AgentOptions['proxy'] = 'none',
    ): Promise<number[]> {
      const server = http.createServer(hello(headers));
      server.keepAliveTimeout = 0;
      const url = `http://127.0.0.1:${await listen(server)}`;
      const agent = agentFor({ endpoint: url, proxy });
      await text(start(url, agent));
      await sleep(20);
      return free(agent).map((socket) => socket.timeout ?? 0);
    }

    it('are closed one second before the server closes them', async () => {
      assert.deepEqual(await idleMs({ 'Keep-Alive': 'timeout=5' }), [4000]);
      assert.deepEqual(await idleMs({ 'Keep-Alive': 'max=100, timeout=60' }), [59_000]);
    });

    it('are closed after a minute, whatever a server promises', async () => {
      for (const seconds of ['3600', '99999999999', '9'.repeat(400)]) {
        assert.deepEqual(await idleMs({ 'Keep-Alive': `timeout=${seconds}` }), [60_000], seconds);
      }
    });

    it('are closed after 15 s when the server says nothing', async () => {
      assert.deepEqual(await idleMs({}), [15_000]);
    });

    it('are not kept when the server hardly keeps them', async () => {
      assert.deepEqual(await idleMs({ 'Keep-Alive': 'timeout=1' }), []);
    });

    it('are closed when the server says something unasked, which could pass for the next answer', async () => {
      const server = http.createServer(hello());
      // Or the server would close it by itself.
      server.keepAliveTimeout = 0;
      const sockets: net.Socket[] = [];
      server.on('connection', (socket) => sockets.push(socket));
      const url = `http://127.0.0.1:${await listen(server)}`;
      const agent = agentFor({ endpoint: url });
      for (const asked of [1, 2]) {
        await text(start(url, agent));
        await until(() => free(agent).length === 1, 'the connection should have been kept');
        await text(start(url, agent));
        await until(() => free(agent).length === 1, 'the connection should have been used again');
        assert.equal(sockets.length, asked);
        sockets.at(-1)!.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
        await until(() => free(agent).length === 0, 'the connection should have been closed');
      }
    });

    it('are limited through a proxy too', async () => {
      const proxy = await proxyThat(forward);
      assert.deepEqual(await idleMs({ 'Keep-Alive': 'timeout=5' }, { url: proxy.url }), [4000]);
    });

    it('really close, and only when idle', async () => {
      const url = await serveHttp({ 'Keep-Alive': 'timeout=2' });
      const agent = agentFor({ endpoint: url });
      await text(start(url, agent));
      await sleep(20);
      const [socket] = free(agent);
      await text(start(url, agent));
      await sleep(20);
      assert.equal(free(agent)[0], socket, 'the second request should have reused the connection');
      const begun = Date.now();
      await once(socket!, 'close');
      assert.ok(Date.now() - begun < 1500);
    });

    it('have no timer while a request uses them', async () => {
      const server = http.createServer(hello());
      const url = `http://127.0.0.1:${await listen(server)}`;
      const agent = agentFor({ endpoint: url });
      await text(start(url, agent));
      await sleep(20);
      server.removeAllListeners('request');
      server.once('request', (_request, response) => setTimeout(() => response.end(), 50));
      const request = start(url, agent);
      const [socket] = (await once(request, 'socket')) as [net.Socket];
      assert.equal(request.reusedSocket, true);
      assert.equal(socket.timeout, 0);
      await text(request);
    });

    for (const protocol of ['http', 'https']) {
      it(`leave the pool when the server closes them, through a proxy to ${protocol}`, async () => {
        const url = protocol === 'http' ? await serveHttp() : await serveHttps('localhost');
        const proxy = await proxyThat(forward);
        const agent = agentFor({ endpoint: url, tls: { ca }, proxy: { url: proxy.url } });
        await text(start(url, agent));
        await sleep(20);
        assert.equal(free(agent).length, 1);
        (servers[0] as http.Server).closeAllConnections();
        await until(() => free(agent).length === 0, 'a dead connection stayed in the pool');
      });
    }
  });

  describe('TLS', () => {
    it('trusts a CA that is given', async () => {
      assert.match(await get(await serveHttps('localhost'), { tls: { ca } }), /^hello/);
      assert.match(
        await get(await serveHttps('localhost'), { tls: { ca, rejectUnauthorized: undefined } }),
        /^hello/,
      );
    });

    const refusals = [
      ['an unknown CA', 'localhost', {}, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
      [
        'an unknown CA when the setting is undefined',
        'localhost',
        { rejectUnauthorized: undefined },
        'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      ],
      ['a self-signed certificate', 'self-signed', { ca }, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
      ['an expired certificate', 'expired', { ca }, 'CERT_HAS_EXPIRED'],
      ['the certificate of another host', 'other-host', { ca }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ] as const;
    for (const [what, certificate, tls, code] of refusals) {
      it(`refuses ${what}, directly and through a proxy`, async () => {
        const url = await serveHttps(certificate);
        const proxy = await proxyThat(forward);
        for (const by of ['none', { url: proxy.url }] as const) {
          const request = start(url, agentFor({ endpoint: url, tls, proxy: by }));
          await assert.rejects(text(request), { code });
        }
        assert.equal(proxy.seen.length, 1);
      });
    }

    it('accepts what the user chose to accept', async () => {
      assert.match(await get(await serveHttps('expired'), { tls: { rejectUnauthorized: false } }), /^hello/);
      assert.match(
        await get(await serveHttps('other-host'), { tls: { ca, servername: 'other-host.example' } }),
        /^hello/,
      );
    });

    it('shows a client certificate to the endpoint', async () => {
      const url = await serveHttps('localhost', { ca, requestCert: true, rejectUnauthorized: true });
      const mine = { cert: pem('localhost.cert'), key: pem('server.key') };
      assert.match(await get(url, { tls: { ca, ...mine } }), /^hello/);
      await assert.rejects(get(url, { tls: { ca } }));
    });
  });

  describe('a proxy', () => {
    it('carries requests to http and https endpoints', async () => {
      const proxy = await proxyThat(forward);
      for (const url of [await serveHttp(), await serveHttps('localhost')]) {
        assert.match(await get(url, { tls: { ca }, proxy: { url: proxy.url } }), /^hello/);
      }
      assert.equal(proxy.seen.length, 2);
    });

    it('leaves no timer behind once the tunnel stands', async () => {
      const timers = (): number =>
        process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
      const proxy = await proxyThat(forward);
      const url = await serveHttp();
      const before = timers();
      const request = start(url, agentFor({ endpoint: url, proxy: { url: proxy.url } }));
      await once(request, 'socket');
      assert.equal(timers(), before);
      await text(request);
    });

    it('may speak TLS itself', async () => {
      const proxy = await proxyThat(forward, true);
      const url = await serveHttps('localhost');
      assert.match(await get(url, { tls: { ca }, proxy: { url: proxy.url } }), /^hello/);
      const error = await failure(url, { tls: { rejectUnauthorized: false }, proxy: { url: proxy.url } });
      assert.equal(error.code, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    });

    it('gets user and password, from the address or beside it', async () => {
      const seen: (string | undefined)[] = [];
      const proxy = await proxyThat((socket, target, headers) => {
        seen.push(headers['proxy-authorization']);
        forward(socket, target, headers);
      });
      const url = await serveHttp();
      await get(url, { proxy: { url: `http://us%40er:p%25a%3As@localhost:${proxy.port}` } });
      await get(url, { proxy: { url: proxy.url, username: 'us@er', password: 'p%a:s' } });
      const expected = `Basic ${Buffer.from('us@er:p%a:s').toString('base64')}`;
      assert.deepEqual(seen, [expected, expected]);
    });

    for (const status of [407, 403, 302, 499]) {
      it(`that answers ${status} fails the request as refused`, async () => {
        const proxy = await proxyThat(answer(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`));
        const options = { proxy: { url: proxy.url, username: 'u', password: 'hunter2' } };
        for (const url of [await serveHttp(), await serveHttps('localhost')]) {
          const error = await failure(url, options);
          assert.ok(error instanceof ProxyRefusal);
          assert.equal(error.status, status);
          assert.doesNotMatch(JSON.stringify([error, error.message, error.stack]), /hunter2/);
        }
        await until(() => sockets.size === 0, 'a socket was left behind');
      });
    }

    it('that answers 502 could not get through', async () => {
      const proxy = await proxyThat(answer('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n'));
      const error = await failure(await serveHttps('localhost'), { proxy: { url: proxy.url } });
      assert.ok(error instanceof ProxyFailure);
      assert.equal(error.code, 'PROXY_502');
    });

    it('that answers garbage or hangs up fails the request', async () => {
      const url = await serveHttps('localhost');
      const garbage = await proxyThat(answer('SSH-2.0-OpenSSH_9.2\r\n'));
      const error = await failure(url, { proxy: { url: garbage.url } });
      assert.ok(error instanceof ProxyFailure);
      assert.match(error.code, /^PROXY_HPE_/);
      const closing = await proxyThat(answer(''));
      assert.equal((await failure(url, { proxy: { url: closing.url } })).code, 'PROXY_ECONNRESET');
      await until(() => sockets.size === 0, 'a socket was left behind');
    });

    it('that is not there fails the request, never going past it', async () => {
      let requests = 0;
      const server = http.createServer(() => (requests += 1));
      const url = `http://127.0.0.1:${await listen(server)}`;
      const nobody = net.createServer();
      const port = await listen(nobody);
      await new Promise((closed) => nobody.close(closed));
      assert.equal(
        (await failure(url, { proxy: { url: `http://127.0.0.1:${port}` } })).code,
        'PROXY_ECONNREFUSED',
      );
      assert.equal(requests, 0);
    });

    it('that hangs is given up after its time', async () => {
      const proxy = await proxyThat(hang);
      const url = await serveHttps('localhost');
      const error = await failure(url, { proxy: { url: proxy.url }, proxyTimeoutMs: 60 });
      assert.equal(error.code, 'PROXY_TIMEOUT');
      await until(() => sockets.size === 0, 'the CONNECT request went on');
    });

    it('is left alone as soon as the request is destroyed', async () => {
      const proxy = await proxyThat(hang);
      const url = await serveHttps('localhost');
      for (const reason of [undefined, new Error('my own reason')]) {
        const request = start(url, agentFor({ endpoint: url, proxy: { url: proxy.url } }));
        await until(() => proxy.seen.length > 0, 'no CONNECT arrived');
        const failed = once(request, 'error') as Promise<[Error]>;
        request.destroy(reason);
        assert.equal((await failed)[0].message, reason?.message ?? 'socket hang up');
        await until(() => sockets.size === 0, 'the CONNECT request went on');
        proxy.seen.length = 0;
      }
    });

    it('is left alone when the request is destroyed before the proxy is reached', async () => {
      const proxy = await proxyThat(hang);
      const url = await serveHttps('localhost');
      const request = start(url, agentFor({ endpoint: url, proxy: { url: proxy.url } }));
      request.destroy();
      await once(request, 'close').catch(() => undefined);
      await sleep(50);
      assert.deepEqual(proxy.seen, []);
      assert.equal(sockets.size, 0);
    });

    it('does not hold a tunnel whose far end never speaks', async () => {
      const proxy = await proxyThat((socket) => hang(socket).write('HTTP/1.1 200 OK\r\n\r\n'));
      const url = await serveHttps('localhost');
      const request = start(url, agentFor({ endpoint: url, proxy: { url: proxy.url } }));
      await once(request, 'socket');
      request.destroy();
      await until(() => sockets.size === 0, 'the tunnel stayed open');
    });
  });

  describe('the choice of a proxy', () => {
    const refusing = (): Promise<{ url: string }> => proxyThat(answer('HTTP/1.1 403 No\r\n\r\n'));
    const proxied = async (url: string, proxy?: AgentOptions['proxy']): Promise<boolean> => {
      const request = start(url, agentFor({ endpoint: url, ...(proxy && { proxy }) }));
      return text(request).then(
        () => false,
        (error: unknown) => error instanceof ProxyRefusal,
      );
    };

    for (const name of ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY']) {
      it(`honours ${name}`, async () => {
        const url = await serveHttp();
        process.env[name] = (await refusing()).url;
        assert.equal(await proxied(url), true);
        assert.equal(await proxied(url, 'environment'), true);
        assert.equal(await proxied(url, 'none'), false);
        process.env.no_proxy = 'other.example,127.0.0.1';
        assert.equal(await proxied(url), false);
      });
    }

    it('honours https_proxy for https endpoints only', async () => {
      process.env.https_proxy = (await refusing()).url;
      assert.equal(await proxied(await serveHttps('localhost')), true);
      assert.equal(await proxied(await serveHttp()), false);
    });

    const isDirect = (endpoint: string, pattern: string): boolean => {
      const agent = agentFor({ endpoint, proxy: { url: 'http://proxy.example:3128', noProxy: [pattern] } });
      return agent.constructor === https.Agent;
    };
    const hosts: [string, string[], string[]][] = [
      [
        'https://iot.cn-shanghai.aliyuncs.com',
        [
          '*',
          '*.aliyuncs.com',
          '.aliyuncs.com',
          'aliyuncs.com',
          'ALIYUNCS.com',
          'iot.cn-shanghai.aliyuncs.com:443',
          'a.example, aliyuncs.com',
        ],
        [
          '',
          'yuncs.com',
          'iot.cn-shanghai.aliyuncs.com:8443',
          '.iot.cn-shanghai.aliyuncs.com',
          'example.com',
        ],
      ],
      ['https://[::1]:8443', ['::1', '[::1]', '[::1]:8443'], ['[::1]:443', '::2']],
    ];
    for (const [endpoint, direct, through] of hosts) {
      it(`reads the list of hosts without a proxy, ${endpoint}`, () => {
        for (const pattern of direct) assert.equal(isDirect(endpoint, pattern), true, pattern);
        for (const pattern of through) assert.equal(isDirect(endpoint, pattern), false, pattern);
      });
    }

    it('never goes on without a proxy that is set but unusable, and does not show its password', () => {
      const unusable = [
        '',
        'localhost:3128',
        'socks5://u:hunter2@localhost:1080',
        'http://u:hunter2@',
        'http://u:hunter2%@localhost:1',
      ];
      for (const url of unusable) {
        assert.throws(
          () => createAgent({ endpoint: 'cn-shanghai', proxy: { url } }),
          (error: unknown) =>
            error instanceof AliyunIotError &&
            error.code === 'proxy-invalid' &&
            !/hunter2/.test(`${error.message} ${error.in('zh')} ${error.stack ?? ''}`),
        );
      }
      process.env.all_proxy = 'socks5://localhost:1080';
      assert.throws(() => createAgent({ endpoint: 'cn-shanghai' }), {
        code: 'proxy-invalid',
        kind: 'config',
      });
    });
  });
});
