import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { createAgent, type AgentOptions } from '../../lib/openapi';
import type { ClientOptions } from '../../lib/services';
import { testClient } from '../support/client';
import { assertNoSecret } from '../support/secret-scan';
import { BlackHole } from './black-hole';
import { ok } from './faults';
import { assertAbout, assertPromise, call, scene, together } from './oracle';
import * as proxies from './proxy';
import { FaultServer } from './server';

const pem = (name: string): Buffer => readFileSync(path.join(__dirname, `../support/tls/test-${name}.pem`));
const served = (name: string): object => ({ cert: pem(`${name}.cert`), key: pem('server.key') });

type Lookup = (host: string, options: object, done: (error: NodeJS.ErrnoException | null) => void) => void;

/** An agent whose name look-up is the test's. */
function lookingUp(lookup: Lookup): http.Agent {
  return new http.Agent({ keepAlive: true, lookup } as unknown as http.AgentOptions);
}

/** A call to where nobody is: it ends unsent. */
async function unsent(endpoint: string, options: Partial<ClientOptions>, limits = {}) {
  const client = testClient(endpoint, options);
  try {
    const ending = await call(client, limits);
    assert.ok(ending.error);
    assert.deepEqual([ending.error.kind, ending.error.executed], ['network', 'no']);
    assertNoSecret(ending.error, ['test-key-secret', 'LTAI-test-key-id', 'test-sts-token']);
    return { ...ending, error: ending.error };
  } finally {
    await client.close();
    options.agent?.destroy();
  }
}

describe('no connection', () => {
  for (const code of ['ENOTFOUND', 'EAI_AGAIN']) {
    it(`20 DNS says ${code}: three attempts`, async () => {
      let asked = 0;
      const agent = lookingUp((_host, _options, done) => {
        asked += 1;
        done(Object.assign(new Error('no'), { code }));
      });
      const { error } = await unsent('http://iot.example.com', { agent });
      assert.deepEqual([error.code, error.attempts, error.retryable, asked], ['dns-failed', 3, true, 3]);
    });
  }

  it('22 refused, then up: it succeeds with a retry', async () => {
    const server = await FaultServer.start(ok);
    let asked = 0;
    const agent = new http.Agent();
    const connect = agent.createConnection.bind(agent) as (options: object) => net.Socket;
    // The first connection goes to a port where nobody listens.
    Object.assign(agent, {
      createConnection: (options: object) => connect(++asked === 1 ? { ...options, port: 1 } : options),
    });
    const client = testClient(server.url, { agent });
    try {
      const ending = await call(client);
      assert.equal(ending.outcome?.attempts, 2);
      assert.equal(server.received.length, 1);
      assertPromise(server, client, [ending]);
    } finally {
      await client.close();
      agent.destroy();
      await server.close();
    }
  });

  it('22 refused for good: three attempts, and the budget bounds them', async () => {
    const { error, tookMs } = await unsent('http://127.0.0.1:1', {});
    assert.deepEqual([error.code, error.attempts], ['connect-failed', 3]);
    assert.ok(tookMs < 1_500, String(tookMs));
  });

  let hole: BlackHole;
  before(async () => {
    hole = await BlackHole.open();
  });
  after(() => hole.close());

  together({
    '21 DNS never answers: 5 s, within the deadline': async () => {
      const agent = lookingUp(() => undefined);
      const { error, tookMs } = await unsent('http://iot.example.com', { agent }, { deadlineMs: 14_000 });
      assert.deepEqual([error.code, error.attempts], ['connect-timeout', 1]);
      assertAbout(tookMs, 5_000);
    },
    '21 DNS never answers: no longer than the deadline of the call': async () => {
      const agent = lookingUp(() => undefined);
      const limits = { timeoutMs: 500, deadlineMs: 1_500 };
      const { tookMs } = await unsent('http://iot.example.com', { agent }, limits);
      assertAbout(tookMs, 1_000);
    },
    '21 a SYN without an answer': async () => {
      const { error, tookMs } = await unsent(hole.url, {}, { deadlineMs: 14_000 });
      assert.deepEqual([error.code, error.attempts], ['connect-timeout', 1]);
      assertAbout(tookMs, 5_000);
    },
    '21 a SYN without an answer: no longer than the deadline of the call': async () => {
      const { tookMs } = await unsent(hole.url, {}, { timeoutMs: 500, deadlineMs: 1_500 });
      assertAbout(tookMs, 1_000);
    },
    '21 a TLS handshake that never ends': async () => {
      const mute = await FaultServer.start(ok);
      try {
        const url = `https://127.0.0.1:${mute.port}`;
        const { error, tookMs } = await unsent(url, {}, { timeoutMs: 500, deadlineMs: 1_500 });
        assert.equal(error.code, 'connect-timeout');
        assertAbout(tookMs, 1_000);
      } finally {
        await mute.close();
      }
    },
    '24 a proxy that says nothing': async () => {
      const proxy = await proxies.Proxy.start(proxies.saysNothing);
      try {
        const agent = createAgent({ endpoint: 'http://iot.example.com', proxy: { url: proxy.url } });
        const limits = { timeoutMs: 500, deadlineMs: 1_500 };
        const { tookMs } = await unsent('http://iot.example.com', { agent }, limits);
        assertAbout(tookMs, 1_000);
      } finally {
        await proxy.close();
      }
    },
  });
});

