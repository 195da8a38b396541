import assert from 'node:assert/strict';
import { AliyunIotError, ValidationError } from '../../../lib/errors';
import { type Limiter, RetryBudget } from '../../../lib/limits';
import type { Answer, Reader } from '../../../lib/openapi';
import type { Client, ClientOptions, DeviceSummary } from '../../../lib/services';
import { read } from '../../../lib/services/read';
import {
  DEFAULT_SEED,
  SIMULATOR_ACCESS_KEY_ID,
  SIMULATOR_ACCESS_KEY_SECRET,
  startSimulator,
  type Simulator,
} from '../../../lib/simulator';
import { TEST_KEYS, testClient } from '../../support/client';
import { faultServer, inTurn, json, type Behaviour, type FaultServer } from '../../support/fault-server';
import { assertNoSecret } from '../../support/secret-scan';

const PUMP = DEFAULT_SEED.products.find(({ productKey }) => productKey === 'a1SimPump01')!;
const PUMP_01 = { productKey: 'a1SimPump01', deviceName: 'pump-01' };

/** Every read, done right. */
const READS: Record<string, (client: Client, signal?: AbortSignal) => Promise<unknown>> = {
  QueryProductList: (client, signal) => client.queryProductList({ signal }),
  QueryProduct: (client, signal) => client.queryProduct('a1SimPump01', { signal }),
  QueryDevice: (client, signal) => client.queryDevice({ productKey: 'a1SimPump01', signal }),
  QueryDeviceDetail: (client, signal) => client.queryDeviceDetail(PUMP_01, { signal }),
  GetDeviceStatus: (client, signal) => client.getDeviceStatus({ iotId: 'i-1' }, { signal }),
  GetThingModelTslPublished: (client, signal) => client.getThingModel('a1SimPump01', { signal }),
};

