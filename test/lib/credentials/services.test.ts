import assert from 'node:assert/strict';
import FakeTimers from '@sinonjs/fake-timers';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import https from 'node:https';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type CredentialProvider,
  ecsRamRoleCredentials,
  oidcCredentials,
  uriCredentials,
} from '../../../lib/credentials';
import { AliyunIotError } from '../../../lib/errors';
import { askOnce } from '../../../lib/credentials/small-http';
import { type StubSource, startStubSource, temporary } from './stub-source';

const FIRST = { accessKeyId: 'STS.first', accessKeySecret: 'secret-first', securityToken: 'token-first' };

describe('credentials from a service', () => {
  let source: StubSource;
  let folder: string;

  beforeEach(async () => {
    source = await startStubSource();
    folder = await mkdtemp(path.join(tmpdir(), 'credentials-'));
  });

  afterEach(async () => {
    await source.close();
    await rm(folder, { recursive: true });
  });

  async function failure(provider: CredentialProvider): Promise<AliyunIotError> {
    const error = await provider.get().then(
      () => assert.fail('should have failed'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof AliyunIotError, String(error));
    assert.equal(error.executed, 'no');
    assert.doesNotMatch(
      `${error.in('en')}${error.in('zh')}${JSON.stringify(error)}`,
      /hunter2|secret-first|token-first/,
    );
    return error;
  }

  describe('URI', () => {
    const provider = (url = `${source.url}/keys?password=hunter2`): CredentialProvider =>
      uriCredentials({ env: { ALIBABA_CLOUD_CREDENTIALS_URI: url } });

    it('gives what the address answers', async () => {
      assert.deepEqual(await provider().get(), FIRST);
      assert.equal(source.seen[0]?.path, '/keys?password=hunter2');
    });

    const replies: [string, object | string, object][] = [
      [
        'a refusal',
        { status: 403, body: { Code: 'Forbidden.Role', RequestId: 'R-1', Message: 'hunter2' } },
        { kind: 'auth', retryable: false, httpStatus: 403, requestId: 'R-1' },
      ],
      [
        'a refusal in words',
        { body: { Code: 'Failed', Message: 'hunter2' } },
        { kind: 'auth', code: 'credentials-refused' },
      ],
      [
        'throttling',
        { status: 400, body: { Code: 'Throttling.User' } },
        { kind: 'throttled', retryable: true },
      ],
      ['an outage', { status: 503, body: 'hunter2' }, { kind: 'platform', retryable: true, httpStatus: 503 }],
      ['a redirect', { status: 302, headers: { location: '/other' } }, { kind: 'platform', httpStatus: 302 }],
      ['HTML', { body: '<html>hunter2</html>' }, { kind: 'platform', code: 'credentials-unreadable' }],
      ['nothing', { body: '' }, { kind: 'platform', code: 'credentials-unreadable' }],
      ['null', { body: 'null' }, { kind: 'platform', code: 'credentials-unreadable' }],
      [
        'a key too few',
        { body: { ...temporary(), SecurityToken: '' } },
        { kind: 'platform', code: 'credentials-unreadable' },
      ],
      [
        'no date',
        { body: { ...temporary(), Expiration: 'soon' } },
        { kind: 'platform', code: 'credentials-unreadable' },
      ],
      [
        'too much',
        { body: { ...temporary(), Padding: 'x'.repeat(70_000) } },
        { kind: 'platform', code: 'credentials-unreadable' },
      ],
      ['expired keys', { body: temporary('first', -1000) }, { kind: 'config', code: 'credentials-expired' }],
      ['a closed connection', 'close', { kind: 'network', code: 'credentials-unreachable', retryable: true }],
    ];
    for (const [what, reply, facts] of replies) {
      it(`reports ${what}`, async () => {
        source.reply = () => reply as never;
        const error = await failure(provider());
        for (const [key, value] of Object.entries(facts)) assert.equal(Reflect.get(error, key), value, key);
        assert.equal(source.seen.length, 1);
      });
    }

    it('reports that nobody is there, and an address that is none', async () => {
      await source.close();
      const error = await failure(provider());
      assert.equal(error.kind, 'network');
      assert.match(error.message, /ECONNREFUSED/);
      source = await startStubSource();
      assert.equal((await failure(provider('file:///hunter2'))).code, 'credentials-uri-invalid');
      assert.equal((await failure(uriCredentials({ env: {} }))).code, 'credentials-not-set-up');
    });
  });

  describe('ECS RAM role', () => {
    const ecs = (env: Record<string, string>, roleName?: string): CredentialProvider =>
      ecsRamRoleCredentials({ env, metadataUrl: source.url, roleName });
    const named = { ALIBABA_CLOUD_ECS_METADATA: 'my/role?' };
    const asked = (): string[] => source.seen.map(({ method, path: where }) => `${method} ${where}`);
    const ROLE = 'GET /latest/meta-data/ram/security-credentials/my%2Frole%3F';
    const TOKEN = 'PUT /latest/api/token';

    it('asks for a token first, then for the role', async () => {
      source.reply = ({ method }) => ({ body: method === 'PUT' ? 'imds-token' : temporary() });
      assert.deepEqual(await ecs(named).get(), FIRST);
      assert.deepEqual(asked(), [TOKEN, ROLE]);
      assert.equal(source.seen[0]?.headers['x-aliyun-ecs-metadata-token-ttl-seconds'], '21600');
      assert.equal(source.seen[1]?.headers['x-aliyun-ecs-metadata-token'], 'imds-token');
    });

    it('does without a token as in v1, unless that is switched off', async () => {
      source.reply = ({ method }) => (method === 'PUT' ? { status: 404 } : { body: temporary() });
      assert.deepEqual(await ecs(named).get(), FIRST);
      assert.equal(source.seen[1]?.headers['x-aliyun-ecs-metadata-token'], undefined);
      source.seen.length = 0;
      assert.equal((await failure(ecs({ ...named, ALIBABA_CLOUD_IMDSV1_DISABLED: 'True' }))).kind, 'auth');
      assert.deepEqual(asked(), [TOKEN]);
    });

    it('asks nobody when no role is named or it is switched off', async () => {
      assert.equal((await failure(ecs({}))).code, 'credentials-not-set-up');
      assert.equal(
        (await failure(ecs({ ...named, ALIBABA_CLOUD_ECS_METADATA_DISABLED: 'true' }))).code,
        'credentials-not-set-up',
      );
      assert.deepEqual(asked(), []);
    });

    it('reports a role the instance does not have', async () => {
      source.reply = ({ method }) => (method === 'PUT' ? { body: 't' } : { status: 404, body: '<html>' });
      const error = await failure(ecs({}, 'other'));
      assert.equal(error.kind, 'auth');
      assert.match(error.message, /ECS metadata service: HTTP 404/);
    });
  });

  describe('OIDC', () => {
    let tokenFile: string;
    let env: Record<string, string>;

    beforeEach(async () => {
      tokenFile = path.join(folder, 'token');
      await writeFile(tokenFile, 'jwt-hunter2\n');
      env = {
        ALIBABA_CLOUD_ROLE_ARN: 'acs:ram::1:role/pump',
        ALIBABA_CLOUD_OIDC_PROVIDER_ARN: 'acs:ram::1:oidc-provider/k8s',
        ALIBABA_CLOUD_OIDC_TOKEN_FILE: tokenFile,
      };
      source.reply = () => ({ body: { RequestId: 'R', Credentials: { ...temporary(), Code: undefined } } });
    });

    const oidc = (): CredentialProvider => oidcCredentials({ env, stsUrl: source.url });

    it('exchanges the token in an unsigned form', async () => {
      assert.deepEqual(await oidc().get(), FIRST);
      const seen = source.seen[0];
      assert.equal(seen?.method, 'POST');
      assert.equal(seen.path, '/');
      assert.equal(seen.headers['content-type'], 'application/x-www-form-urlencoded');
      const { Timestamp, SignatureNonce, ...form } = Object.fromEntries(new URLSearchParams(seen.body));
      assert.deepEqual(form, {
        Action: 'AssumeRoleWithOIDC',
        Version: '2015-04-01',
        Format: 'JSON',
        RoleArn: 'acs:ram::1:role/pump',
        OIDCProviderArn: 'acs:ram::1:oidc-provider/k8s',
        OIDCToken: 'jwt-hunter2',
        RoleSessionName: 'node-red-aliyun-iot',
      });
      assert.match(Timestamp ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      assert.match(SignatureNonce ?? '', /^[\w-]{36}$/);
    });

    it('reads the token file anew each time', async () => {
      source.reply = () => ({ status: 500 });
      const provider = oidc();
      await failure(provider);
      await writeFile(tokenFile, 'jwt-new');
      await failure(provider);
      assert.match(source.seen[1]?.body ?? '', /OIDCToken=jwt-new/);
    });

    it('reports a refusal with its code and request ID, not its text', async () => {
      source.reply = () => ({
        status: 400,
        body: {
          Code: 'AuthenticationFail.OIDCToken.Expired',
          RequestId: 'R-2',
          Message: 'jwt-hunter2 expired',
        },
      });
      const error = await failure(oidc());
      assert.equal(error.kind, 'auth');
      assert.equal(error.requestId, 'R-2');
      assert.match(error.message, /Security Token Service: AuthenticationFail\.OIDCToken\.Expired/);
    });

    it('names what is missing', async () => {
      env.ALIBABA_CLOUD_OIDC_PROVIDER_ARN = '';
      assert.match((await failure(oidc())).message, /not set: ALIBABA_CLOUD_OIDC_PROVIDER_ARN\./);
    });

    it('reports a token file that is missing or empty', async () => {
      await writeFile(tokenFile, ' \n');
      assert.match((await failure(oidc())).message, /OIDC token file cannot be used \(empty\)/);
      await rm(tokenFile);
      assert.match((await failure(oidc())).message, /\(ENOENT\)/);
      assert.equal(source.seen.length, 0);
    });

    const hosts: [Record<string, string>, string][] = [
      [{}, 'sts.aliyuncs.com'],
      [{ ALIBABA_CLOUD_STS_REGION: 'cn-shanghai' }, 'sts.cn-shanghai.aliyuncs.com'],
      [
        { ALIBABA_CLOUD_STS_REGION: 'cn-shanghai', ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED: 'true' },
        'sts-vpc.cn-shanghai.aliyuncs.com',
      ],
    ];
    for (const [more, host] of hosts) {
      it(`goes to ${host}`, async () => {
        let asked: string | null | undefined;
        const stsAgent = new https.Agent();
        stsAgent.createConnection = (options, done) => {
          asked = options.host;
          done?.(Object.assign(new Error('no network in tests'), { code: 'ESTOP' }), new net.Socket());
          return undefined;
        };
        const error = await failure(oidcCredentials({ env: { ...env, ...more }, stsAgent }));
        assert.match(error.message, /ESTOP/);
        assert.equal(asked, host);
      });
    }

    it('lets nothing but a region choose the host', async () => {
      env.ALIBABA_CLOUD_STS_REGION = 'evil.example/';
      assert.equal((await failure(oidcCredentials({ env }))).code, 'sts-region-invalid');
    });
  });

  describe('one exchange', () => {
    const asked = { source: { en: 'it', zh: '它' }, method: 'GET' as const };

    it('leaves no timer behind', async () => {
      const clock = FakeTimers.install({ toFake: ['setTimeout', 'clearTimeout'] });
      try {
        await askOnce({ ...asked, url: source.url });
        assert.equal(clock.countTimers(), 0);
      } finally {
        clock.uninstall();
      }
    });

    it('ends in time, whatever the other side does, and leaves no connection', async () => {
      source.reply = () => 'hang';
      await assert.rejects(askOnce({ ...asked, url: source.url, timeoutMs: 50 }), {
        kind: 'timeout',
        retryable: true,
      });
      const drip = net.createServer((socket) => {
        socket.on('error', () => undefined).write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n');
        const timer = setInterval(() => socket.write('x'), 10);
        socket.on('close', () => {
          clearInterval(timer);
          drip.close();
        });
      });
      await new Promise<void>((listening) => drip.listen(0, '127.0.0.1', listening));
      const { port } = drip.address() as net.AddressInfo;
      await assert.rejects(askOnce({ ...asked, url: `http://127.0.0.1:${port}`, timeoutMs: 80 }), {
        kind: 'timeout',
      });
      await new Promise((closed) => drip.once('close', closed));
    });
  });
});
