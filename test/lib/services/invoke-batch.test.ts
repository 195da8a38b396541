import assert from 'node:assert/strict';
import { AliyunIotError, ValidationError } from '../../../lib/errors';
import type { Client, ClientOptions, InvokeThingsRequest } from '../../../lib/services';
import { findService, parseThingModel } from '../../../lib/tsl';
import { CALL, TEST_KEYS, testClient } from '../../support/client';
import { faultServer, inTurn, json, raw, type Behaviour, type FaultServer } from '../../support/fault-server';
import { assertNoSecret } from '../../support/secret-scan';

const TAKEN = json({ RequestId: 'r-1', Success: true, Code: '' });
const BATCH: InvokeThingsRequest = {
  productKey: 'a1SimPump01',
  deviceNames: ['pump-02', 'pump-01'],
  identifier: 'start',
  args: { speed: 1200 },
};
const refusal = (code: string): Behaviour =>
  json({ RequestId: 'r-x', Success: false, Code: code, ErrorMessage: 'no' });
const gateway = (code: string, status = 400): Behaviour =>
  json({ RequestId: 'r-g', Code: code, Message: 'no' }, status);

describe('invokeThings', () => {
  let server: FaultServer | undefined;
  let client: Client | undefined;

  async function serve(behaviour: Behaviour, options: Partial<ClientOptions> = {}): Promise<Client> {
    server = await faultServer(behaviour);
    client = testClient(server.url, { limits: { batchQps: 1_000 }, ...options });
    return client;
  }

  async function failure(request: Partial<InvokeThingsRequest> = {}): Promise<AliyunIotError> {
    const error = await client!.invokeThings({ ...BATCH, ...request }).then(
      () => assert.fail('the call did not fail'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof AliyunIotError, `not an error of ours: ${String(error)}`);
    assertNoSecret(error, Object.values(TEST_KEYS));
    return error;
  }

  afterEach(async () => {
    await client?.close();
    await server?.close();
    client = server = undefined;
  });

  it('gives what the envelope says, and nothing more', async () => {
    const { timings, ...rest } = await (await serve(TAKEN)).invokeThings(BATCH);
    assert.deepEqual(rest, { requestId: 'r-1', attempts: 1 });
    assert.ok(timings.totalMs >= timings.attemptMs);
  });

  for (const signature of ['hmac-sha1', 'acs3-hmac-sha256'] as const) {
    it(`sends the DeviceNames in their order, ${signature}`, async () => {
      await serve(TAKEN, { signature, iotInstanceId: 'iot-1' });
      await client!.invokeThings({ ...BATCH, qos: 1 });
      const { params, headers } = server!.received[0]!;
      assert.equal(params['Action'] ?? headers['x-acs-action'], 'InvokeThingsService');
      const { ProductKey, Identifier, Args, Qos, IotInstanceId } = params;
      assert.deepEqual(
        { ProductKey, Identifier, Args, Qos, IotInstanceId },
        {
          ProductKey: 'a1SimPump01',
          Identifier: 'start',
          Args: '{"speed":1200}',
          Qos: '1',
          IotInstanceId: 'iot-1',
        },
      );
      const names = Object.entries(params).filter(([name]) => /^(DeviceName|IotId)/.test(name));
      assert.deepEqual(Object.fromEntries(names), {
        'DeviceName.1': 'pump-02',
        'DeviceName.2': 'pump-01',
      });
    });
  }

  it('writes Args by the model, and warns of what is odd', async () => {
    const t = { identifier: 't', name: 'T', required: true, dataType: { type: 'float', specs: {} } };
    const model = parseThingModel({ services: [{ identifier: 'heat', inputData: [t], outputData: [] }] });
    const service = findService([model], 'heat')!;
    await serve(TAKEN);
    await client!.invokeThings({ ...BATCH, args: { t: 10 }, thingModel: { service } });
    assert.equal(server!.received[0]!.params['Args'], '{"t":10.0}');
    const odd = await client!.invokeThings({ ...BATCH, args: '{"t":10}', thingModel: { service } });
    assert.equal(odd.warnings?.length, 1);
  });

  describe('before anything is sent', () => {
    it('lists all problems at once', async () => {
      await serve(TAKEN);
      const error = await failure({
        productKey: '',
        deviceNames: ['a', '', 'a', 'b c', 7 as unknown as string],
        identifier: '-',
        args: '[]',
        qos: 2 as 1,
        timeoutMs: 0,
        deadlineMs: -1,
      });
      assert.ok(error instanceof ValidationError);
      assert.deepEqual(
        error.problems.map(({ path, rule }) => `${path} ${rule}`),
        [
          'productKey missing',
          'deviceNames[1] missing',
          'deviceNames[2] duplicate',
          'deviceNames[3] invalid-characters',
          'deviceNames[4] not-text',
          'identifier invalid-identifier',
          'qos invalid-qos',
          'timeoutMs invalid-duration',
          'deadlineMs invalid-duration',
          'args not-an-object',
        ],
      );
      assert.match(error.problems[2]!.message, /deviceNames\[0\]/);
      assert.equal(server!.received.length, 0);
    });

    it('wants 1 to 100 DeviceNames', async () => {
      await serve(TAKEN);
      const names = Array.from({ length: 101 }, (_, i) => `d-${i}`);
      for (const deviceNames of [[], names, 'pump-01', undefined]) {
        assert.equal((await failure({ deviceNames: deviceNames as string[] })).code, 'invalid-length');
      }
      assert.equal(server!.received.length, 0);
      await client!.invokeThings({ ...BATCH, deviceNames: names.slice(0, 100) });
      assert.equal(server!.received[0]!.params['DeviceName.100'], 'd-99');
    });
  });

  describe('a failure', () => {
    it('is tried again when the platform throttles, each time signed anew', async () => {
      await serve(inTurn(gateway('Throttling.User'), TAKEN));
      assert.equal((await client!.invokeThings(BATCH)).attempts, 2);
      assert.equal(new Set(server!.received.map(({ params }) => params['SignatureNonce'])).size, 2);
    });

    it('is unknown for all devices when the answer cannot be read, and not repeated', async () => {
      await serve(raw('<html>502</html>', 502));
      const error = await failure();
      assert.deepEqual([error.executed, error.attempts, server!.received.length], ['unknown', 1, 1]);
      assert.match(error.in('en'), /all 2 devices/);
      assert.match(error.in('zh'), /2 台设备/);
    });

    it('is unknown for all devices when no answer comes', async () => {
      await serve(({ socket }) => socket.destroy());
      const error = await failure();
      assert.deepEqual([error.kind, error.executed, server!.received.length], ['network', 'unknown', 1]);
      assert.match(error.message, /all 2 devices/);
    });

    it('is repeated when the service is safe to repeat', async () => {
      await serve(inTurn(({ socket }) => socket.destroy(), TAKEN));
      assert.equal((await client!.invokeThings({ ...BATCH, safeToRepeat: true })).attempts, 2);
    });

    for (const code of [
      'iot.messagebroker.RateLimit',
      'iot.messagebroker.OFFLINE',
      'Iot.Device.NotExistedDevice',
      'iot.device.DeviceIsDisable',
    ]) {
      it(`that speaks of one device leaves the others unknown: ${code}`, async () => {
        await serve(inTurn(refusal(code), TAKEN));
        const error = await failure();
        assert.deepEqual([error.code, error.executed, error.retryable], [code, 'unknown', false]);
        assert.deepEqual([error.requestId, error.httpStatus, error.attempts], ['r-x', 200, 1]);
        assert.equal(server!.received.length, 1);
        assert.match(error.in('en'), /whether the others got it/);
      });
    }

    it('that speaks of one device is certain when there is only one', async () => {
      await serve(refusal('iot.messagebroker.OFFLINE'));
      const error = await failure({ deviceNames: ['pump-01'] });
      assert.deepEqual([error.kind, error.executed], ['offline', 'no']);
    });

    for (const [code, kind] of [
      ['iot.device.InvokeThingServiceFailed', 'validation'],
      ['iot.prod.NotExistedProduct', 'not-found'],
    ] as const) {
      it(`that refuses the call as a whole has reached no device: ${code}`, async () => {
        await serve(refusal(code));
        const error = await failure();
        assert.deepEqual([error.kind, error.executed], [kind, 'no']);
        assert.doesNotMatch(error.message, /devices of the call|whether the others/);
      });
    }

    for (const behaviour of [refusal('iot.common.RamActionPermissionDeny'), gateway('NoPermission', 403)]) {
      it('names the permission that is missing, which is another one', async () => {
        await serve(behaviour);
        const error = await failure();
        assert.deepEqual(
          [error.kind, error.ramAction, error.executed],
          ['permission', 'iot:InvokeThingsService', 'no'],
        );
        for (const language of ['en', 'zh'] as const) {
          assert.match(error.in(language), /iot:InvokeThingsService/);
          assert.doesNotMatch(error.in(language), /iot:InvokeThingService/);
        }
      });
    }
  });

  describe('limits', () => {
    it('have a rate of their own', async () => {
      await serve(TAKEN, { limits: { maxQps: 1, batchQps: 1 } });
      const first = await Promise.all([client!.invokeThings(BATCH), client!.invoke(CALL)]);
      assert.deepEqual(
        first.map(({ timings }) => timings.queueMs < 500),
        [true, true],
      );
      assert.ok((await client!.invokeThings(BATCH)).timings.queueMs > 500);
    });

    it('are 2 calls a second when none is set', async () => {
      await serve(TAKEN, { limits: {} });
      await client!.invokeThings(BATCH);
      const { queueMs } = (await client!.invokeThings(BATCH)).timings;
      assert.ok(queueMs > 300 && queueMs < 900, String(queueMs));
    });

    it('must be numbers', () => {
      const redisUrl = 'redis://127.0.0.1:1';
      for (const limits of [
        { batchQps: 0 },
        { batchQps: Number.NaN },
        { batchQps: '2' as unknown as number },
        { shared: { redisUrl, maxQps: 10, batchQps: 0 } },
      ]) {
        assert.throws(() => testClient('http://127.0.0.1:1', { limits }), { code: 'limits-invalid' });
      }
    });

    it('keep the order of each device, and never wait for each other in a circle', async () => {
      const order: string[] = [];
      await serve(
        (request, response) => {
          order.push(request.params['DeviceName'] ?? `${request.params['DeviceName.1'] ?? ''}+`);
          setTimeout(() => TAKEN(request, response), 60);
        },
        { limits: { batchQps: 1_000, maxQps: 1_000, oneAtATimePerDevice: true } },
      );
      const single = (deviceName: string): Promise<unknown> => client!.invoke({ ...CALL, deviceName });
      const calls = [single('b'), client!.invokeThings({ ...BATCH, deviceNames: ['a', 'b'] })];
      calls.push(client!.invokeThings({ ...BATCH, deviceNames: ['b', 'a'] }), single('a'), single('c'));
      await Promise.all(calls);
      assert.ok(order.indexOf('c') < 2, 'c waited for devices it has nothing to do with');
      assert.deepEqual(
        order.filter((name) => name !== 'c'),
        ['b', 'a+', 'b+', 'a'],
      );
    });
  });

  it('stops at the signal: unknown when it was sent, no when it was not', async () => {
    const controller = new AbortController();
    await serve(() => setTimeout(() => controller.abort(), 20));
    const sent = await failure({ signal: controller.signal });
    assert.deepEqual([sent.kind, sent.executed], ['aborted', 'unknown']);
    const unsent = await failure({ signal: controller.signal });
    assert.deepEqual([unsent.kind, unsent.executed, server!.received.length], ['aborted', 'no', 1]);
  });

  it('is refused once the client is closed', async () => {
    await serve(TAKEN);
    await client!.close();
    assert.equal((await failure()).code, 'client-closed');
  });
});
