import assert from 'node:assert/strict';
import { AliyunIotError, createClient, type Client } from '../../../lib';
import { assertNoSecret } from '../../support/secret-scan';

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
    [
      'limits that are null',
      { limits: null },
      'limits-invalid',
      /limits must be an object/,
      /limits 必须是对象/,
    ],
    [
      'limits that are a number',
      { limits: 50 },
      'limits-invalid',
      /limits must be an object/,
      /limits 必须是对象/,
    ],
    [
      'a shared limit that is a URL',
      { limits: { shared: 'redis://127.0.0.1' } },
      'limits-invalid',
      /limits\.shared must be an object/,
      /limits\.shared 必须是对象/,
    ],
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

  for (const redisUrl of [
    'http://joe:pass-word@h',
    'redis://joe:pass-word@h:99999',
    'redis://joe:pass-word@[h',
  ]) {
    it(`refuses ${redisUrl} for Redis without showing the password`, () => {
      const error = refusalOf({ limits: { shared: { redisUrl, maxQps: 5 } } });
      assert.deepEqual([error.kind, error.code], ['config', 'redis-url']);
      assertNoSecret(error, ['pass-word']);
    });
  }

  for (const options of [undefined, null, 'cn-shanghai']) {
    it(`refuses ${String(options)} instead of options`, () => {
      assert.throws(() => createClient(options as never), { kind: 'config', code: 'options-missing' });
    });
  }

  it('takes null for a shared limit that is not wanted', async () => {
    await createClient({ endpoint: 'cn-shanghai', ...KEYS, limits: { shared: null } as object }).close();
  });

  it('reads an empty instance ID as none', async () => {
    await createClient({ endpoint: 'cn-shanghai', ...KEYS, iotInstanceId: '' }).close();
  });
});

/** Each method as callers in plain JavaScript may call it, with one argument or none. */
const METHODS: Readonly<Record<string, (client: Client, given: never) => Promise<unknown>>> = {
  invoke: (client, given) => client.invoke(given),
  invokeThings: (client, given) => client.invokeThings(given),
  invokeMany: (client, given) => client.invokeMany(given),
  queryDevice: (client, given) => client.queryDevice(given),
  queryDeviceDetail: (client, given) => client.queryDeviceDetail(given),
  getDeviceStatus: (client, given) => client.getDeviceStatus(given),
};
/** The same for those that need none. */
const WITH_DEFAULTS: typeof METHODS = {
  queryProductList: (client, given) => client.queryProductList(given),
  'options of queryProduct': (client, given) => client.queryProduct('p', given),
  'query of getThingModel': (client, given) => client.getThingModel('p', given),
  'options of checkConnection': (client, given) => client.checkConnection(given),
};

describe('a call in plain JavaScript', () => {
  const client = createClient({ endpoint: 'http://127.0.0.1:1', ...KEYS });
  after(() => client.close());
  for (const thingModel of [5, {}, { service: null }, { service: { inputs: 'none' } }]) {
    for (const args of [{}, '{}']) {
      it(`the thing model ${JSON.stringify(thingModel)} is refused with Args as ${typeof args}`, async () => {
        const request = { productKey: 'p', deviceName: 'd', identifier: 's', args, thingModel };
        const isRefused = { kind: 'validation', code: 'not-a-model', executed: 'no' };
        await assert.rejects(client.invoke(request as never), isRefused);
        await assert.rejects(client.invokeThings({ ...request, deviceNames: ['d'] } as never), isRefused);
        await assert.rejects(
          client.invokeMany({ ...request, devices: ['d'], mode: 'each' } as never),
          isRefused,
        );
      });
    }
  }
  const refuses = (name: string, call: (typeof METHODS)[string], given: unknown): void => {
    it(`${name}: ${JSON.stringify(given)} is refused before anything is sent`, async () => {
      await assert.rejects(call(client, given as never), { kind: 'validation', executed: 'no' });
    });
  };
  it('is refused when a getter in what names a device throws', async () => {
    const hostile = {
      get productKey(): string {
        throw new Error('a getter of the caller');
      },
    };
    for (const call of [
      client.queryDeviceDetail(hostile),
      client.getDeviceStatus(hostile),
      client.queryDevice(hostile),
    ]) {
      await assert.rejects(call, { kind: 'validation', code: 'not-readable', executed: 'no' });
    }
  });
  for (const given of [null, 5, 'start', { signal: 'now' }]) {
    for (const [name, call] of Object.entries({ ...METHODS, ...WITH_DEFAULTS })) refuses(name, call, given);
  }
  for (const [name, call] of Object.entries(METHODS)) refuses(name, call, undefined);
});
