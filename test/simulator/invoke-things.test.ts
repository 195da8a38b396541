import assert from 'node:assert/strict';
import { DEFAULT_SEED, startSimulator, type Simulator } from '../../lib/simulator';
import { call, type Reply, type Scheme } from './signed';

const BATCH = { ProductKey: 'a1SimPump01', Identifier: 'start', Args: '{"speed":1200,"mode":0}' };
const names = (...deviceNames: string[]): Record<string, string> =>
  Object.fromEntries(deviceNames.map((name, index) => [`DeviceName.${index + 1}`, name]));

describe('simulator: InvokeThingsService', () => {
  let simulator: Simulator;
  let now = Date.now();

  before(async () => {
    const devices = Array.from({ length: 101 }, (_, i) => ({ deviceName: `d-${i}` }));
    const product = { ...DEFAULT_SEED.products[0]!, productKey: 'a1SimMany01', devices };
    simulator = await startSimulator({
      now: () => now,
      seed: { products: [...DEFAULT_SEED.products, product] },
    });
  });
  beforeEach(() => {
    now = Date.now();
    simulator.reset();
  });
  after(() => simulator.close());

  const batch = (params: Record<string, string>, scheme: Scheme = 'hmac-sha1'): Promise<Reply> =>
    call(simulator.url, { scheme, action: 'InvokeThingsService', params: { ...BATCH, ...params } });
  const code = async (params: Record<string, string>): Promise<unknown> => (await batch(params)).json['Code'];

  for (const scheme of ['hmac-sha1', 'acs3'] as const) {
    it(`answers with the envelope alone and lets every device act once, ${scheme}`, async () => {
      const { status, json } = await batch(names('pump-01', 'pump-02', 'pump-03'), scheme);
      assert.deepEqual(
        [status, Object.keys(json).sort(), json['Success']],
        [200, ['RequestId', 'Success'], true],
      );
      assert.deepEqual(
        simulator.executions.map(({ deviceName, args, mode, requestId }) => [
          deviceName,
          args,
          mode,
          requestId,
        ]),
        ['pump-01', 'pump-02', 'pump-03'].map((name) => [name, BATCH.Args, 'async', json['RequestId']]),
      );
      assert.equal(new Set(simulator.executions.map(({ messageId }) => messageId)).size, 3);
    });
  }

  it('passes over devices that cannot be reached, and does not wait for slow ones', async () => {
    const given = names('pump-offline', 'pump-slow', 'pump-disabled', 'pump-new', 'pump-halfopen', 'pump-01');
    assert.equal((await batch(given)).json['Success'], true);
    assert.deepEqual(
      simulator.executions.map(({ deviceName }) => deviceName),
      ['pump-slow', 'pump-01'],
    );
  });

  it('counts a DeviceName that is given twice once', async () => {
    await batch(names('pump-01', 'pump-01'));
    assert.equal(simulator.executions.length, 1);
  });

  it('refuses the whole call before any device acts', async () => {
    for (const [params, expected] of [
      [{}, 'MissingDeviceName'],
      [{ ...names('pump-01'), ProductKey: '' }, 'MissingProductKey'],
      [{ ...names('pump-01'), ProductKey: 'x' }, 'iot.prod.NotExistedProduct'],
      [{ ...names('pump-01'), Identifier: 'x' }, 'iot.prod.QueryProductAbilitiesNotFound'],
      [{ ...names('pump-01'), Args: '{"speed":1}' }, 'iot.device.InvokeThingServiceFailed'],
      [{ ...names('pump-01'), Qos: '2' }, 'iot.common.InvalidFormattedParameter'],
      [names('pump-01', 'nobody'), 'iot.device.NotExistedDevice'],
    ] as const) {
      assert.equal(await code(params), expected);
    }
    assert.equal(simulator.executions.length, 0);
  });

  it('takes 100 DeviceNames', async () => {
    const all = Array.from({ length: 101 }, (_, i) => `d-${i}`);
    const many = { ProductKey: 'a1SimMany01' };
    const refusal = 'iot.device.TooManyDeviceNamesPerRequest';
    assert.equal(await code({ ...many, ...names(...all) }), refusal);
    assert.equal(simulator.executions.length, 0);
    assert.equal(await code({ ...many, ...names(...all.slice(0, 100)) }), undefined);
    assert.equal(simulator.executions.length, 100);
  });

  it('has a quota of its own: 10 calls a second', async () => {
    for (let n = 0; n < 10; n += 1) assert.equal(await code(names('pump-01')), undefined);
    assert.equal(await code(names('pump-01')), 'Throttling.User');
    const single = { ...BATCH, DeviceName: 'pump-01', Identifier: 'selfTest', Args: '{"cycles":1}' };
    assert.equal((await call(simulator.url, { params: single })).json['Success'], true);
    now += 1000;
    assert.equal(await code(names('pump-01')), undefined);
  });
});
