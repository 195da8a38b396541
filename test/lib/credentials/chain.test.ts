import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type CredentialProvider, defaultChain } from '../../../lib/credentials';
import { AliyunIotError } from '../../../lib/errors';
import { type StubSource, startStubSource, temporary } from './stub-source';

describe('defaultChain', () => {
  let source: StubSource;
  let home: string;
  let env: Record<string, string>;

  beforeEach(async () => {
    source = await startStubSource();
    home = await mkdtemp(path.join(tmpdir(), 'credentials-'));
    env = {};
  });

  afterEach(async () => {
    await source.close();
    await rm(home, { recursive: true });
  });

  const chain = (): CredentialProvider =>
    defaultChain({ env, home, metadataUrl: source.url, stsUrl: source.url });
  const names = [
    'ALIBABA_CLOUD_ACCESS_KEY_ID',
    'ALIBABA_CLOUD_ROLE_ARN',
    'CLI profile',
    'Credentials file',
    'ALIBABA_CLOUD_ECS_METADATA',
    'ALIBABA_CLOUD_CREDENTIALS_URI',
  ];

  it('lists every source and why it does not apply, in both languages, and asks nobody', async () => {
    const error = await chain()
      .get()
      .catch((reason: unknown) => reason);
    assert.ok(error instanceof AliyunIotError);
    assert.equal(error.kind, 'config');
    assert.equal(error.code, 'credentials-not-found');
    let place = 0;
    for (const name of names) {
      assert.ok(error.message.indexOf(name) > place, `${name} is missing or out of order`);
      place = error.message.indexOf(name);
    }
    assert.match(error.in('zh'), /环境变量：.*OIDC：.*CLI 配置：.*凭据文件：.*ECS RAM 角色：.*URI：/);
    assert.equal(source.seen.length, 0);
  });

  /** Sets up every source, the last one first, each giving a key of another name. */
  const setUp: [string, () => Promise<void> | void][] = [
    ['uri', () => void (env.ALIBABA_CLOUD_CREDENTIALS_URI = `${source.url}/uri`)],
    ['ecs', () => void (env.ALIBABA_CLOUD_ECS_METADATA = 'role')],
    [
      'file',
      async () => {
        await mkdir(path.join(home, '.alibabacloud'));
        const text = '[default]\ntype = access_key\naccess_key_id = STS.file\naccess_key_secret = s\n';
        await writeFile(path.join(home, '.alibabacloud', 'credentials'), text);
      },
    ],
    [
      'cli',
      async () => {
        await mkdir(path.join(home, '.aliyun'));
        const profile = { name: 'default', mode: 'AK', access_key_id: 'STS.cli', access_key_secret: 's' };
        await writeFile(path.join(home, '.aliyun', 'config.json'), JSON.stringify({ profiles: [profile] }));
      },
    ],
    [
      'oidc',
      async () => {
        await writeFile(path.join(home, 'token'), 'jwt');
        env.ALIBABA_CLOUD_ROLE_ARN = env.ALIBABA_CLOUD_OIDC_PROVIDER_ARN = 'arn';
        env.ALIBABA_CLOUD_OIDC_TOKEN_FILE = path.join(home, 'token');
      },
    ],
    [
      'env',
      () => {
        env.ALIBABA_CLOUD_ACCESS_KEY_ID = 'STS.env';
        env.ALIBABA_CLOUD_ACCESS_KEY_SECRET = 's';
      },
    ],
  ];

  it('takes the first source that is set up, in the documented order', async () => {
    source.reply = ({ method, path: where }) => {
      if (method === 'PUT') return { body: 'imds-token' };
      return { body: temporary(where.startsWith('/uri') ? 'uri' : method === 'POST' ? 'oidc' : 'ecs') };
    };
    for (const [name, set] of setUp) {
      await set();
      assert.equal((await chain().get()).accessKeyId, `STS.${name}`);
    }
  });

  it('does not hide a source that fails behind another', async () => {
    for (const [name, set] of setUp) if (name === 'uri' || name === 'ecs') await set();
    source.reply = ({ path: where }) => (where === '/uri' ? { body: temporary() } : { status: 403 });
    await assert.rejects(chain().get(), { kind: 'auth', code: 'credentials-refused' });
  });

  it('looks again after a failure, and sticks to no source', async () => {
    const provider = chain();
    await assert.rejects(provider.get(), { code: 'credentials-not-found' });
    env.ALIBABA_CLOUD_CREDENTIALS_URI = `${source.url}/uri`;
    source.reply = () => ({ status: 500 });
    await assert.rejects(provider.get(), { kind: 'platform' });
    source.reply = () => ({ body: temporary('now') });
    assert.equal((await provider.get()).accessKeyId, 'STS.now');
    assert.equal((await provider.get()).accessKeyId, 'STS.now');
    assert.equal(source.seen.length, 2);
    env.ALIBABA_CLOUD_ACCESS_KEY_ID = 'STS.env';
    env.ALIBABA_CLOUD_ACCESS_KEY_SECRET = 's';
    assert.equal((await provider.get()).accessKeyId, 'STS.now');
    provider.refresh();
    assert.equal((await provider.get()).accessKeyId, 'STS.env');
    env.ALIBABA_CLOUD_ACCESS_KEY_ID = env.ALIBABA_CLOUD_ACCESS_KEY_SECRET = '';
    await assert.rejects(provider.get());
    assert.equal((await provider.get()).accessKeyId, 'STS.now');
  });

  it('shares one fetch among concurrent calls', async () => {
    env.ALIBABA_CLOUD_CREDENTIALS_URI = `${source.url}/uri`;
    const provider = chain();
    await Promise.all(Array.from({ length: 50 }, () => provider.get()));
    assert.equal(source.seen.length, 1);
  });

  it('ends the wait of an aborted call only', async () => {
    env.ALIBABA_CLOUD_CREDENTIALS_URI = `${source.url}/uri`;
    const provider = chain();
    const controller = new AbortController();
    source.reply = () => {
      controller.abort();
      return { body: temporary() };
    };
    const stopped = assert.rejects(provider.get(controller.signal), { kind: 'aborted' });
    assert.equal((await provider.get()).accessKeyId, 'STS.first');
    await stopped;
    assert.equal(source.seen.length, 1);
  });
});