describe('23 TLS without a quiet way past', () => {
  for (const [what, certificate] of [
    ['self-signed', 'self-signed'],
    ['expired', 'expired'],
    ['for another host', 'other-host'],
    ['of an unknown CA', 'localhost'],
  ] as const) {
    it(`a certificate that is ${what} is refused, once`, () =>
      scene(
        ok,
        async ({ server }) => {
          const ca = what === 'of an unknown CA' ? undefined : pem('ca.cert');
          const agent = createAgent({ endpoint: server.url, proxy: 'none', tls: { ca } });
          const { error } = await unsent(server.url, { agent });
          assert.deepEqual([error.code, error.attempts, error.retryable], ['certificate-refused', 1, false]);
          assert.equal(server.received.length, 0);
        },
        { tls: served(certificate) },
      ));
  }

  it('a certificate that is right is taken', async () => {
    const server = await FaultServer.start(ok, { tls: served('localhost') });
    const agent = createAgent({ endpoint: server.url, proxy: 'none', tls: { ca: pem('ca.cert') } });
    const client = testClient(server.url, { agent });
    try {
      const ending = await call(client);
      assert.ok(ending.outcome, ending.error?.message);
      assertPromise(server, client, [ending]);
    } finally {
      agent.destroy();
      await server.close();
    }
  });
});

describe('24 a proxy', () => {
  async function through(
    fault: proxies.ProxyFault,
    { secure = true, proxy: more = {} }: { secure?: boolean; proxy?: object } = {},
  ) {
    const server = await FaultServer.start(ok, secure ? { tls: served('localhost') } : {});
    const proxy = await proxies.Proxy.start(fault);
    const options: AgentOptions = {
      endpoint: server.url,
      proxy: { url: proxy.url, ...more },
      tls: { ca: pem('ca.cert') },
    };
    const agent = createAgent(options);
    const client = testClient(server.url, { agent });
    try {
      const ending = await call(client, { timeoutMs: 500, deadlineMs: 3_000 });
      assertPromise(server, client, [ending]);
      return { ...ending, proxy, server };
    } finally {
      agent.destroy();
      await proxy.close();
      await server.close();
    }
  }

  for (const secure of [true, false]) {
    it(`is gone through (${secure ? 'https' : 'http'})`, async () => {
      const { outcome, error, proxy } = await through(proxies.tunnel, { secure });
      assert.ok(outcome, error?.message);
      assert.equal(proxy.asked.length, 1);
    });
  }

  it('that wants a user is an error, without a retry', async () => {
    const { error, proxy } = await through(proxies.refuses(407), {
      proxy: { username: 'joe', password: 'proxy-password' },
    });
    assert.deepEqual([error?.code, error?.executed, error?.attempts], ['proxy-refused', 'no', 1]);
    assert.equal(proxy.asked.length, 1);
    assertNoSecret(error, ['proxy-password', Buffer.from('joe:proxy-password').toString('base64')]);
  });

  it('that cannot get through now is tried again', async () => {
    const { error, proxy } = await through(proxies.refuses(503));
    assert.deepEqual([error?.code, error?.executed, error?.attempts], ['connect-failed', 'no', 3]);
    assert.match(error?.message ?? '', /PROXY_503/);
    assert.equal(proxy.asked.length, 3);
  });

  it('that is dead', async () => {
    const agent = createAgent({ endpoint: 'https://iot.example.com', proxy: { url: 'http://127.0.0.1:1' } });
    const { error } = await unsent('https://iot.example.com', { agent });
    assert.deepEqual([error.code, error.attempts], ['connect-failed', 3]);
  });

  for (const [what, fault] of [
    ['says yes and sends garbage', proxies.lies('garbage\r\n\r\n'.repeat(20))],
    ['says yes and sends an answer in plain text', proxies.lies('HTTP/1.1 200 OK\r\n\r\n{"Success":true}')],
    ['says yes and closes', proxies.saysYesAndCloses],
    ['says something that is not HTTP', proxies.talksNonsense],
    ['says 502 with a page', proxies.refuses(502, '<html>')],
  ] as const) {
    it(`that ${what}: nothing was sent`, async () => {
      const { error, server } = await through(fault);
      assert.equal(error?.executed, 'no');
      assert.equal(error.kind, 'network');
      assert.equal(server.received.length, 0);
    });
  }

  for (const certificate of ['self-signed', 'other-host', 'expired']) {
    it(`that pretends to be the platform (${certificate}) hears nothing`, async () => {
      const heard: string[] = [];
      const { error, server } = await through(proxies.pretends(served(certificate), heard));
      assert.deepEqual([error?.code, error?.executed, error?.attempts], ['certificate-refused', 'no', 1]);
      assert.deepEqual([heard, server.received], [[], []]);
    });
  }

  it('that lies to a plain-text endpoint: nobody knows', async () => {
    const { error } = await through(proxies.lies('garbage\r\n\r\n'), { secure: false });
    assert.deepEqual([error?.code, error?.executed, error?.attempts], ['not-http', 'unknown', 1]);
  });
});
