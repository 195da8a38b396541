/** The official SDKs work against the simulator as they are. */
import assert from 'node:assert/strict';
import RPCClient from '@alicloud/pop-core';
import Iot, * as iot from '@alicloud/iot20180120';
import { Config } from '@alicloud/openapi-client';
import {
  DEFAULT_SEED,
  SIMULATOR_ACCESS_KEY_ID,
  SIMULATOR_ACCESS_KEY_SECRET,
  startSimulator,
  type Simulator,
} from '../../lib/simulator';
import { at, listAt } from './signed';

const KEYS = { accessKeyId: SIMULATOR_ACCESS_KEY_ID, accessKeySecret: SIMULATOR_ACCESS_KEY_SECRET };
const STS = { accessKeyId: 'STS.test', accessKeySecret: 's', securityToken: 'token+/=' };
const ARGS = `{"speed":1500,"mode":1}`;

function codeOf(result: string | undefined): unknown {
  return (JSON.parse(result ?? 'null') as { code: unknown }).code;
}

describe('simulator: official SDKs', () => {
  let simulator: Simulator;
  before(async () => {
    const builtIn = { accessKeyId: KEYS.accessKeyId, accessKeySecret: KEYS.accessKeySecret };
    simulator = await startSimulator({
      seed: { ...DEFAULT_SEED, accessKeys: [builtIn, STS] },
    });
  });
  after(() => simulator.close());
  beforeEach(() => simulator.reset());

  for (const signatureAlgorithm of [undefined, 'v2']) {
    describe(`@alicloud/iot20180120, signature ${signatureAlgorithm ?? 'v3 (its default)'}`, () => {
      const client = (keys: object = KEYS): Iot =>
        new Iot(
          new Config({
            ...keys,
            endpoint: `127.0.0.1:${simulator.port}`,
            protocol: 'http',
            ...(signatureAlgorithm && { signatureAlgorithm }),
          }),
        );
      const call = { productKey: 'a1SimPump01', deviceName: 'pump-01' };

      it('invokes a synchronous service', async () => {
        const request = new iot.InvokeThingServiceRequest({ ...call, identifier: 'start', args: ARGS });
        const { body, statusCode } = await client().invokeThingService(request);
        assert.equal(statusCode, 200);
        assert.equal(body.success, true);
        assert.equal(codeOf(body.data?.result), 200);
        assert.equal(simulator.executions[0]?.args, ARGS);
      });

      it('invokes an asynchronous service', async () => {
        const request = new iot.InvokeThingServiceRequest({
          ...call,
          identifier: 'selfTest',
          args: '{"cycles":1}',
        });
        const { body } = await client().invokeThingService(request);
        assert.match(String(body.data?.messageId), /^\d+$/);
        assert.equal(body.data?.result, undefined);
      });

      it('returns a business error and throws a gateway error', async () => {
        const request = new iot.InvokeThingServiceRequest({
          ...call,
          deviceName: 'pump-offline',
          identifier: 'stop',
          args: '{}',
        });
        const { body } = await client().invokeThingService(request);
        assert.deepEqual([body.success, body.code], [false, 'iot.messagebroker.OFFLINE']);
        await assert.rejects(client({ ...KEYS, accessKeySecret: 'wrong' }).invokeThingService(request), {
          code: 'SignatureDoesNotMatch',
        });
      });

      it('passes the hard characters on unchanged', async () => {
        const args = `{"t":"* ~ + ! ' ( ) %25 & = \\n \\u0000 中😀"}`;
        const free = { productKey: 'a1SimFree01', deviceName: 'free-01', identifier: 'blink', args };
        await client().invokeThingService(new iot.InvokeThingServiceRequest(free));
        assert.equal(simulator.executions[0]?.args, args);
      });

      it('reads products, devices and the thing model', async () => {
        const list = await client().queryProductList(
          new iot.QueryProductListRequest({ pageSize: 10, currentPage: 1 }),
        );
        assert.equal(list.body.data?.list?.productInfo?.[0]?.productKey, 'a1SimPump01');
        const devices = await client().queryDevice(new iot.QueryDeviceRequest({ productKey: 'a1SimPump01' }));
        assert.equal(devices.body.data?.deviceInfo?.[0]?.deviceName, 'pump-01');
        assert.equal(devices.body.total, 12);
        const model = await client().getThingModelTslPublished(
          new iot.GetThingModelTslPublishedRequest({ productKey: 'a1SimPump01' }),
        );
        assert.match(String(model.body.data?.tslStr), /"identifier":"selfTest"/);
      });

      it('uses temporary credentials', async () => {
        const request = new iot.QueryProductRequest({ productKey: 'a1SimPump01' });
        const sts = { ...STS, type: 'sts' };
        const { body } = await client(sts).queryProduct(request);
        assert.equal(body.success, true);
        await assert.rejects(client({ ...sts, securityToken: 'old' }).queryProduct(request), {
          code: 'InvalidSecurityToken.Malformed',
        });
      });
    });
  }

  for (const method of ['GET', 'POST']) {
    describe(`@alicloud/pop-core, ${method}`, () => {
      const request = (
        action: string,
        params: object,
        keys: object = KEYS,
      ): Promise<Record<string, unknown>> =>
        new RPCClient({
          ...(keys as typeof KEYS),
          endpoint: simulator.url,
          apiVersion: '2018-01-20',
        }).request(action, params, { method });
      const call = { ProductKey: 'a1SimPump01', DeviceName: 'pump-01' };

      it('invokes services, synchronous and asynchronous', async () => {
        const sync = await request('InvokeThingService', { ...call, Identifier: 'start', Args: ARGS });
        assert.equal(codeOf(String(at(sync, 'Data', 'Result'))), 200);
        const later = await request('InvokeThingService', {
          ...call,
          Identifier: 'selfTest',
          Args: '{"cycles":1}',
        });
        assert.deepEqual(Object.keys(later['Data'] as object), ['MessageId']);
        assert.deepEqual(
          simulator.executions.map(({ mode }) => mode),
          ['sync', 'async'],
        );
      });

      it('passes the hard characters on unchanged', async () => {
        const Args = `{"t":"* ~ + ! ' ( ) %25 & = \\n \\u0000 中😀"}`;
        const free = { ProductKey: 'a1SimFree01', DeviceName: 'free-01', Identifier: 'blink', Args };
        await request('InvokeThingService', free);
        assert.equal(simulator.executions[0]?.args, Args);
      });

      it('throws on both kinds of errors', async () => {
        const offline = { ...call, DeviceName: 'pump-offline', Identifier: 'stop', Args: '{}' };
        await assert.rejects(request('InvokeThingService', offline), { code: 'iot.messagebroker.OFFLINE' });
        await assert.rejects(request('InvokeThingService', offline, { ...KEYS, accessKeySecret: 'wrong' }), {
          code: 'SignatureDoesNotMatch',
        });
      });

      it('reads products, devices and the thing model', async () => {
        const list = await request('QueryProductList', { PageSize: 10, CurrentPage: 1 });
        assert.equal(listAt(list, 'Data', 'List', 'ProductInfo').length, 5);
        const devices = await request('QueryDevice', { ProductKey: 'a1SimPump01' });
        assert.equal(at(devices, 'Data', 'DeviceInfo', 0, 'DeviceName'), 'pump-01');
        const model = await request('GetThingModelTslPublished', { ProductKey: 'a1SimPump01' });
        assert.match(String(at(model, 'Data', 'TslStr')), /"identifier":"selfTest"/);
      });

      it('uses temporary credentials', async () => {
        const product = await request('QueryProduct', { ProductKey: 'a1SimPump01' }, STS);
        assert.equal(product['Success'], true);
        await assert.rejects(
          request('QueryProduct', { ProductKey: 'a1SimPump01' }, { ...STS, securityToken: 'old' }),
          { code: 'InvalidSecurityToken.Malformed' },
        );
      });
    });
  }
});
