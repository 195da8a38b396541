import assert from 'node:assert/strict';
import type { NodeMessage } from 'node-red';
import type { AliyunIotError } from '../../../lib/errors';
import type { InvokeManyJob } from '../../../lib/services';
import invoke from '../../../nodes/invoke/invoke';
import { fakeAccount, FakeClient, invokeNode, out, TestFlow, useNodeRed } from '../../support/nodes';

const ACCOUNT = { id: 'account', type: 'aliyun-iot-account', name: 'a' };
const MODEL = JSON.stringify({
  productKey: 'pk',
  validate: 'strong',
  service: {
    identifier: 'on',
    callType: 'async',
    inputData: [{ identifier: 'level', name: 'l', dataType: { type: 'float', specs: {} } }],
    outputData: [],
  },
});

describe('the fields of a list of aliyun-iot-invoke', () => {
  useNodeRed();
  let flow: TestFlow;
  let client: FakeClient;
  afterEach(() => {
    delete process.env['TEST_LAMP'];
    return flow.unload();
  });

  /** The job that a message is turned into. */
  async function job(change: object, msg: object): Promise<InvokeManyJob> {
    client = new FakeClient();
    const node = invokeNode({ target: 'list', identifier: 'on', productKey: 'pk', ...change });
    flow = await TestFlow.load([fakeAccount(() => client), invoke], [ACCOUNT, node, out]);
    flow.send('invoke', msg as NodeMessage);
    assert.equal((await flow.completed('invoke'))[0]!.error, undefined);
    return client.jobs[0]!;
  }

  it('are left to the client when they are blank', async () => {
    const { signal, onOutcome, ...rest } = await job(
      { listConcurrency: '' },
      { payload: { level: 1 }, devices: ['a'] },
    );
    assert.ok(signal && onOutcome);
    assert.deepEqual(rest, {
      devices: ['a'],
      productKey: 'pk',
      identifier: 'on',
      args: { level: 1 },
      qos: 0,
      mode: 'each',
      concurrency: undefined,
      jobDeadlineMs: undefined,
      safeToRepeat: false,
      passDeviceErrors: false,
    });
  });

  it('are read as the editor stores them', async () => {
    const read = await job(
      {
        listMode: 'batch',
        listConcurrency: 7,
        listDeadline: '60000',
        productKey: 'product',
        productKeyType: 'msg',
        qos: '1',
        timeout: '20000',
        safeToRepeat: true,
        decode: true,
        passDeviceErrors: true,
      },
      { payload: {}, devices: ['a'], product: 'other' },
    );
    const { mode, concurrency, jobDeadlineMs, productKey, qos, timeoutMs, deadlineMs } = read;
    assert.deepEqual([mode, concurrency, jobDeadlineMs, productKey], ['batch', 7, 60_000, 'other']);
    assert.deepEqual([qos, timeoutMs, deadlineMs], [1, 20_000, 38_000]);
    assert.deepEqual([read.safeToRepeat, read.decode, read.passDeviceErrors], [true, true, true]);
  });

  it('take a whole number for a DeviceName', async () => {
    const devices = [7, { deviceName: 8 }, { iotId: 'i' }, 'a'];
    assert.deepEqual((await job({}, { devices })).devices, ['7', { deviceName: '8' }, { iotId: 'i' }, 'a']);
  });

  it('replace variables in a list that was typed', async () => {
    process.env['TEST_LAMP'] = 'lamp "7"';
    const typed = [
      '${TEST_LAMP}',
      { productKey: 'pk-${TEST_LAMP}', deviceName: 'a' },
      { iotId: '${TEST_LAMP}' },
    ];
    const { devices } = await job({ devicesType: 'list', devices: JSON.stringify(typed) }, {});
    assert.deepEqual(devices, [
      'lamp "7"',
      { productKey: 'pk-lamp "7"', deviceName: 'a' },
      { iotId: 'lamp "7"' },
    ]);
  });

  it('name each variable once that a list needs and that is not set', async () => {
    const devices = '["${TEST_NO_LAMP}", "${TEST_NO_LAMP}-2", {"iotId": "${TEST_NO_ID}"}]';
    const node = invokeNode({ target: 'list', identifier: 'on', devicesType: 'list', devices, version: 3 });
    flow = await TestFlow.load([fakeAccount(() => new FakeClient()), invoke], [ACCOUNT, node, out]);
    flow.send('invoke', {});
    const { kind, code, message } = (await flow.completed('invoke'))[0]!.error as AliyunIotError;
    assert.deepEqual([kind, code], ['config', 'env-not-set']);
    assert.match(message, /Devices: the environment variables TEST_NO_LAMP, TEST_NO_ID are not set\./);
  });

  it('take the list as it was when the message came', async () => {
    const devices = ['a', 'b'];
    const { devices: taken } = await job({}, { devices });
    devices.pop();
    assert.deepEqual(taken, ['a', 'b']);
  });

  for (const [what, devices, used] of [
    [
      'when all devices are of its product',
      ['a', { productKey: 'pk', deviceName: 'b' }, { iotId: 'i' }],
      true,
    ],
    ['but not when one is of another', ['a', { productKey: 'pk-2', deviceName: 'b' }], false],
  ] as const) {
    it(`use the thing model ${what}`, async () => {
      const { thingModel } = await job({ thingModel: MODEL }, { payload: { level: 1 }, devices });
      assert.equal(thingModel !== undefined, used);
    });
  }

  it('use a form for devices of any product', async () => {
    const form = { thingModel: MODEL, argsType: 'form', args: '{"level":{"value":"1","type":"num"}}' };
    const { thingModel } = await job(form, { devices: [{ productKey: 'pk-2', deviceName: 'b' }] });
    assert.ok(thingModel);
  });
});
