import assert from 'node:assert/strict';
import { AliyunIotError, createClient } from '../../../lib';

const KEYS = { accessKeyId: 'LTAI5tExample', accessKeySecret: 'Zp9exampleSecret' };

/** What is wrong with options that callers in plain JavaScript may write. */
function refusalOf(options: object): AliyunIotError {
  try {
    void createClient({ endpoint: 'cn-shanghai', ...KEYS, ...options }).close();
  } catch (error) {
    assert.ok(error instanceof AliyunIotError, `not an error of ours: ${String(error)}`);
    return error;
  }
  throw new assert.AssertionError({ message: `${JSON.stringify(options)} was taken` });
}

describe('the options of createClient', () => {
  const cases: [string, object, string, RegExp, RegExp][] = [
    // As with an environment variable that is not set.
    ['no endpoint', { endpoint: undefined }, 'endpoint-missing', /No endpoint/, /没有设置接入地址/],
    [
      'an endpoint that is no text',
      { endpoint: 8686 },
      'endpoint-missing',
      /No endpoint/,
      /没有设置接入地址/,
    ],
    [
      'an instance ID with a blank',
      { iotInstanceId: 'iot 1' },
      'instance-id-invalid',
      /^The instance ID has a blank.*console/,
      /^实例 ID ?含有空格.*控制台/,
    ],
    ['an instance ID that is no text', { iotInstanceId: 5 }, 'instance-id-invalid', /text/, /文本/],
    ['a secret that is no text', { accessKeySecret: 5 }, 'credentials-characters', /secret/, /Secret/],
  ];
  for (const [name, options, code, en, zh] of cases) {
    it(`refuses ${name} as a setting to correct`, () => {
      const error = refusalOf(options);
      assert.equal(error.code, code);
      assert.equal(error.kind, 'config');
      assert.match(error.in('en'), en);
      assert.match(error.in('zh'), zh);
    });
  }

  it('reads an empty instance ID as none', async () => {
    await createClient({ endpoint: 'cn-shanghai', ...KEYS, iotInstanceId: '' }).close();
  });
});
