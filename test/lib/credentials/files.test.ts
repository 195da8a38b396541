import assert from 'node:assert/strict';
import FakeTimers from '@sinonjs/fake-timers';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type CredentialProvider, fileCredentials, profileCredentials } from '../../../lib/credentials';
import { AliyunIotError } from '../../../lib/errors';
import { type StubSource, startStubSource, temporary } from './stub-source';

const KEYS = { accessKeyId: 'LTAI5tExample', accessKeySecret: 'hunter2' };
const AK = { mode: 'AK', access_key_id: 'LTAI5tExample', access_key_secret: 'hunter2' };

async function failure(provider: CredentialProvider): Promise<AliyunIotError> {
  const error = await provider.get().then(
    () => assert.fail('should have failed'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof AliyunIotError, String(error));
  assert.doesNotMatch(`${error.in('en')}${error.in('zh')}${JSON.stringify(error)}`, /hunter2/);
  return error;
}

describe('credentials from a file', () => {
  let source: StubSource;
  let home: string;
  let env: Record<string, string>;

  beforeEach(async () => {
    source = await startStubSource();
    home = await mkdtemp(path.join(tmpdir(), 'credentials-'));
    await mkdir(path.join(home, '.aliyun'));
    await mkdir(path.join(home, '.alibabacloud'));
    env = {};
  });

  afterEach(async () => {
    await source.close();
    await rm(home, { recursive: true });
  });

  const options = (): object => ({ env, home, metadataUrl: source.url, stsUrl: source.url });

  describe('CLI profile', () => {
    const cli = (): CredentialProvider => profileCredentials(options());
    const writeText = (text: string): Promise<void> =>
      writeFile(path.join(home, '.aliyun', 'config.json'), text);
    const write = (profiles: object[], current?: string): Promise<void> =>
      writeText(JSON.stringify({ current, profiles }));

    it('uses the current profile, the named one, or default', async () => {
      const profiles = ['default', 'work', 'home'].map((name) => ({ ...AK, name, access_key_id: name }));
      await write(profiles, 'work');
      assert.equal((await cli().get()).accessKeyId, 'work');
      env.ALIBABA_CLOUD_PROFILE = 'home';
      assert.equal((await cli().get()).accessKeyId, 'home');
      await write(profiles);
      env = {};
      assert.equal((await cli().get()).accessKeyId, 'default');
    });

    it('reads the modes AK and StsToken, each with its own fields', async () => {
      await write([{ name: 'default', ...AK, sts_token: 'left over' }]);
      assert.deepEqual(await cli().get(), KEYS);
      await write([{ name: 'default', ...AK, mode: 'StsToken', sts_token: 'CAIS' }]);
      assert.deepEqual(await cli().get(), { ...KEYS, securityToken: 'CAIS' });
      await write([{ name: 'default', ...AK, mode: 'StsToken' }]);
      assert.match((await failure(cli())).message, /STS token is missing/);
    });

    it('asks the metadata service for a profile with an ECS RAM role, named or not', async () => {
      source.reply = ({ path: where }) => ({ body: where.endsWith('/') ? 'only-role\n' : temporary() });
      await write([{ name: 'default', mode: 'EcsRamRole', ram_role_name: 'pump' }]);
      assert.equal((await cli().get()).accessKeyId, 'STS.first');
      assert.match(source.seen.at(-1)?.path ?? '', /security-credentials\/pump$/);
      await write([{ name: 'default', mode: 'EcsRamRole' }]);
      assert.equal((await cli().get()).accessKeyId, 'STS.first');
      assert.match(source.seen.at(-1)?.path ?? '', /security-credentials\/only-role$/);
      env.ALIBABA_CLOUD_ECS_METADATA_DISABLED = 'true';
      assert.equal((await failure(cli())).code, 'credentials-disabled');
    });

    it('exchanges a token for a profile with OIDC', async () => {
      const file = path.join(home, 'token');
      await writeFile(file, 'jwt');
      await write([
        {
          name: 'default',
          mode: 'OIDC',
          ram_role_arn: 'role',
          oidc_provider_arn: 'provider',
          oidc_token_file: file,
          ram_session_name: 'session',
        },
      ]);
      assert.equal((await cli().get()).accessKeyId, 'STS.first');
      assert.match(
        source.seen[0]?.body ?? '',
        /RoleArn=role&OIDCProviderArn=provider&RoleSessionName=session&OIDCToken=jwt/,
      );
    });

    it('names a mode it does not know, and how to go past it', async () => {
      await write([{ name: 'default', ...AK, mode: 'CloudSSO' }]);
      const error = await failure(cli());
      assert.equal(error.code, 'credentials-mode-unsupported');
      assert.match(error.message, /"CloudSSO".*ALIBABA_CLOUD_CLI_PROFILE_DISABLED/);
      env.ALIBABA_CLOUD_CLI_PROFILE_DISABLED = 'true';
      assert.equal((await failure(cli())).code, 'credentials-not-set-up');
    });

    it('is not set up without a file, a profile or keys', async () => {
      assert.equal((await failure(cli())).code, 'credentials-not-set-up');
      await write([{ name: 'other', ...AK }]);
      assert.match((await failure(cli())).message, /no profile "default"/);
      await write([{ name: 'default', mode: 'AK', access_key_id: '', access_key_secret: '' }]);
      assert.equal((await failure(cli())).code, 'credentials-not-set-up');
    });

    it('reports a file that cannot be used, without quoting it', async () => {
      for (const text of ['{"hunter2"', '"hunter2"', 'null', '[]']) {
        await writeText(text);
        assert.equal((await failure(cli())).code, 'credentials-file');
      }
      await rm(path.join(home, '.aliyun', 'config.json'));
      await mkdir(path.join(home, '.aliyun', 'config.json'));
      assert.match((await failure(cli())).message, /cannot be read \(EISDIR\)/);
    });

    it('says which entry has a blank', async () => {
      await write([{ name: 'default', ...AK, access_key_secret: 'hunter2 ' }]);
      assert.match(
        (await failure(cli())).message,
        /at its end \(access_key_secret of profile "default" in .*config\.json\)/,
      );
    });

    it('reads a file with a BOM', async () => {
      await writeText(`\uFEFF${JSON.stringify({ profiles: [{ name: 'default', ...AK }] })}`);
      assert.deepEqual(await cli().get(), KEYS);
    });

    it('reads the file again after refresh and after a failure, and only then', async () => {
      await write([{ name: 'default', ...AK }]);
      const provider = cli();
      await provider.get();
      await write([{ name: 'default', ...AK, access_key_id: 'rotated' }]);
      assert.equal((await provider.get()).accessKeyId, 'LTAI5tExample');
      provider.refresh();
      assert.equal((await provider.get()).accessKeyId, 'rotated');
      source.reply = () => ({ status: 404 });
      await write([{ name: 'default', mode: 'EcsRamRole', ram_role_name: 'gone' }]);
      provider.refresh();
      await failure(provider);
      await write([{ name: 'default', ...AK }]);
      assert.deepEqual(await provider.get(), KEYS);
    });

    it('passes a refresh on to the temporary credentials it leads to', async () => {
      await write([{ name: 'default', mode: 'EcsRamRole', ram_role_name: 'pump' }]);
      const provider = cli();
      await provider.get();
      const clock = FakeTimers.install({ toFake: ['Date'], now: Date.now() + 2000 });
      try {
        source.reply = () => ({ body: temporary('second') });
        assert.equal((await provider.get()).accessKeyId, 'STS.first');
        provider.refresh();
        assert.equal((await provider.get()).accessKeyId, 'STS.second');
      } finally {
        clock.uninstall();
      }
    });

    it('keeps temporary credentials, and the pause after failures, while the profile stays the same', async () => {
      source.reply = () => ({ status: 500 });
      await write([{ name: 'default', mode: 'EcsRamRole', ram_role_name: 'pump' }]);
      const provider = cli();
      for (let calls = 0; calls < 10; calls += 1) {
        await failure(provider);
        provider.refresh();
      }
      assert.equal(source.seen.length, 4, 'a token and a role, twice; then a pause');
    });
  });

  describe('credentials file', () => {
    const ini = (): CredentialProvider => fileCredentials(options());
    const write = (text: string): Promise<void> =>
      writeFile(path.join(home, '.alibabacloud', 'credentials'), text);
    const keys = 'type = access_key\naccess_key_id=LTAI5tExample\naccess_key_secret =   hunter2\n';

    it('reads the section default, or the one that is named, with comments and either line end', async () => {
      await write(`; comment\n# [x]\n[ default ]\n${keys}[work]\n${keys.replace('LTAI5tExample', 'work')}`);
      assert.deepEqual(await ini().get(), KEYS);
      env.ALIBABA_CLOUD_PROFILE = 'work';
      assert.equal((await ini().get()).accessKeyId, 'work');
      env = {};
      await write(`\uFEFF[default]\n${keys}`.replaceAll('\n', '\r\n'));
      assert.deepEqual(await ini().get(), KEYS);
    });

    it('reads the file that ALIBABA_CLOUD_CREDENTIALS_FILE names, which must be there', async () => {
      env.ALIBABA_CLOUD_CREDENTIALS_FILE = path.join(home, 'mine');
      assert.match((await failure(ini())).message, /mine, which does not exist/);
      await writeFile(env.ALIBABA_CLOUD_CREDENTIALS_FILE, `[default]\n${keys}`);
      assert.deepEqual(await ini().get(), KEYS);
    });

    it('reads the types sts and ecs_ram_role', async () => {
      await write(`[default]\n${keys.replace('access_key\n', 'sts\n')}security_token = CAIS==\n`);
      assert.deepEqual(await ini().get(), { ...KEYS, securityToken: 'CAIS==' });
      await write('[default]\ntype = ecs_ram_role\nrole_name = pump\n');
      assert.equal((await ini().get()).accessKeyId, 'STS.first');
      assert.match(source.seen.at(-1)?.path ?? '', /security-credentials\/pump$/);
    });

    it('says what is wrong and where', async () => {
      await write(`[default]\n${keys.replace('hunter2', 'hunter2 ')}`);
      assert.match(
        (await failure(ini())).message,
        /at its end \(access_key_secret of \[default\] in .*credentials\)/,
      );
      await write('[default]\ntype = ram_role_arn\n');
      assert.match((await failure(ini())).message, /\[default\] in .* has the type "ram_role_arn"/);
      await write('[default]\ntype = access_key\naccess_key_id = a\n');
      assert.match((await failure(ini())).message, /AccessKey secret is missing/);
      await write('[default]\ntype = access_key\naccess_key_id = ${MY_ID}\n');
      assert.match((await failure(ini())).message, /variable MY_ID is not set/);
    });

    it('is not set up without a file or a section', async () => {
      assert.equal((await failure(ini())).code, 'credentials-not-set-up');
      await write(`[other]\n${keys}`);
      assert.match((await failure(ini())).message, /no section \[default\]/);
    });
  });
});
