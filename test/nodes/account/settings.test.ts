import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AliyunIotError } from '../../../lib/errors';
import { LABELS } from '../../../nodes/account/labels';
import { readSettings, type AccountSettings } from '../../../nodes/account/settings';
import type { AccountConfig, AccountCredentials } from '../../../nodes/account/types';
import { assertNoSecret } from '../../support/secret-scan';

const SECRET = 'sEcReT0123456789abcdefABCDEF';
const keys: AccountCredentials = { accessKeyId: 'LTAI-id', accessKeySecret: SECRET };

function read(
  change: Partial<AccountConfig> | Record<string, unknown> = {},
  credentials: AccountCredentials = keys,
  env: Record<string, string> = {},
  nodes: Record<string, object> = {},
): AccountSettings {
  const config = {
    id: 'acc',
    type: 'aliyun-iot-account',
    name: 'Plant',
    z: '',
    endpoint: 'cn-shanghai',
    ...change,
  };
  return readSettings(
    config,
    credentials,
    (name) => env[name],
    (id) => nodes[id] ?? null,
  );
}

function refusal(...args: Parameters<typeof read>): AliyunIotError {
  let caught: unknown;
  try {
    read(...args);
  } catch (error) {
    caught = error;
  }
  assert.ok(caught instanceof AliyunIotError, 'it was accepted');
  assert.equal(caught.kind, 'config');
  assert.equal(caught.executed, 'no');
  assert.match(caught.in('zh'), /[\u4e00-\u9fff]/);
  assertNoSecret(caught, [SECRET]);
  return caught;
}

