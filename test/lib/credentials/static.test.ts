import assert from 'node:assert/strict';
import { environmentCredentials, staticCredentials } from '../../../lib/credentials';
import { AliyunIotError } from '../../../lib/errors';

const keys = { accessKeyId: 'LTAI5tExample', accessKeySecret: 'Zp9exampleSecret' };

const configError =
  (code: string, en: RegExp, zh: RegExp, hidden = 'Zp9exampleSecret') =>
  (error: unknown): boolean => {
    assert.ok(error instanceof AliyunIotError);
    assert.equal(error.kind, 'config');
    assert.equal(error.executed, 'no');
    assert.equal(error.code, code);
    assert.match(error.in('en'), en);
    assert.match(error.in('zh'), zh);
    assert.ok(
      !`${error.in('en')}${error.in('zh')}${JSON.stringify(error)}`.includes(hidden),
      'the value is shown',
    );
    return true;
  };

describe('staticCredentials', () => {
  it('gives the fields back, with and without an STS token', async () => {
    assert.deepEqual(await staticCredentials(keys).get(), keys);
    assert.deepEqual(await staticCredentials({ ...keys, securityToken: '' }).get(), keys);
    assert.deepEqual(await staticCredentials({ ...keys, securityToken: undefined }).get(), keys);
    const withToken = { ...keys, securityToken: 'CAIS+example/==' };
    assert.deepEqual(await staticCredentials(withToken).get(), withToken);
  });

  it('names a missing field', () => {
    const of = (values: object): unknown => staticCredentials(values);
    assert.throws(
      () => of({ ...keys, accessKeyId: '' }),
      configError('credentials-missing', /AccessKey ID/, /AccessKey ID/),
    );
    assert.throws(
      () => of({ accessKeyId: 'a' }),
      configError('credentials-missing', /AccessKey secret/, /AccessKey Secret/),
    );
  });

  const blanks = {
    blank: ' ',
    'line break': '\n',
    'Windows line break': '\r\n',
    tab: '\t',
    'hard blank': '\u00a0',
    'zero-width blank': '\u200b',
    BOM: '\ufeff',
  };
  for (const [what, blank] of Object.entries(blanks)) {
    it(`finds a ${what} at the end or start of a field`, () => {
      assert.throws(
        () => staticCredentials({ ...keys, accessKeySecret: keys.accessKeySecret + blank }),
        configError(
          'credentials-blank',
          /AccessKey secret has a blank or line break at its end/,
          /AccessKey Secret 的末尾有空格或换行/,
        ),
      );
      assert.throws(
        () => staticCredentials({ ...keys, accessKeyId: blank + keys.accessKeyId }),
        configError(
          'credentials-blank',
          /AccessKey ID has a blank .* at its start/,
          /AccessKey ID 的开头/,
          keys.accessKeyId,
        ),
      );
      assert.throws(
        () => staticCredentials({ ...keys, securityToken: `CAIS${blank}` }),
        configError('credentials-blank', /STS token/, /STS Token/),
      );
    });
  }

  it('names a variable that nobody replaced', () => {
    assert.throws(
      () => staticCredentials({ ...keys, accessKeySecret: '${MY_SECRET}' }),
      configError('variable-not-set', /environment variable MY_SECRET is not set/, /环境变量 MY_SECRET/),
    );
  });

  it('cannot be changed by who got them', async () => {
    assert.ok(Object.isFrozen(await staticCredentials(keys).get()));
  });
});

describe('environmentCredentials', () => {
  const env = {
    ALIBABA_CLOUD_ACCESS_KEY_ID: keys.accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: keys.accessKeySecret,
  };

  it('reads the variables, anew each time', async () => {
    const changing: Record<string, string> = { ...env };
    const provider = environmentCredentials(changing);
    assert.deepEqual(await provider.get(), keys);
    changing.ALIBABA_CLOUD_SECURITY_TOKEN = 'CAIS';
    assert.deepEqual(await provider.get(), { ...keys, securityToken: 'CAIS' });
  });

  it('names the variable that is wrong', async () => {
    const half = { ALIBABA_CLOUD_ACCESS_KEY_ID: keys.accessKeyId };
    await assert.rejects(
      environmentCredentials(half).get(),
      configError(
        'credentials-missing',
        /AccessKey secret is missing .*ALIBABA_CLOUD_ACCESS_KEY_SECRET/,
        /ALIBABA_CLOUD_ACCESS_KEY_SECRET/,
      ),
    );
    await assert.rejects(
      environmentCredentials({ ...env, ALIBABA_CLOUD_ACCESS_KEY_SECRET: `${keys.accessKeySecret}\n` }).get(),
      configError(
        'credentials-blank',
        /environment variable ALIBABA_CLOUD_ACCESS_KEY_SECRET/,
        /环境变量 ALIBABA_CLOUD_ACCESS_KEY_SECRET/,
      ),
    );
    await assert.rejects(environmentCredentials({}).get(), {
      kind: 'config',
      code: 'credentials-not-set-up',
    });
  });
});
