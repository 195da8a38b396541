import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_SEED, startSimulator, type ProductSeed, type Simulator } from '../../../lib/simulator';
import { parseThingModel } from '../../../lib/tsl';
import { addAccountRoutes } from '../../../nodes/account/admin';
import { faultServer } from '../../support/fault-server';
import { simulatorKeys } from '../../support/nodes';
import { RouteServer, type Reply } from './route-server';
import { until } from '../../support/until';

const pump = DEFAULT_SEED.products[0]!;
const many: ProductSeed = {
  ...pump,
  productKey: 'a1SimMany01',
  productName: 'Many / 很多',
  devices: Array.from({ length: 5000 }, (_, i) => ({ deviceName: `dev-${i}`, nickname: `Number ${i}` })),
};
const products: ProductSeed[] = Array.from({ length: 450 }, (_, i) => ({
  ...pump,
  productKey: `a1Extra${String(i).padStart(4, '0')}`,
  productName: `Extra ${i}`,
  devices: [],
}));
const PUMP = 'a1SimPump01';

describe('look-ups of the editor', () => {
  let simulator: Simulator;
  let server: RouteServer;
  before(async () => {
    simulator = await startSimulator({ seed: { products: [...DEFAULT_SEED.products, many, ...products] } });
  });
  after(() => simulator.close());
  beforeEach(async () => {
    simulator.reset();
    server = new RouteServer(addAccountRoutes);
    await server.start();
  });
  afterEach(() => server.stop());

  const account = (config: object = {}): object => ({
    config: { endpoint: simulator.url, ...config },
    credentials: simulatorKeys,
  });
  const ask = (path: string, body: object = {}): Promise<Reply> =>
    server.ask(path, { account: account(), ...body });
  const actions = (): string[] => simulator.calls.map(({ action }) => action);
  const names = (reply: Reply, list: string, key: string): unknown[] =>
    (reply.body[list] as Record<string, unknown>[]).map((item) => item[key]);

  describe('products', () => {
    it('come page by page, with nothing in them but what is shown', async () => {
      const { body } = await ask('products', { pageSize: 3 });
      assert.equal(body['total'], 456);
      assert.equal(body['pageCount'], 152);
      assert.equal(body['currentPage'], 1);
      assert.deepEqual((body['products'] as object[])[0], {
        productKey: PUMP,
        productName: 'Water pump / 水泵',
        deviceCount: pump.devices.length,
      });
      const third = await ask('products', { pageSize: 3, currentPage: 2 });
      assert.deepEqual(names(third, 'products', 'productKey'), ['a1SimFree01', 'a1SimLamp01', 'a1SimMany01']);
    });

    it('are searched on the page by name and key, and by the whole key beyond it', async () => {
      assert.deepEqual(names(await ask('products', { search: '水泵' }), 'products', 'productKey'), [PUMP]);
      assert.deepEqual(names(await ask('products', { search: ' simROOM' }), 'products', 'productKey'), [
        'a1SimRoom01',
      ]);
      assert.deepEqual(actions(), ['QueryProductList'], 'one page, kept');
      const far = await ask('products', { search: 'a1Extra0449' });
      assert.deepEqual(names(far, 'products', 'productName'), ['Extra 449']);
      assert.deepEqual(actions(), ['QueryProductList', 'QueryProduct']);
      await ask('products', { search: 'a1Extra0448', currentPage: 2 });
      assert.deepEqual(actions().slice(2), ['QueryProductList'], 'by the whole key with the first page only');
      assert.deepEqual(names(await ask('products', { search: 'a1Nothing99' }), 'products', 'productKey'), []);
    });

    it('say which permission is missing', async () => {
      simulator.addFault({
        action: 'QueryProductList',
        does: { kind: 'code', status: 403, code: 'Forbidden.RAM' },
      });
      const { status, body } = await ask('products');
      assert.equal(status, 502);
      assert.equal(body.error?.['kind'], 'permission');
      assert.equal(body.error['ramAction'], 'iot:QueryProductList');
      assert.match(String(body.error['messageZh']), /iot:QueryProductList/);
      assert.equal((await ask('products')).status, 200, 'a failure is not kept');
    });
  });

  describe('devices', () => {
    it('of a product with 5,000 come at once, and only one page of them', async () => {
      await ask('products');
      simulator.reset();
      const startedAt = performance.now();
      const reply = await ask('devices', { productKey: 'a1SimMany01' });
      const ms = performance.now() - startedAt;
      assert.ok(ms < 200, `${ms} ms`);
      assert.equal(reply.body['total'], 5000);
      assert.equal(names(reply, 'devices', 'deviceName').length, 50);
      assert.deepEqual(actions(), ['QueryDevice']);
      const next = await ask('devices', { productKey: 'a1SimMany01', nextToken: reply.body['nextToken'] });
      assert.equal(names(next, 'devices', 'deviceName')[0], 'dev-50');
    });

    it('have a status and no secret', async () => {
      const { body, text } = await ask('devices', { productKey: PUMP });
      const [first] = body['devices'] as Record<string, unknown>[];
      assert.deepEqual(Object.keys(first!), ['deviceName', 'iotId', 'nickname', 'status']);
      assert.equal(body['nextToken'], undefined);
      const statuses = new Set(names({ body } as Reply, 'devices', 'status'));
      assert.deepEqual([...statuses].sort(), ['DISABLE', 'OFFLINE', 'ONLINE', 'UNACTIVE']);
      assert.doesNotMatch(text, /secret/i);
    });

    it('are searched on the page, and by the whole name beyond it', async () => {
      const found = await ask('devices', { productKey: 'a1SimMany01', search: 'number 4' });
      assert.deepEqual(names(found, 'devices', 'deviceName').slice(0, 2), ['dev-4', 'dev-40']);
      assert.deepEqual(actions(), ['QueryDevice'], 'a blank is in no DeviceName');
      const far = await ask('devices', { productKey: 'a1SimMany01', search: 'dev-4711' });
      assert.deepEqual(names(far, 'devices', 'nickname'), ['Number 4711']);
      assert.deepEqual(names(far, 'devices', 'status'), ['ONLINE']);
      const listed = await ask('devices', { productKey: 'a1SimMany01', search: 'dev-42' });
      assert.deepEqual(names(listed, 'devices', 'deviceName'), ['dev-42'], 'not twice');
      const { nextToken } = (await ask('devices', { productKey: 'a1SimMany01' })).body;
      const before = actions().length;
      await ask('devices', { productKey: 'a1SimMany01', search: 'dev-4712', nextToken });
      assert.deepEqual(
        actions().slice(before),
        ['QueryDevice'],
        'by the whole name with the first page only',
      );
      const none = await ask('devices', { productKey: 'a1SimMany01', search: 'dev-9999' });
      assert.deepEqual(names(none, 'devices', 'deviceName'), []);
    });

    it('are found by name also without the permission for that, when the page has them', async () => {
      simulator.addFault({
        action: 'QueryDeviceDetail',
        does: { kind: 'code', status: 403, code: 'Forbidden' },
      });
      const found = await ask('devices', { productKey: PUMP, search: 'pump-01' });
      assert.deepEqual(names(found, 'devices', 'deviceName'), ['pump-01']);
    });

    it('have a state, by name and by IotId', async () => {
      const [, second] = (await ask('devices', { productKey: PUMP })).body['devices'] as { iotId: string }[];
      const byId = await ask('device-status', { target: { iotId: second!.iotId } });
      assert.equal(byId.body['status'], 'ONLINE');
      const byName = await ask('device-status', {
        target: { productKey: PUMP, deviceName: 'pump-disabled' },
      });
      assert.equal(byName.body['status'], 'DISABLE');
      assert.equal(typeof byName.body['timestamp'], 'number');
    });
  });

  describe('are shared and kept', () => {
    it('for a while, until somebody wants it fresh', async () => {
      await Promise.all(Array.from({ length: 10 }, () => ask('products')));
      await ask('products');
      assert.deepEqual(actions(), ['QueryProductList']);
      await ask('products', { refresh: true });
      assert.equal(actions().length, 2);
    });

    it('by account: other settings see nothing of it', async () => {
      await ask('products');
      const wrong = await server.ask('products', {
        account: {
          config: { endpoint: simulator.url },
          credentials: { ...simulatorKeys, accessKeySecret: 'guess' },
        },
      });
      assert.equal(wrong.body.error?.['kind'], 'auth');
      await server.ask('products', { account: account({ signature: 'hmac-sha1' }) });
      assert.equal(actions().length, 3);
    });

    it('and ended when the browser has gone', async () => {
      const stalled = await faultServer(() => undefined);
      const hangUp = new AbortController();
      try {
        const body = { account: { config: { endpoint: stalled.url }, credentials: simulatorKeys } };
        const asked = server.ask('products', body, { signal: hangUp.signal });
        asked.catch(() => undefined);
        await until(() => stalled.received.length > 0, 'the look-up');
        hangUp.abort();
        await assert.rejects(asked, { name: 'AbortError' });
        await until(() => stalled.sockets.size === 0, 'the look-up ended');
      } finally {
        await stalled.close();
      }
    });
  });

  describe('models', () => {
    it('of the cloud: services in the form of the TSL, by module, and how strictly Args are checked', async () => {
      const { body } = await ask('model', { productKey: 'a1SimRoom01' });
      assert.equal(body['source'], 'cloud');
      assert.equal(body['validate'], 'weak');
      const services = body['services'] as { identifier: string; callType: string; module?: object }[];
      assert.deepEqual(
        services.map(({ identifier, callType, module }) => [identifier, callType, module]),
        [
          ['setTarget', 'sync', undefined],
          ['lighting:setBrightness', 'sync', { id: 'lighting', name: 'Lighting / 照明' }],
          ['lighting:scene', 'async', { id: 'lighting', name: 'Lighting / 照明' }],
        ],
      );
      const read = parseThingModel({ services }).services;
      assert.deepEqual(
        read.map(({ identifier }) => identifier),
        services.map(({ identifier }) => identifier),
      );
      await ask('model', { productKey: 'a1SimRoom01' });
      assert.equal(actions().length, 3, 'kept');
    });

    it('without the permission to read the product: the least strict assumption, and a notice', async () => {
      simulator.addFault({
        action: 'QueryProduct',
        does: { kind: 'code', status: 403, code: 'Forbidden.RAM' },
      });
      const { status, body } = await ask('model', { productKey: PUMP });
      assert.equal(status, 200);
      assert.equal(body['validate'], 'weak');
      assert.equal((body['notice'] as { ramAction: string }).ramAction, 'iot:QueryProduct');
    });

    it('without the permission to read the model: which one is missing', async () => {
      const does = { kind: 'code', status: 403, code: 'Forbidden.RAM' } as const;
      simulator.addFault({ action: 'GetThingModelTslPublished', does });
      const { body } = await ask('model', { productKey: PUMP });
      assert.equal(body.error?.['ramAction'], 'iot:GetThingModelTslPublished');
    });

    it('kept with the account: nobody is asked', async () => {
      const models = JSON.stringify({ [PUMP]: { validate: 'none', tsl: pump.tsl } });
      const { body } = await server.ask('model', { account: account({ models }), productKey: PUMP });
      assert.equal(body['source'], 'account');
      assert.equal(body['validate'], 'none');
      assert.equal((body['services'] as object[]).length, 4);
      const other = await server.ask('model', { account: account({ models }), productKey: 'a1SimFree01' });
      assert.equal(other.body['source'], 'cloud');
      assert.ok(actions().length > 0);
    });

    for (const [name, models, word] of [
      ['no JSON', '{', /JSON/],
      ['a list', '[]', /JSON/],
      ['no TSL', JSON.stringify({ [PUMP]: {} }), /a1SimPump01\.tsl/],
      ['an unreadable TSL', JSON.stringify({ [PUMP]: { tsl: [{ a: 1 }] } }), /not a thing model/],
    ] as const) {
      it(`kept with the account, but ${name}: what to do`, async () => {
        const { status, body } = await server.ask('model', {
          account: account({ models }),
          productKey: PUMP,
        });
        assert.equal(status, 400);
        assert.match(String(body.error?.['message']), word);
      });
    }

    it('in files: read together', async () => {
      const fixture = (file: string): string =>
        readFileSync(join(__dirname, '../../lib/tsl/fixtures', file), 'utf8');
      const { body } = await server.ask('tsl', { tsl: [fixture('pump.json'), fixture('lighting.json')] });
      assert.equal(body['simple'], false);
      assert.equal(typeof body['productKey'], 'string');
      const identifiers = (body['services'] as { identifier: string }[]).map(({ identifier }) => identifier);
      assert.ok(identifiers.some((identifier) => identifier.includes(':')));
      assert.ok(!identifiers.includes('get'));
      const simple = await server.ask('tsl', { tsl: [fixture('simple.json')] });
      assert.equal(simple.body['simple'], true);
    });

    it('in files: which modules they are of, and which the default one names besides', async () => {
      const services = [{ identifier: 'on' }];
      const functionBlocks = ['heat', 'light'].map((id) => ({
        functionBlockId: id,
        functionBlockName: `The ${id}`,
      }));
      const { body } = await server.ask('tsl', {
        tsl: [
          { services, functionBlocks },
          { services, functionBlockId: 'heat' },
        ].map((tsl) => JSON.stringify(tsl)),
      });
      assert.deepEqual(body['modules'], ['', 'heat']);
      assert.deepEqual(body['missing'], [functionBlocks[1]]);
    });

    for (const [name, tsl, english, chinese] of [
      ['two of one module', [{}, {}], /^b\.json and File 2 are both of the default module/, /默认模块/],
      [
        'two of one custom module',
        [{ functionBlockId: 'heat' }, { functionBlockId: 'heat' }],
        /both of the module heat/,
        /同一模块（heat）/,
      ],
      [
        'of two products',
        [{ profile: { productKey: 'a1One' } }, { profile: { productKey: 'a1Two' }, functionBlockId: 'heat' }],
        /several products \(a1One, a1Two\)/,
        /不同的产品（a1One、a1Two）/,
      ],
    ] as const) {
      it(`in files, ${name}: refused`, async () => {
        const documents = tsl.map((document) => JSON.stringify({ services: [], ...document }));
        const { status, body } = await server.ask('tsl', { tsl: documents, names: ['b.json'] });
        assert.equal(status, 400);
        assert.match(String(body.error?.['message']), english);
        assert.match(String(body.error?.['messageZh']), chinese);
      });
    }

    it('in files: which one is unreadable, and where', async () => {
      const { status, body } = await server.ask('tsl', { tsl: ['{"services":[]}', '{"services":\n[}'] });
      assert.equal(status, 400);
      assert.match(String(body.error?.['message']), /^File 2: .*line 2, column 2/);
      assert.match(String(body.error?.['messageZh']), /^第 2 个文件：/);
      const named = await server.ask('tsl', { tsl: ['{"services":[]}', '{'], names: ['a.json', 'b.json'] });
      assert.match(String(named.body.error?.['message']), /^b\.json: /);
    });
  });

  describe('test of the connection', () => {
    it('tells what is right, and asks again each time', async () => {
      for (let i = 0; i < 2; i += 1) {
        const { body } = await ask('test');
        const checks = body['checks'] as Record<string, unknown>[];
        assert.equal(checks.length, 12);
        for (const { ok, message, messageZh } of checks) assert.ok(ok === true && message && messageZh);
        assert.equal(typeof checks[0]!['ms'], 'number');
      }
      assert.equal(actions().length, 16);
      assert.equal(simulator.executions.length, 0);
    });

    it('works for the simulator of this process, without any keys', async () => {
      const { body } = await server.ask('test', { account: { config: { endpoint: 'simulator' } } });
      assert.deepEqual([...new Set(names({ body } as Reply, 'checks', 'ok'))], [true]);
    });

    it('says which settings have to be corrected', async () => {
      const { status, body } = await server.ask('test', { account: { config: { endpoint: 'cn-nowhere' } } });
      assert.equal(status, 400);
      assert.match(String(body.error?.['message']), /region/i);
    });
  });
});
