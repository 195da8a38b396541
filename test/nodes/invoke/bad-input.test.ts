import assert from 'node:assert/strict';
import type { AliyunIotError } from '../../../lib/errors';
import { defaultIotId, startSimulator, type Simulator } from '../../../lib/simulator';
import account from '../../../nodes/account/account';
import invoke from '../../../nodes/invoke/invoke';
import {
  accountNode,
  catchNode,
  caught,
  invokeNode,
  out,
  simulatorKeys,
  TestFlow,
  useNodeRed,
} from '../../support/nodes';

interface Failure {
  error: { kind: string; message: string; executed: string; problems?: { path: string; rule: string }[] };
}

const circular: Record<string, unknown> = {};
circular['self'] = circular;

describe('bad input to aliyun-iot-invoke', () => {
  useNodeRed();
  let simulator: Simulator;
  let flow: TestFlow;
  before(async () => {
    simulator = await startSimulator();
    const common = { productKey: 'pk', productKeyType: 'msg', deviceName: 'dn', deviceNameType: 'msg' };
    flow = await TestFlow.load(
      [account, invoke],
      [
        accountNode({ endpoint: simulator.url }),
        invokeNode({ ...common, identifier: 'service', identifierType: 'msg', qos: 'qos', qosType: 'msg' }),
        invokeNode({ id: 'timed', timeout: 'timeout', timeoutType: 'msg' }),
        invokeNode({ id: 'byIotId', target: 'iotId', iotId: 'iotId', iotIdType: 'msg' }),
        out,
        catchNode,
        caught,
      ],
      { account: simulatorKeys },
    );
  });
  after(async () => {
    await flow.unload();
    await simulator.close();
  });
  beforeEach(() => {
    flow.at('caught').length = 0;
    flow.at('out').length = 0;
    flow.completions.length = 0;
    simulator.reset();
  });

  const good = { pk: 'a1SimPump01', dn: 'pump-01', service: 'start', payload: { speed: 10, mode: 1 } };
  const rows: [string, object, string][] = [
    ['a text that is no JSON', { ...good, payload: 'speed=10' }, 'args'],
    ['a text with half an object', { ...good, payload: '{"speed":' }, 'args'],
    ['an array', { ...good, payload: [1, 2] }, 'args'],
    ['a text with an array', { ...good, payload: '[1]' }, 'args'],
    ["the Inject node's timestamp", { ...good, payload: 1700000000000 }, 'args'],
    ['a boolean', { ...good, payload: false }, 'args'],
    ['NaN', { ...good, payload: { speed: NaN } }, 'args.speed'],
    ['Infinity', { ...good, payload: { speed: -Infinity } }, 'args.speed'],
    ['a BigInt', { ...good, payload: { speed: 10n } }, 'args.speed'],
    ['a function', { ...good, payload: { speed: () => 10 } }, 'args.speed'],
    ['a circle', { ...good, payload: circular }, 'args.self'],
    ['half a surrogate pair', { ...good, payload: { note: '\ud83d' } }, 'args.note'],
    ['a Buffer that is no text', { ...good, payload: Buffer.from([0xc3, 0x28]) }, 'args'],
    ['no service', { ...good, service: undefined }, 'identifier'],
    ['no device', { ...good, dn: undefined, pk: undefined }, 'target'],
    ['a ProductKey alone', { ...good, dn: '' }, 'deviceName'],
    ['a DeviceName alone', { ...good, pk: '' }, 'productKey'],
    ['a line break in an ID', { ...good, dn: 'pump-01\r\nX-Injected: 1' }, 'deviceName'],
    ['a NUL in an ID', { ...good, pk: 'a1\u0000' }, 'productKey'],
    ['an object as an ID', { ...good, dn: { name: 'pump-01' } }, 'deviceName'],
    ['Qos 2', { ...good, qos: 2 }, 'qos'],
    ['Qos -1', { ...good, qos: '-1' }, 'qos'],
    ['Qos x', { ...good, qos: 'x' }, 'qos'],
  ];
  for (const [name, msg, path] of rows) {
    it(`refuses ${name}: nothing is sent, nothing is lost`, async () => {
      const payload = (msg as { payload: unknown }).payload;
      flow.send('invoke', msg as never);
      const sent = await flow.receive('caught');
      const { error } = sent['aliyun'] as Failure;
      assert.equal(error.kind, 'validation');
      assert.equal(error.executed, 'no');
      assert.deepEqual(
        error.problems?.map((problem) => problem.path),
        [path],
      );
      assert.equal(flow.of('invoke')[0]!.msg.payload, payload, 'the payload is what came in');
      assert.equal(flow.of('invoke').length, 1);
      assert.equal(flow.at('out').length, 0);
      assert.equal(simulator.calls.length, 0);
    });
  }

  // Node-RED cannot copy such a message for Catch nodes, so that `done` is what tells.
  const { proxy: revoked, revoke } = Proxy.revocable({}, {});
  revoke();
  const throwing = Object.defineProperty({}, 'speed', {
    get: () => {
      throw new Error('boom');
    },
    enumerable: true,
  });
  for (const [name, field, value] of [
    ['arguments with a getter that throws', 'payload', throwing],
    ['a revoked Proxy as arguments', 'payload', revoked],
    ['a revoked Proxy as an ID', 'dn', revoked],
  ] as const) {
    it(`refuses ${name}: nothing is sent, once`, async () => {
      flow.send('invoke', { ...good, [field]: value });
      const error = (await flow.completed('invoke'))[0]?.error as AliyunIotError;
      assert.deepEqual([error.kind, error.code], ['validation', 'not-readable']);
      assert.equal(flow.of('invoke').length, 1);
      assert.equal(simulator.calls.length, 0);
    });
  }

  for (const timeout of [2_147_483_647, 2_147_483_648, 1e308]) {
    it(`takes or refuses a timeout of ${timeout} ms for itself alone`, async () => {
      flow.send('timed', { ...good, timeout });
      const error = (await flow.completed('timed'))[0]?.error as AliyunIotError | undefined;
      if (timeout <= 2_147_483_647) assert.equal(error, undefined);
      else assert.match(error!.message, /timeoutMs: must be .* from 1 to 2147483647\.$/);
    });
  }

  it('names the timestamp of the Inject node', async () => {
    flow.send('invoke', { ...good, payload: Date.now() });
    const { error } = (await flow.receive('caught'))['aliyun'] as Failure;
    assert.match(error.message, /timestamp/);
  });

  for (const [name, payload] of [
    ['undefined', undefined],
    ['null', null],
    ['an empty text', ''],
    ['an empty Buffer', Buffer.alloc(0)],
  ] as const) {
    it(`takes ${name} for no arguments`, async () => {
      flow.send('invoke', { ...good, service: 'stop', payload });
      await flow.receive('out');
      assert.equal(simulator.executions[0]!.args, '{}');
    });
  }

  it('sends texts and Buffers byte for byte', async () => {
    const args = '{"speed":10 , "mode":1,"big":12345678901234567890,"t":10.0}';
    const calls = [args, Buffer.from(args)];
    for (const payload of calls) {
      flow.send('invoke', { ...good, pk: 'a1SimFree01', dn: 'free-01', service: 'blink', payload });
    }
    await flow.receive('out', 2);
    assert.deepEqual(
      simulator.executions.map((execution) => execution.args),
      calls.map(() => args),
    );
  });

  it('is not poisoned by __proto__ and constructor', async () => {
    const payload: unknown = JSON.parse(
      '{"speed":10,"mode":1,"__proto__":{"polluted":1},"constructor":{"x":1}}',
    );
    const msg = JSON.parse('{"__proto__":{"polluted":1}}') as object;
    flow.send(
      'invoke',
      Object.assign(msg, { ...good, pk: 'a1SimFree01', dn: 'free-01', service: 'blink', payload }),
    );
    await flow.completed('invoke');
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  });

  it('refuses a call by IotId without an IotId', async () => {
    flow.send('byIotId', { payload: good.payload });
    const { error } = (await flow.receive('caught'))['aliyun'] as Failure;
    assert.equal(error.problems?.[0]?.path, 'target');
    assert.equal(simulator.calls.length, 0);
  });

  it('calls by IotId', async () => {
    flow.send('byIotId', { payload: good.payload, iotId: defaultIotId(good.pk, good.dn) });
    const msg = await flow.receive('out');
    assert.deepEqual((msg['aliyun'] as { target: object }).target, { iotId: defaultIotId(good.pk, good.dn) });
    assert.equal(simulator.executions[0]!.deviceName, 'pump-01');
  });
});
