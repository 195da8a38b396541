import assert from 'node:assert/strict';
import { DEFAULT_SEED, startSimulator, type Simulator } from '../../lib/simulator';
import { at, call, listAt, type Reply } from './signed';

const PAGES = { PageSize: '10', CurrentPage: '1' };

describe('simulator: reads', () => {
  let simulator: Simulator;
  before(async () => {
    const many = Array.from({ length: 10_120 }, (_, i) => ({
      deviceName: `d-${String(i).padStart(5, '0')}`,
    }));
    const product = {
      productKey: 'a1Many',
      productName: 'Many',
      validate: 'weak' as const,
      tsl: [{ services: [] }],
    };
    simulator = await startSimulator({
      now: () => Date.UTC(2026, 0, 2, 20, 4, 5),
      seed: { products: [...DEFAULT_SEED.products, { ...product, devices: many }] },
    });
  });
  after(() => simulator.close());
  const read = (action: string, params: Record<string, string>): Promise<Reply> =>
    call(simulator.url, { action, params, timestamp: '2026-01-02T20:04:05Z' });
  const code = async (action: string, params: Record<string, string>): Promise<unknown> =>
    (await read(action, params)).json['Code'];

  describe('QueryProductList', () => {
    it('gives pages of products', async () => {
      const first = (await read('QueryProductList', { PageSize: '3', CurrentPage: '1' })).json;
      const second = (await read('QueryProductList', { PageSize: '3', CurrentPage: '2' })).json;
      assert.deepEqual(
        { ...(first['Data'] as object), List: 0 },
        { CurrentPage: 1, PageSize: 3, PageCount: 2, Total: 6, List: 0 },
      );
      assert.deepEqual(at(first, 'Data', 'List', 'ProductInfo', 0), {
        ProductKey: 'a1SimPump01',
        ProductName: 'Water pump / 水泵',
        NodeType: 0,
        DataFormat: 1,
        DeviceCount: 12,
        GmtCreate: Date.UTC(2026, 0, 2, 20, 4, 5),
        AuthType: 'secret',
        Description: '',
      });
      assert.deepEqual(
        [first, second].flatMap((page) =>
          listAt(page, 'Data', 'List', 'ProductInfo').map((p) => p['ProductKey']),
        ),
        ['a1SimPump01', 'a1SimRoom01', 'a1SimTypes1', 'a1SimFree01', 'a1SimLamp01', 'a1Many'],
      );
    });

    it('bounds the page and the kind of product', async () => {
      const invalid = 'iot.common.InvalidPageParams';
      assert.equal(await code('QueryProductList', { ...PAGES, PageSize: '200' }), undefined);
      assert.equal(await code('QueryProductList', { ...PAGES, PageSize: '201' }), invalid);
      assert.equal(await code('QueryProductList', { ...PAGES, PageSize: '0' }), invalid);
      assert.equal(await code('QueryProductList', { ...PAGES, CurrentPage: '0' }), invalid);
      assert.equal(await code('QueryProductList', { ...PAGES, CurrentPage: 'x' }), invalid);
      const without = await read('QueryProductList', { ...PAGES, AliyunCommodityCode: 'iothub' });
      assert.equal(at(without.json, 'Data', 'Total'), 0);
      const wrong = await code('QueryProductList', { ...PAGES, AliyunCommodityCode: 'iot' });
      assert.equal(wrong, 'iot.prod.InvalidAliyunCommodityCode');
    });
  });

  it('QueryProduct tells the validation, and a secret that looks real', async () => {
    for (const [productKey, validateType] of [
      ['a1SimPump01', 0],
      ['a1SimRoom01', 1],
      ['a1SimFree01', 2],
    ] as const) {
      const { json } = await read('QueryProduct', { ProductKey: productKey });
      assert.equal(at(json, 'Data', 'ValidateType'), validateType);
      assert.equal(at(json, 'Data', 'DataFormat'), 1);
      assert.match(String(at(json, 'Data', 'ProductSecret')), /^[0-9a-f]{32}$/);
    }
    assert.equal(await code('QueryProduct', { ProductKey: 'x' }), 'iot.prod.NotExistedProduct');
    assert.equal(await code('QueryProduct', {}), 'MissingProductKey');
  });

  describe('QueryDevice', () => {
    it('describes devices', async () => {
      const { json } = await read('QueryDevice', { ProductKey: 'a1SimPump01', PageSize: '2' });
      const { Page, PageSize, PageCount, Total } = json;
      assert.deepEqual(
        { Page, PageSize, PageCount, Total },
        { Page: 1, PageSize: 2, PageCount: 6, Total: 12 },
      );
      const { DeviceSecret, IotId, ...rest } = listAt(json, 'Data', 'DeviceInfo')[0]!;
      assert.match(String(DeviceSecret), /^[0-9a-f]{32}$/);
      assert.match(String(IotId), /^sim-pump-01-/);
      assert.deepEqual(rest, {
        DeviceId: IotId,
        DeviceName: 'pump-01',
        ProductKey: 'a1SimPump01',
        DeviceStatus: 'ONLINE',
        DeviceType: 'default',
        Nickname: 'Pump 1 / 1 号泵',
        UtcCreate: '2026-01-02T20:04:05.000Z',
        UtcModified: '2026-01-02T20:04:05.000Z',
        GmtCreate: 'Fri, 02-Jan-2026 20:04:05 GMT',
        GmtModified: 'Fri, 02-Jan-2026 20:04:05 GMT',
      });
    });

    it('gives ten devices unless told otherwise, fifty at most', async () => {
      const some = await read('QueryDevice', { ProductKey: 'a1Many' });
      assert.equal(listAt(some.json, 'Data', 'DeviceInfo').length, 10);
      assert.equal(
        await code('QueryDevice', { ProductKey: 'a1Many', PageSize: '51' }),
        'iot.common.InvalidPageParams',
      );
    });

    it('tells the status of each', async () => {
      const { json } = await read('QueryDevice', { ProductKey: 'a1SimPump01', PageSize: '50' });
      const devices = listAt(json, 'Data', 'DeviceInfo');
      assert.deepEqual(
        Object.fromEntries(devices.slice(3).map((d) => [d['DeviceName'], d['DeviceStatus']])),
        {
          'pump-slow': 'ONLINE',
          'pump-timeout': 'ONLINE',
          'pump-offline': 'OFFLINE',
          'pump-halfopen': 'ONLINE',
          'pump-disabled': 'DISABLE',
          'pump-new': 'UNACTIVE',
          'pump-faulty': 'ONLINE',
          'pump-garbled': 'ONLINE',
          'pump-real': 'OFFLINE',
        },
      );
    });

    it('is walked by NextToken to the last of all devices', async () => {
      const names = new Set<string>();
      let token = '';
      let page = 0;
      do {
        page += 1;
        const params = { ProductKey: 'a1Many', PageSize: '50', CurrentPage: String(page) };
        const { json } = await read('QueryDevice', token ? { ...params, NextToken: token } : params);
        for (const device of listAt(json, 'Data', 'DeviceInfo')) names.add(String(device['DeviceName']));
        token = String(json['NextToken']);
      } while (token !== '' && page < 300);
      assert.equal(page, 203);
      assert.equal(names.size, 10_120);
    });

    it('gives no data beyond 10,000 devices without a token', async () => {
      const at = async (CurrentPage: string): Promise<number> => {
        const { json } = await read('QueryDevice', { ProductKey: 'a1Many', PageSize: '50', CurrentPage });
        return listAt(json, 'Data', 'DeviceInfo').length;
      };
      assert.deepEqual([await at('200'), await at('201')], [50, 0]);
    });

    it('refuses a token that is made up or of another product', async () => {
      const { json } = await read('QueryDevice', { ProductKey: 'a1SimPump01' });
      for (const NextToken of ['nonsense', String(json['NextToken'])]) {
        assert.equal(
          await code('QueryDevice', { ProductKey: 'a1Many', NextToken }),
          'iot.device.PageTokenIsIllegal',
        );
      }
    });
  });

  describe('QueryDeviceDetail and GetDeviceStatus', () => {
    const target = (DeviceName: string): Record<string, string> => ({
      ProductKey: 'a1SimPump01',
      DeviceName,
    });

    it('tell of one device, by pair or IotId', async () => {
      const { json } = await read('QueryDeviceDetail', target('pump-01'));
      const IotId = String(at(json, 'Data', 'IotId'));
      assert.equal(at(json, 'Data', 'Status'), 'ONLINE');
      assert.equal(at(json, 'Data', 'UtcOnline'), '2026-01-02T20:04:05.000Z');
      assert.equal(at(json, 'Data', 'GmtOnline'), '2026-01-03 04:04:05');
      const same = (await read('QueryDeviceDetail', { IotId })).json;
      assert.deepEqual(same['Data'], json['Data']);
      const { Data: status } = (await read('GetDeviceStatus', { IotId })).json;
      assert.deepEqual(status, { Status: 'ONLINE', Timestamp: Date.UTC(2026, 0, 2, 20, 4, 5) });
    });

    it('leave the dates of a device that never connected empty', async () => {
      const { json } = await read('QueryDeviceDetail', target('pump-new'));
      const Data = json['Data'] as Record<string, unknown>;
      assert.deepEqual([Data['Status'], Data['UtcActive'], Data['UtcOnline']], ['UNACTIVE', '', '']);
    });

    it('refuse a device that is not there', async () => {
      assert.equal(await code('QueryDeviceDetail', target('x')), 'iot.device.NotExistedDevice');
      assert.equal(await code('GetDeviceStatus', { IotId: 'x' }), 'iot.device.InvalidIoTId');
    });
  });

  describe('the thing model', () => {
    const tsl = async (
      params: Record<string, string>,
      action = 'GetThingModelTslPublished',
    ): Promise<Record<string, unknown>> => {
      const { json, text } = await read(action, params);
      assert.equal(json['Success'], true, text);
      assert.match(String(at(json, 'Data', 'TslUri')), /^https:/);
      return JSON.parse(String(at(json, 'Data', 'TslStr'))) as Record<string, unknown>;
    };

    it('comes as seeded, with the features the platform adds', async () => {
      const model = await tsl({ ProductKey: 'a1SimPump01' });
      assert.deepEqual(model, DEFAULT_SEED.products[0]?.tsl[0]);
      assert.deepEqual(
        listAt(model, 'services').map((service) => service['identifier']),
        ['set', 'get', 'start', 'stop', 'selfTest', 'setSchedule'],
      );
      assert.deepEqual(at(model, 'services', 1, 'inputData'), ['speed', 'flow']);
      assert.equal(at(model, 'events', 0, 'method'), 'thing.event.property.post');
      assert.equal(at(model, 'services', 2, 'inputData', 0, 'dataType', 'specs', 'max'), '3000');
      assert.deepEqual(await tsl({ ProductKey: 'a1SimPump01' }, 'GetThingModelTsl'), model);
    });

    it('comes module by module', async () => {
      const main = await tsl({ ProductKey: 'a1SimRoom01' });
      assert.equal(at(main, 'functionBlocks', 0, 'functionBlockId'), 'lighting');
      const block = await tsl({ ProductKey: 'a1SimRoom01', FunctionBlockId: 'lighting' });
      assert.equal(block['functionBlockName'], 'Lighting / 照明');
      assert.equal(listAt(block, 'services').at(-1)?.['identifier'], 'scene');
      const wrong = await code('GetThingModelTsl', { ProductKey: 'a1SimRoom01', FunctionBlockId: 'x' });
      assert.equal(wrong, 'iot.prod.QueryProductAbilitiesNotFound');
    });

    it('can be simple: identifiers and types, no more', async () => {
      const model = await tsl({ ProductKey: 'a1SimPump01', Simple: 'true' });
      assert.deepEqual(Object.keys(model), ['properties', 'events', 'services']);
      assert.deepEqual(model['events'], []);
      assert.deepEqual(at(model, 'services', 0), {
        outputData: [
          { identifier: 'flow', dataType: { type: 'double' } },
          { identifier: 'startedAt', dataType: { type: 'date' } },
        ],
        identifier: 'start',
        inputData: [
          { identifier: 'speed', dataType: { type: 'int' } },
          { identifier: 'mode', dataType: { type: 'enum' } },
        ],
      });
      const items = at(model, 'services', 3, 'inputData', 0, 'dataType', 'specs', 'item');
      assert.equal(at(items, 'specs', 1, 'identifier'), 'speed');
    });

    it('has one version', async () => {
      const { json } = await read('ListThingModelVersion', { ProductKey: 'a1SimPump01' });
      const ModelVersion = String(at(json, 'Data', 'ModelVersions', 0, 'ModelVersion'));
      await tsl({ ProductKey: 'a1SimPump01', ModelVersion });
      const params = { ProductKey: 'a1SimPump01', ModelVersion: 'v9' };
      assert.equal(await code('GetThingModelTslPublished', params), 'Thing.Model.Version.Invalid');
    });
  });
});