async function failure(reading: Promise<unknown>): Promise<AliyunIotError> {
  const error = await reading.then(
    () => assert.fail('the read did not fail'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof AliyunIotError, `not an error of ours: ${String(error)}`);
  assertNoSecret(error, [...Object.values(TEST_KEYS), SIMULATOR_ACCESS_KEY_SECRET]);
  assert.equal(error.executed, 'no');
  return error;
}

async function all(devices: AsyncIterable<DeviceSummary>): Promise<string[]> {
  const names: string[] = [];
  for await (const { deviceName } of devices) names.push(deviceName);
  return names;
}

describe('reads', () => {
  let client: Client | undefined;

  afterEach(async () => {
    await client?.close();
    client = undefined;
  });

  describe('of the simulator', () => {
    let simulator: Simulator;

    before(async () => {
      simulator = await startSimulator();
    });
    after(() => simulator.close());
    beforeEach(() => {
      simulator.reset();
      client = connect();
    });

    const connect = (options: Partial<ClientOptions> = {}): Client =>
      testClient(simulator.url, {
        credentials: {
          get: () =>
            Promise.resolve({
              accessKeyId: SIMULATOR_ACCESS_KEY_ID,
              accessKeySecret: SIMULATOR_ACCESS_KEY_SECRET,
            }),
          refresh: () => undefined,
        },
        ...options,
      });

    for (const signature of ['hmac-sha1', 'acs3-hmac-sha256'] as const) {
      it(`lists the products (${signature})`, async () => {
        await client!.close();
        client = connect({ signature });
        const page = await client.queryProductList();
        assert.deepEqual(
          page.products.map(({ productKey, productName, deviceCount }) => [
            productKey,
            productName,
            deviceCount,
          ]),
          DEFAULT_SEED.products.map(({ productKey, productName, devices }) => [
            productKey,
            productName,
            devices.length,
          ]),
        );
        assert.deepEqual(
          [page.total, page.pageCount, page.currentPage],
          [DEFAULT_SEED.products.length, 1, 1],
        );
      });
    }

    it('lists the products page by page', async () => {
      const page = await client!.queryProductList({ pageSize: 1, currentPage: 2 });
      assert.deepEqual(
        page.products.map(({ productKey }) => productKey),
        [DEFAULT_SEED.products[1]!.productKey],
      );
      assert.deepEqual([page.pageCount, page.currentPage], [DEFAULT_SEED.products.length, 2]);
    });

    it('knows how strictly a product is validated', async () => {
      for (const { productKey, validate } of DEFAULT_SEED.products) {
        assert.equal((await client!.queryProduct(productKey)).validateType, validate);
      }
    });

    it('gives what is to know about a product', async () => {
      const product = await client!.queryProduct('a1SimPump01');
      assert.equal(product.productName, PUMP.productName);
      assert.deepEqual(
        [product.productStatus, product.aliyunCommodityCode, product.nodeType, product.dataFormat],
        ['RELEASE_STATUS', 'iothub_senior', 0, 1],
      );
      assert.equal(typeof product.gmtCreate, 'number');
    });

    it('reads one page of devices and the token of the next', async () => {
      const first = await client!.queryDevice({ productKey: 'a1SimPump01', pageSize: 4 });
      assert.deepEqual([first.devices.length, first.total], [4, PUMP.devices.length]);
      const next = await client!.queryDevice({
        productKey: 'a1SimPump01',
        pageSize: 4,
        nextToken: first.nextToken,
      });
      assert.equal(next.devices[0]?.deviceName, PUMP.devices[4]!.deviceName);
      assert.equal((await client!.queryDevice({ productKey: 'a1SimPump01' })).nextToken, undefined);
    });

    it('walks through all devices, no further than it is asked to', async () => {
      const names = await all(client!.devices('a1SimPump01', { pageSize: 3 }));
      assert.deepEqual(
        names,
        PUMP.devices.map(({ deviceName }) => deviceName),
      );
      assert.equal(simulator.calls.length, Math.ceil(PUMP.devices.length / 3));
      simulator.reset();
      for await (const { deviceName, deviceStatus } of client!.devices('a1SimPump01', { pageSize: 3 })) {
        assert.deepEqual([deviceName, deviceStatus], ['pump-01', 'ONLINE']);
        break;
      }
      assert.equal(simulator.calls.length, 1);
    });

    it('gives the details and the status of a device, by names and by IotId', async () => {
      const detail = await client!.queryDeviceDetail({ ...PUMP_01, deviceName: 'pump-offline' });
      assert.deepEqual(
        [detail.status, detail.deviceName, detail.productName],
        ['OFFLINE', 'pump-offline', PUMP.productName],
      );
      assert.match(detail.utcCreate, /^\d{4}-\d\d-\d\dT.*Z$/);
      const state = await client!.getDeviceStatus({ iotId: detail.iotId });
      assert.equal(state.status, 'OFFLINE');
      assert.equal(typeof state.timestamp, 'number');
    });

    it('reads a thing model with all of its modules', async () => {
      const models = await client!.getThingModel('a1SimRoom01');
      assert.deepEqual(
        models.map(({ functionBlock, services }) => [
          functionBlock?.functionBlockId,
          services.map(({ identifier }) => identifier),
        ]),
        [
          [undefined, ['setTarget']],
          ['lighting', ['lighting:setBrightness', 'lighting:scene']],
        ],
      );
      assert.equal(simulator.calls.length, 2);
    });

    it('reads one module when asked for it', async () => {
      const models = await client!.getThingModel('a1SimRoom01', { functionBlockId: 'lighting' });
      assert.deepEqual(
        models.map(({ functionBlock }) => functionBlock?.functionBlockId),
        ['lighting'],
      );
      assert.equal(simulator.calls.length, 1);
    });

    it('says which product or device there is not', async () => {
      assert.equal((await failure(client!.queryProduct('a1Nobody'))).code, 'iot.prod.NotExistedProduct');
      const error = await failure(client!.getDeviceStatus({ ...PUMP_01, deviceName: 'nobody' }));
      assert.deepEqual([error.kind, error.code], ['not-found', 'iot.device.NotExistedDevice']);
    });

    it('gets through when the platform throttles', async () => {
      const { random } = Math;
      Math.random = () => 0;
      try {
        simulator.addFault({ times: 2, does: { kind: 'code', status: 400, code: 'Throttling.User' } });
        assert.equal((await client!.queryProduct('a1SimPump01')).productKey, 'a1SimPump01');
      } finally {
        Math.random = random;
      }
    });

    it('refuses wrong input before anything is sent', async () => {
      const wrong: [string, Promise<unknown>][] = [
        ['pageSize', client!.queryProductList({ pageSize: 201 })],
        ['pageSize', client!.queryProductList({ pageSize: 1.5 })],
        ['currentPage', client!.queryProductList({ currentPage: 0 })],
        ['currentPage', client!.queryProductList({ currentPage: '1' as unknown as number })],
        ['productKey', client!.queryProduct('')],
        ['productKey', client!.queryProduct('a1 SimPump01')],
        ['productKey', client!.queryDevice({ productKey: '' })],
        ['pageSize', client!.queryDevice({ productKey: 'a1SimPump01', pageSize: 51 })],
        ['nextToken', client!.queryDevice({ productKey: 'a', nextToken: 7 as unknown as string })],
        ['productKey', all(client!.devices(''))],
        ['target', client!.queryDeviceDetail({})],
        ['target', client!.getDeviceStatus(undefined as unknown as object)],
        ['deviceName', client!.getDeviceStatus({ productKey: 'a1SimPump01' })],
        ['productKey', client!.getThingModel('')],
        ['functionBlockId', client!.getThingModel('a1SimRoom01', { functionBlockId: '' })],
      ];
      for (const [place, reading] of wrong) {
        const error = await failure(reading);
        assert.ok(error instanceof ValidationError, error.message);
        assert.deepEqual(
          error.problems.map(({ path }) => path),
          [place],
        );
      }
      assert.equal(simulator.calls.length, 0);
    });
  });

  describe('and the account', () => {
    const throttled = new AliyunIotError({
      code: 'Throttling',
      kind: 'throttled',
      executed: 'no',
      texts: { en: 'slow down', zh: '慢' },
    });
    const answer: Answer = { requestId: 'r', messageId: '', body: {}, data: {} };
    const signal = new AbortController().signal;

    /** A read whose first attempts were throttled; it fails when it may not go on. */
    function readAfter(failures: number, budget = new RetryBudget(), end: Error | Answer = answer) {
      const reader: Pick<Reader, 'read'> = {
        read: (_call, { mayRetry }) => {
          for (let i = 0; i < failures; i++) if (!mayRetry(throttled)) return Promise.reject(throttled);
          return end instanceof Error ? Promise.reject(end) : Promise.resolve(end);
        },
      };
      const seen = { throttled: 0, released: 0 };
      const limiter: Pick<Limiter, 'admit' | 'throttled'> = {
        admit: () => Promise.resolve(() => void (seen.released += 1)),
        throttled: () => void (seen.throttled += 1),
      };
      const context = { reader: reader as Reader, limiter: limiter as Limiter, budget };
      return { seen, done: read(context, 'QueryProduct', {}, signal) };
    }

    it('slow down together when one is throttled, whether it gets through or not', async () => {
      const patient = readAfter(1);
      await patient.done;
      assert.deepEqual(patient.seen, { throttled: 1, released: 1 });
      // Without a retry only the error itself tells.
      const unlucky = readAfter(0, undefined, throttled);
      await assert.rejects(unlucky.done, throttled);
      assert.deepEqual(unlucky.seen, { throttled: 1, released: 1 });
    });

    it('pay for retries, and get it back when they helped', async () => {
      const left = (budget: RetryBudget): number => {
        let count = 0;
        while (budget.spend()) count += 1;
        return count;
      };
      const full = left(new RetryBudget());
      const budget = new RetryBudget();
      for (let i = 0; i < 10; i++) budget.spend();
      await readAfter(2, budget).done;
      assert.equal(left(budget), full - 10);
      await assert.rejects(readAfter(1, budget).done, throttled);
    });
  });

  describe('of a server that does as it is told', () => {
    let server: FaultServer | undefined;

    afterEach(async () => {
      await server?.close();
      server = undefined;
    });

    async function serve(behaviour: Behaviour, options: Partial<ClientOptions> = {}): Promise<Client> {
      server = await faultServer(behaviour);
      client = testClient(server.url, options);
      return client;
    }

    it('lets no field out that it does not know', async () => {
      const secret = 'a-secret-of-the-platform';
      const item = {
        ProductKey: 'k',
        DeviceName: 'd',
        Status: 'ONLINE',
        TslStr: '{"services":[]}',
        ProductSecret: secret,
        DeviceSecret: secret,
        TslUri: `https://oss.example/tsl?OSSAccessKeyId=${secret}`,
        NewField: secret,
      };
      const data = { ...item, List: { ProductInfo: [item] }, DeviceInfo: [item] };
      await serve(json({ RequestId: 'r', Success: true, NewField: secret, Total: 1, Data: data }));
      for (const [action, readOf] of Object.entries(READS)) {
        const result = await readOf(client!);
        assert.equal(server!.received.at(-1)?.params['Action'], action);
        assert.match(JSON.stringify(result), /"(k|ONLINE)"|"services"/);
        assertNoSecret(result, [secret]);
      }
      assert.deepEqual(await all(client!.devices('k')), ['d']);
    });

    it('takes numbers as text, and empty lists however they come', async () => {
      const data = { ProductKey: 'k', ValidateType: '2', DeviceCount: '12', GmtCreate: '', Total: '3' };
      await serve(json({ RequestId: 'r', Success: true, Data: data }));
      const product = await client!.queryProduct('k');
      assert.deepEqual(
        [product.validateType, product.deviceCount, product.gmtCreate],
        ['none', 12, undefined],
      );
      const page = await client!.queryProductList();
      assert.deepEqual([page.products, page.total, page.currentPage], [[], 3, 1]);
      assert.deepEqual(await client!.queryDevice({ productKey: 'k' }), { devices: [], total: 0 });
    });

    it('takes a product without ValidateType for a strictly validated one', async () => {
      await serve(json({ RequestId: 'r', Success: true, Data: { ProductKey: 'k' } }));
      assert.equal((await client!.queryProduct('k')).validateType, 'strong');
    });

    it('names the permission that is missing', async () => {
      await serve(json({ RequestId: 'r', Code: 'NoPermission', Message: 'no' }, 403));
      for (const [action, readOf] of Object.entries(READS)) {
        const error = await failure(readOf(client!));
        assert.equal(error.kind, 'permission');
        assert.match(error.message, new RegExp(`iot:${action} `));
        assert.match(error.in('zh'), new RegExp(`iot:${action} `));
      }
    });

    it('says so when the answer lacks what was asked for', async () => {
      await serve(json({ RequestId: 'r-7', Success: true, Data: {} }));
      for (const [action, readOf] of Object.entries(READS)) {
        if (action === 'QueryProductList' || action === 'QueryDevice') continue;
        const error = await failure(readOf(client!));
        assert.deepEqual([error.code, error.kind, error.requestId], ['answer-incomplete', 'platform', 'r-7']);
      }
    });

    it('explains a thing model that cannot be read', async () => {
      await serve(json({ RequestId: 'r', Success: true, Data: { TslStr: 'oops' } }));
      assert.equal((await failure(client!.getThingModel('k'))).kind, 'config');
    });

    it('sends the instance ID, and the token of a page as it came', async () => {
      const token = `${'t'.repeat(300)}+/=`;
      const page = (nextToken: string): Behaviour =>
        json({
          RequestId: 'r',
          Success: true,
          NextToken: nextToken,
          Data: { DeviceInfo: [{ DeviceName: 'd' }] },
        });
      await serve(inTurn(page(token), page('')), { iotInstanceId: 'iot-1' });
      assert.deepEqual(await all(client!.devices('k')), ['d', 'd']);
      assert.deepEqual(
        server!.received.map(({ params }) => [
          params['IotInstanceId'],
          params['PageSize'],
          params['NextToken'],
        ]),
        [
          ['iot-1', '50', undefined],
          ['iot-1', '50', token],
        ],
      );
    });

    it('does not walk in circles', async () => {
      await serve(json({ RequestId: 'r', Success: true, NextToken: 'again', Data: { DeviceInfo: [] } }));
      assert.equal((await failure(all(client!.devices('k')))).code, 'paging-in-circles');
      assert.equal(server!.received.length, 2);
    });

    it('sends 10 a second, whatever the account may invoke', async () => {
      await serve(json({ RequestId: 'r', Success: true, Data: { ProductKey: 'k' } }), {
        limits: { maxQps: 10_000 },
      });
      const startedAt = performance.now();
      await Promise.all(Array.from({ length: 5 }, () => client!.queryProduct('k')));
      assert.ok(performance.now() - startedAt >= 390);
    });

    it('has 4 in flight at most', async () => {
      let now = 0;
      let most = 0;
      await serve((request, response) => {
        most = Math.max(most, ++now);
        setTimeout(() => {
          now -= 1;
          json({ RequestId: 'r', Success: true, Data: { ProductKey: 'k' } })(request, response);
        }, 500);
      });
      await Promise.all(Array.from({ length: 5 }, () => client!.queryProduct('k')));
      assert.equal(most, 4);
    });

    it('ends by a signal, and when the client closes', async () => {
      const stopped = new AbortController();
      await serve(() => stopped.abort());
      assert.equal((await failure(READS['QueryProduct']!(client!, stopped.signal))).kind, 'aborted');
      for (const readOf of Object.values(READS)) {
        assert.equal((await failure(readOf(client!, AbortSignal.abort()))).kind, 'aborted');
      }
      assert.equal(server!.received.length, 1);
      await client!.close();
      await server!.close();

      await serve(() => void client!.close());
      assert.equal((await failure(all(client!.devices('k')))).kind, 'aborted');
      for (const readOf of Object.values(READS)) {
        assert.equal((await failure(readOf(client!))).code, 'client-closed');
      }
    });
  });
});
