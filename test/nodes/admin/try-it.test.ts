import assert from 'node:assert/strict';
import { DEFAULT_SEED, startSimulator, type Simulator } from '../../../lib/simulator';
import { parseThingModel, writeService } from '../../../lib/tsl';
import { addInvokeRoutes } from '../../../nodes/invoke/admin';
import { simulatorKeys } from '../../support/nodes';
import { RouteServer, type Reply } from './route-server';

const ROOM = { productKey: 'a1SimRoom01', deviceName: 'room-101' };
const PUMP = { productKey: 'a1SimPump01', deviceName: 'pump-01' };
const setTarget = DEFAULT_SEED.products
  .flatMap(({ tsl }) => tsl.map(parseThingModel))
  .flatMap(({ services }) => services)
  .find(({ identifier }) => identifier === 'setTarget')!;
const thingModel = { productKey: ROOM.productKey, validate: 'weak', service: writeService(setTarget) };
const strict = { ...thingModel, validate: 'strong' };

describe('a call that is tried from the dialog', () => {
  let simulator: Simulator;
  const server = new RouteServer(addInvokeRoutes);
  before(async () => {
    simulator = await startSimulator();
    await server.start();
  });
  beforeEach(() => simulator.reset());
  after(async () => {
    await server.stop();
    await simulator.close();
  });
  const ask = (request: object): Promise<Reply> =>
    server.ask('invoke', {
      account: { config: { endpoint: simulator.url }, credentials: simulatorKeys },
      request,
    });

  it('gives the Result and how long it took', async () => {
    const { status, body } = await ask({ ...PUMP, identifier: 'start', args: { speed: 10, mode: 1 } });
    assert.equal(status, 200);
    assert.equal(body['mode'], 'sync');
    assert.equal((body['result'] as { code: number }).code, 200);
    assert.equal(body['deviceCode'], 200);
    assert.ok(body['messageId'] && body['requestId'] && body['timings']);
    assert.equal(simulator.executions.length, 1);
  });

  it('gives the MessageId of an asynchronous one', async () => {
    const { body } = await ask({ ...PUMP, identifier: 'selfTest', args: '{"cycles":2}', qos: 1 });
    assert.equal(body['mode'], 'async');
    assert.ok(!('result' in body));
  });

  for (const [name, model] of [
    ['an object', thingModel],
    ['the text that the node stores', JSON.stringify(thingModel)],
  ] as const) {
    it(`is written by the thing model, as ${name}`, async () => {
      const args = { temperature: 21, hold: true, until: '2026-05-01T08:00:00Z' };
      const { status } = await ask({ ...ROOM, identifier: 'setTarget', args, thingModel: model });
      assert.equal(status, 200);
      assert.equal(simulator.executions[0]!.args, '{"temperature":21.0,"hold":1,"until":"1777622400000"}');
    });
  }

  it('does not use the model of another service', async () => {
    const { status } = await ask({ ...PUMP, identifier: 'stop', args: {}, thingModel: strict });
    assert.equal(status, 200);
  });

  it('lists what is wrong with the values, and calls nobody', async () => {
    const { status, body } = await ask({
      ...ROOM,
      identifier: 'setTarget',
      args: { temperature: 'warm', hold: 7 },
      thingModel: strict,
    });
    assert.equal(status, 400);
    const paths = body.error?.problems?.map(({ path }) => path) ?? [];
    assert.ok(paths.includes('args.temperature') && paths.includes('args.hold'), String(paths));
    assert.equal(simulator.calls.length, 0);
  });

  it('gives what a device said that refused', async () => {
    const { status, body } = await ask({ ...PUMP, deviceName: 'pump-faulty', identifier: 'stop', args: {} });
    assert.equal(status, 502);
    assert.equal(body.error?.['kind'], 'device');
    assert.equal(body.error['executed'], 'yes');
    assert.equal((body.error['result'] as { code: number }).code, 100001);
  });

  it('gives the reason when a device is offline', async () => {
    const { body } = await ask({ ...PUMP, deviceName: 'pump-offline', identifier: 'stop' });
    assert.equal(body.error?.['kind'], 'offline');
    assert.equal(body.error['executed'], 'no');
  });

  it('says that a model cannot be read', async () => {
    for (const model of ['{', '[]', '{"service":{}}', { service: { identifier: 'get' } }]) {
      const { status, body } = await ask({ ...PUMP, identifier: 'stop', thingModel: model });
      assert.equal(status, 400);
      assert.equal(body.error?.['code'], 'snapshot-unreadable');
    }
  });
});
