import assert from 'node:assert/strict';
import { startSimulator, type Simulator } from '../../lib/simulator';
import { Nonces } from '../../lib/simulator/nonces';
import { PUMP, refused } from './refused';
import { call, timestampOf, type Scheme, type SignedCall } from './signed';

const SEED_PRODUCT = {
  productKey: 'pk',
  productName: 'p',
  validate: 'weak' as const,
  tsl: [{ services: [] }],
  devices: [],
};

for (const scheme of ['hmac-sha1', 'acs3'] as Scheme[]) {
  describe(`simulator: what the gateway refuses, ${scheme}`, () => {
    let simulator: Simulator;
    let now = Date.now();
    const at = (ms: number): string => timestampOf(now + ms);
    before(async () => {
      simulator = await startSimulator({ now: () => now });
    });
    after(() => simulator.close());
    beforeEach(() => {
      simulator.reset();
      now = Date.now();
    });

    it('lets a proper request in', async () => {
      const reply = await call(simulator.url, { scheme, params: PUMP });
      assert.equal(reply.json['Success'], true, reply.text);
      assert.equal(simulator.executions.length, 1);
      assert.deepEqual(
        { ...simulator.calls[0], at: 0 },
        { at: 0, action: 'InvokeThingService', code: '', requestId: reply.json['RequestId'] },
      );
    });

    it('refuses a wrong secret and says what it would have signed', async () => {
      const message = await refused(simulator, { scheme, secret: 'wrong' }, 'SignatureDoesNotMatch');
      assert.match(message, /server string to sign is:(POST&%2F&AccessKeyId|ACS3-HMAC-SHA256\n[0-9a-f]{64})/);
    });

    it('refuses a parameter that was changed on the way', () =>
      refused(simulator, { scheme, tamper: { params: { DeviceName: 'pump-02' } } }, 'SignatureDoesNotMatch'));

    it('refuses a parameter that was added on the way', () =>
      refused(simulator, { scheme, tamper: { params: { Qos: '1' } } }, 'SignatureDoesNotMatch'));

    it('refuses an unknown AccessKey', () =>
      refused(simulator, { scheme, accessKeyId: 'nobody' }, 'InvalidAccessKeyId.NotFound', 404));

    it('refuses an AccessKey named after a property of objects', () =>
      refused(simulator, { scheme, accessKeyId: '__proto__' }, 'InvalidAccessKeyId.NotFound', 404));

    it('refuses an unknown action, and one named after a property of objects', async () => {
      await refused(simulator, { scheme, action: 'Nonsense' }, 'InvalidAction.NotFound', 404);
      await refused(simulator, { scheme, action: 'constructor' }, 'InvalidAction.NotFound', 404);
    });

    it('refuses a malformed timestamp', async () => {
      for (const timestamp of [new Date(now).toISOString(), 'yesterday', '2026-13-45T00:00:00Z']) {
        await refused(simulator, { scheme, timestamp }, 'InvalidTimeStamp.Format');
      }
    });

    it('takes timestamps within 15 minutes and refuses all others', async () => {
      const minutes = 60_000;
      for (const offset of [-14.9 * minutes, 14.9 * minutes]) {
        const reply = await call(simulator.url, { scheme, params: PUMP, timestamp: at(offset) });
        assert.equal(reply.json['Success'], true, reply.text);
      }
      simulator.reset();
      for (const offset of [-15.1 * minutes, 15.1 * minutes]) {
        await refused(simulator, { scheme, timestamp: at(offset) }, 'InvalidTimeStamp.Expired');
      }
    });

    it('refuses a nonce that was used', async () => {
      await call(simulator.url, { scheme, params: PUMP, nonce: 'once' });
      const reply = await call(simulator.url, { scheme, params: PUMP, nonce: 'once' });
      assert.equal(reply.json['Code'], 'SignatureNonceUsed');
      assert.equal(simulator.executions.length, 1);
    });

    it('does not let a forged request use up a nonce', async () => {
      await refused(simulator, { scheme, nonce: 'mine', secret: 'forged' }, 'SignatureDoesNotMatch');
      const reply = await call(simulator.url, { scheme, params: PUMP, nonce: 'mine' });
      assert.equal(reply.json['Success'], true, reply.text);
    });

    it('refuses a request without a required parameter', async () => {
      const { Args, ...withoutArgs } = PUMP;
      assert.equal(Args, '{}');
      await refused(simulator, { scheme, params: withoutArgs }, 'MissingArgs');
      await refused(simulator, { scheme, params: { ...PUMP, Identifier: '' } }, 'MissingIdentifier');
      await refused(simulator, { scheme, params: {}, action: 'QueryProductList' }, 'MissingPageSize');
    });

    it('refuses a security token nobody asked for', () =>
      refused(simulator, { scheme, securityToken: 'token' }, 'InvalidSecurityToken.MismatchWithAccessKey'));

    it('refuses other methods', () => refused(simulator, { scheme, method: 'PUT' }, 'UnsupportedOperation'));
  });

  describe(`simulator: temporary credentials and instances, ${scheme}`, () => {
    let simulator: Simulator;
    before(async () => {
      simulator = await startSimulator({
        seed: {
          iotInstanceId: 'iot-06z00000000000',
          accessKeys: [
            { accessKeyId: 'sts', accessKeySecret: 's1', securityToken: 'token 1+/=' },
            { accessKeyId: 'sts2', accessKeySecret: 's2', securityToken: 'token 2' },
            { accessKeyId: 'plain', accessKeySecret: 's3' },
          ],
          products: [SEED_PRODUCT],
        },
      });
    });
    after(() => simulator.close());
    const query: SignedCall = {
      scheme,
      action: 'QueryProduct',
      accessKeyId: 'sts',
      secret: 's1',
      securityToken: 'token 1+/=',
      params: { ProductKey: 'pk', IotInstanceId: 'iot-06z00000000000' },
    };

    it('takes a signed security token', async () => {
      const reply = await call(simulator.url, query);
      assert.equal(reply.json['Success'], true, reply.text);
    });

    it('refuses a missing, a wrong and a foreign security token', async () => {
      const { securityToken, ...without } = query;
      assert.ok(securityToken);
      await refused(simulator, without, 'MissingSecurityToken');
      await refused(simulator, { ...query, securityToken: 'made up' }, 'InvalidSecurityToken.Malformed');
      await refused(
        simulator,
        { ...query, securityToken: 'token 2' },
        'InvalidSecurityToken.MismatchWithAccessKey',
      );
    });

    it('no longer knows the built-in AccessKey', () =>
      refused(simulator, { scheme }, 'InvalidAccessKeyId.NotFound', 404));

    it('wants the right instance ID', async () => {
      for (const [instance, code] of [
        [{}, 'iot.prod.NotExistedProduct'],
        [{ IotInstanceId: 'iot-other' }, 'iot.system.InstanceNotFound'],
      ] as const) {
        const reply = await call(simulator.url, { ...query, params: { ProductKey: 'pk', ...instance } });
        assert.equal(reply.status, 200);
        assert.equal(reply.json['Success'], false);
        assert.equal(reply.json['Code'], code);
        assert.equal(typeof reply.json['ErrorMessage'], 'string');
        assert.equal('Message' in reply.json, false);
      }
    });
  });
}