describe('settings of an account', () => {
  it('reads a limit that several instances share, and the order of a device', () => {
    const { limits } = read(
      { maxQps: 20, sharedQps: '200', oneAtATimePerDevice: true },
      { ...keys, redisUrl: '${REDIS}' },
      { REDIS: 'redis://:pw@host:6379' },
    );
    assert.deepEqual(limits, {
      maxQps: 20,
      oneAtATimePerDevice: true,
      shared: { redisUrl: 'redis://:pw@host:6379', maxQps: 200 },
    });
    assert.equal(read({ sharedQps: '200' }).limits.shared, undefined);
    assert.match(refusal({}, { ...keys, redisUrl: 'redis://host' }).message, /Shared QPS/);
  });

  it('reads what the editor stores for the cloud', () => {
    assert.deepEqual(
      read(
        {
          iotInstanceId: 'iot-060a0',
          signature: 'hmac-sha1',
          maxQps: '20',
          batchQps: '3',
          concurrency: 5,
          queue: '0',
        },
        { ...keys, securityToken: 'token' },
      ),
      {
        where: 'cloud',
        endpoint: 'cn-shanghai',
        iotInstanceId: 'iot-060a0',
        signature: 'hmac-sha1',
        limits: { maxQps: 20, batchQps: 3, concurrency: 5, queue: 0 },
        keys: { accessKeyId: 'LTAI-id', accessKeySecret: SECRET, securityToken: 'token' },
        network: { proxy: 'environment' },
      },
    );
  });

  it('leaves out what is blank', () => {
    assert.deepEqual(
      read({ iotInstanceId: ' ', maxQps: '', batchQps: '', signature: undefined, proxy: '', tls: '' }),
      {
        where: 'cloud',
        endpoint: 'cn-shanghai',
        signature: 'acs3-hmac-sha256',
        limits: {},
        keys,
        network: { proxy: 'environment' },
      },
    );
  });

  it('replaces variables in every field, also in the middle', () => {
    const settings = read(
      { endpoint: 'https://${HOST}:8686/x', iotInstanceId: 'iot-${ID}', maxQps: '${QPS}' },
      { accessKeyId: 'LTAI-${ID}', accessKeySecret: '${SECRET}' },
      { HOST: 'iot.example', ID: '7', QPS: '30', SECRET },
    );
    assert.ok(settings.where === 'cloud');
    assert.equal(settings.endpoint, 'https://iot.example:8686/x');
    assert.equal(settings.iotInstanceId, 'iot-7');
    assert.deepEqual(settings.limits, { maxQps: 30 });
    assert.deepEqual(settings.keys, { accessKeyId: 'LTAI-7', accessKeySecret: SECRET });
  });

  it('needs no keys for the simulator and ignores those of the cloud', () => {
    assert.deepEqual(
      read(
        { endpoint: 'simulator', iotInstanceId: 'iot-1', proxy: 'gone' },
        { accessKeySecret: `${SECRET} ` },
      ),
      { where: 'simulator', signature: 'acs3-hmac-sha256', limits: {} },
    );
  });

  it('asks for no keys when the chain has them', () => {
    const settings = read({ credentialSource: 'chain' }, {});
    assert.ok(settings.where === 'cloud');
    assert.equal(settings.keys, 'chain');
  });

  const wrong: [string, Parameters<typeof read>, RegExp, string][] = [
    ['no endpoint', [{ endpoint: '' }], /Endpoint: .*endpoint/, 'endpoint-missing'],
    ['an endpoint that is none', [{ endpoint: 'ftp://x' }], /Endpoint: /, 'endpoint-invalid'],
    ['a region that is none', [{ endpoint: 'cn-atlantis' }], /cn-atlantis/, 'region-unknown'],
    ['no AccessKey ID', [{}, { accessKeySecret: SECRET }], /AccessKey ID: is missing/, 'credentials-missing'],
    [
      'no AccessKey secret',
      [{}, { accessKeyId: 'id' }],
      /AccessKey secret: is missing/,
      'credentials-missing',
    ],
    [
      'a blank behind the secret',
      [{}, { ...keys, accessKeySecret: `${SECRET} ` }],
      /AccessKey secret: .*blank/,
      'credentials-blank',
    ],
    [
      'a line break behind the secret',
      [{}, { ...keys, accessKeySecret: `${SECRET}\n` }],
      /line break/,
      'credentials-blank',
    ],
    [
      'a no-break space before the ID',
      [{}, { ...keys, accessKeyId: '\u00a0id' }],
      /AccessKey ID: .*blank/,
      'credentials-blank',
    ],
    ['a blank behind the token', [{}, { ...keys, securityToken: 't\t' }], /STS token: /, 'credentials-blank'],
    [
      'an unset variable in the secret',
      [{}, { ...keys, accessKeySecret: '${ALI_SECRET}' }],
      /AccessKey secret: .*ALI_SECRET/,
      'env-not-set',
    ],
    [
      'an unset variable in the endpoint',
      [{ endpoint: 'https://${HOST}' }],
      /Endpoint: .*HOST/,
      'env-not-set',
    ],
    [
      'an empty variable',
      [{ iotInstanceId: '${E}' }, keys, { E: '' }],
      /Instance ID: .*variable E/,
      'env-not-set',
    ],
    ['an unset variable in a limit', [{ queue: '${Q}' }], /Queue: .*Q/, 'env-not-set'],
    ['a limit that is no number', [{ maxQps: 'many' }], /Max QPS: /, 'number-invalid'],
    ['a batch rate that is none', [{ batchQps: '-1' }], /Batch QPS: .*above 0/, 'number-invalid'],
    ['a rate of nothing', [{ maxQps: '0' }], /Max QPS: .*above 0/, 'number-invalid'],
    ['half a call in flight', [{ concurrency: 1.5 }], /Concurrency: .*whole/, 'number-invalid'],
    ['a queue below nothing', [{ queue: '-1' }], /Queue: /, 'number-invalid'],
    ['an unknown signature', [{ signature: 'md5' }], /Signature: /, 'signature-unknown'],
    ['a proxy node that is gone', [{ proxy: 'p1' }], /Proxy: /, 'proxy-missing'],
    [
      'a proxy node without URL',
      [{ proxy: 'p1' }, keys, {}, { p1: { url: '' } }],
      /Proxy: /,
      'proxy-missing',
    ],
    ['a TLS node that is gone', [{ tls: 't1' }], /TLS: /, 'tls-missing'],
    [
      'a TLS node without its certificates',
      [{ tls: 't1' }, keys, {}, { t1: { valid: false, addTLSOptions: () => ({}) } }],
      /TLS: /,
      'tls-missing',
    ],
  ];
  for (const [name, args, text, code] of wrong) {
    it(`refuses ${name}`, () => {
      const error = refusal(...args);
      assert.equal(error.code, code);
      assert.match(error.message, text);
      assert.match(error.message, /^The account "Plant" /);
    });
  }

  it('lists everything that is wrong at once', () => {
    const { message } = refusal({ endpoint: '', maxQps: 'x', proxy: 'gone' }, {});
    for (const field of ['Endpoint', 'Max QPS', 'AccessKey ID', 'AccessKey secret', 'Proxy']) {
      assert.ok(message.includes(`${field}: `), field);
    }
  });

  it('names an account without a name by its ID', () => {
    assert.match(refusal({ endpoint: '', name: '' }).message, /"acc"/);
  });

  it('reads core proxy and TLS nodes', () => {
    const settings = read(
      { proxy: 'p1', tls: 't1' },
      keys,
      {},
      {
        p1: { url: 'http://proxy:3128', noproxy: ['a', 'b'], credentials: { username: 'u', password: 'p' } },
        t1: { addTLSOptions: (options: object) => Object.assign(options, { rejectUnauthorized: false }) },
      },
    );
    assert.ok(settings.where === 'cloud');
    assert.deepEqual(settings.network, {
      proxy: { url: 'http://proxy:3128', username: 'u', password: 'p', noProxy: ['a', 'b'] },
      tls: { rejectUnauthorized: false },
    });
  });

  it('reads a proxy node that has neither user nor exceptions', () => {
    const settings = read(
      { proxy: 'p1' },
      keys,
      {},
      { p1: { url: 'http://proxy:3128', noproxy: undefined, credentials: {} } },
    );
    assert.ok(settings.where === 'cloud');
    assert.deepEqual(settings.network, { proxy: { url: 'http://proxy:3128' } });
  });

  for (const [language, file] of [
    ['en', 'en-US'],
    ['zh', 'zh-CN'],
  ] as const) {
    it(`names its fields as the dialog does (${file})`, () => {
      const catalogue = JSON.parse(
        readFileSync(join(__dirname, `../../../nodes/account/locales/${file}/account.json`), 'utf8'),
      ) as Record<string, { label: Record<string, string> }>;
      const labels = Object.values(catalogue['aliyun-iot-account']!.label);
      for (const label of Object.values(LABELS)) {
        assert.ok(labels.includes(label[language]), label[language]);
      }
    });
  }
});