describe('simulator: quota and nonces', () => {
  it('throttles InvokeThingService beyond its quota, by the second, and nothing else', async () => {
    let now = Math.floor(Date.now() / 1000) * 1000;
    const simulator = await startSimulator({ invokeQps: 2, now: () => now });
    const invoke = async (): Promise<unknown> =>
      (await call(simulator.url, { params: PUMP })).json['Code'] ?? 'ok';
    assert.deepEqual([await invoke(), await invoke(), await invoke()], ['ok', 'ok', 'Throttling.User']);
    const read = await call(simulator.url, { action: 'QueryProduct', params: { ProductKey: 'a1SimPump01' } });
    assert.equal(read.json['Success'], true);
    now += 1000;
    assert.equal(await invoke(), 'ok');
    await simulator.close();
  });

  it('refuses an instance ID on an instance that has none', async () => {
    const simulator = await startSimulator();
    const reply = await call(simulator.url, { params: { ...PUMP, IotInstanceId: 'iot-1' } });
    assert.equal(reply.json['Code'], 'iot.system.InstanceNotFound');
    assert.deepEqual(simulator.executions, []);
    await simulator.close();
  });

  it('forgets nonces once their timestamps have expired', () => {
    const nonces = new Nonces();
    assert.equal(nonces.use('a', 'n', 0), true);
    assert.equal(nonces.use('b', 'n', 0), true);
    assert.equal(nonces.use('a', 'n', 29 * 60_000), false);
    assert.equal(nonces.use('a', 'n', 31 * 60_000), true);
  });
});
