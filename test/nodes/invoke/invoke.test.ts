import assert from 'node:assert/strict';
import type { NodeMessage } from 'node-red';
import { AliyunIotError, DeviceError } from '../../../lib/errors';
import type { InvokeRequest } from '../../../lib/services';
import invoke from '../../../nodes/invoke/invoke';
import {
  catchNode,
  caught,
  fakeAccount,
  FakeClient,
  invokeNode,
  out,
  outcome,
  TestFlow,
  useNodeRed,
  type FlowItem,
} from '../../support/nodes';

const account: FlowItem = { id: 'account', type: 'aliyun-iot-account', name: 'a' };
const offline = (): AliyunIotError =>
  new AliyunIotError({
    code: 'iot.device.offline',
    kind: 'offline',
    executed: 'no',
    requestId: 'REQ-9',
    httpStatus: 200,
    attempts: 3,
    retryAfterMs: 1_500,
    texts: { en: 'The device is offline.', zh: '设备离线。' },
  });

describe('aliyun-iot-invoke', () => {
  useNodeRed();
  let flow: TestFlow;
  let client: FakeClient;

  async function load(change: object = {}, ...more: FlowItem[]): Promise<void> {
    flow = await TestFlow.load(
      [fakeAccount(() => client), invoke],
      [account, invokeNode(change), out, catchNode, caught, ...more],
    );
  }

  beforeEach(() => {
    client = new FakeClient();
  });
  afterEach(() => flow.unload());

  it('sends the Result of a synchronous call as payload and all else under msg.aliyun', async () => {
    await load();
    flow.send('invoke', { payload: { speed: 100 }, topic: 't' });
    const msg = await flow.receive('out');
    assert.deepEqual(msg.payload, { code: 200, data: {}, id: '1', message: 'success' });
    assert.equal(msg.topic, 't');
    assert.deepEqual(msg['aliyun'], {
      mode: 'sync',
      requestId: 'REQ-1',
      messageId: '1234567890123456789',
      target: { productKey: 'a1SimPump01', deviceName: 'pump-01' },
      service: 'start',
      deviceCode: 200,
      attempts: 1,
      timings: { queueMs: 0, attemptMs: 1, totalMs: 1 },
    });
    const { signal, ...request } = client.requests[0]!;
    assert.ok(signal instanceof AbortSignal);
    assert.deepEqual(request, {
      productKey: 'a1SimPump01',
      deviceName: 'pump-01',
      identifier: 'start',
      args: { speed: 100 },
      qos: 0,
      safeToRepeat: false,
      passDeviceErrors: false,
    } satisfies InvokeRequest);
    assert.deepEqual(
      flow.of('invoke').map(({ error }) => error),
      [undefined],
    );
  });

  it('sends the MessageId of an asynchronous call as payload', async () => {
    client.answer = () =>
      Promise.resolve(outcome({ mode: 'async', result: undefined, deviceCode: undefined }));
    await load();
    flow.send('invoke', { payload: {} });
    const msg = await flow.receive('out');
    assert.equal(msg.payload, '1234567890123456789');
    assert.equal((msg['aliyun'] as { mode: string }).mode, 'async');
  });

  it('sends the very message that came in, with req and res', async () => {
    await load();
    const req = { a: 1 };
    const res = { b: 2 };
    const msg = { payload: {}, req, res, aliyun: { error: { code: 'old' } } };
    flow.send('invoke', msg);
    const sent = await flow.receive('out');
    assert.equal(sent, msg);
    assert.equal(sent['req'], req);
    assert.equal(sent['res'], res);
    assert.equal('error' in (sent['aliyun'] as object), false, 'msg.aliyun is fresh');
  });

  it('gives a failure to Catch with code, msg.aliyun.error and the payload as it came', async () => {
    client.answer = () => Promise.reject(offline());
    await load();
    flow.send('invoke', { payload: { speed: 1 }, topic: 't', aliyun: { stale: true } });
    const msg = await flow.receive('caught');
    const error = msg['error'] as { message: string; code: string };
    assert.equal(error.code, 'iot.device.offline');
    assert.match(error.message, /The device is offline\./);
    assert.deepEqual(msg.payload, { speed: 1 });
    assert.equal(msg.topic, 't');
    assert.deepEqual(msg['aliyun'], {
      requestId: 'REQ-9',
      target: { productKey: 'a1SimPump01', deviceName: 'pump-01' },
      service: 'start',
      error: {
        kind: 'offline',
        code: 'iot.device.offline',
        message: 'The device is offline.',
        executed: 'no',
        retryable: false,
        requestId: 'REQ-9',
        httpStatus: 200,
        attempts: 3,
        retryAfterMs: 1_500,
      },
    });
    assert.equal(flow.of('invoke').length, 1);
    assert.equal(flow.at('out').length, 0);
    const done = flow.of('invoke')[0]!.error as object;
    for (const property of ['message', 'code', 'kind', 'executed']) {
      assert.ok(Object.hasOwn(done, property), `${property} is an own property`);
    }
  });

  it('keeps the Result of a device error under msg.aliyun.result', async () => {
    const result = { code: 100001, data: {}, message: 'jammed' };
    client.answer = () =>
      Promise.reject(
        new DeviceError({
          code: 'device-error',
          deviceCode: 100001,
          result,
          texts: { en: 'Jammed.', zh: '卡住。' },
        }),
      );
    await load();
    flow.send('invoke', { payload: 'in' });
    const msg = await flow.receive('caught');
    const aliyun = msg['aliyun'] as {
      result: unknown;
      error: { kind: string; executed: string; deviceCode: number };
    };
    assert.equal(msg.payload, 'in');
    assert.deepEqual(aliyun.result, result);
    assert.equal(aliyun.error.kind, 'device');
    assert.equal(aliyun.error.executed, 'yes');
    assert.equal(aliyun.error.deviceCode, 100001);
  });

  it('passes its two switches on', async () => {
    await load({ safeToRepeat: true, passDeviceErrors: true });
    flow.send('invoke', { payload: {} });
    await flow.receive('out');
    assert.equal(client.requests[0]!.safeToRepeat, true);
    assert.equal(client.requests[0]!.passDeviceErrors, true);
  });

  it('warns once per distinct text and puts the warnings on the message', async () => {
    client.answer = () => Promise.resolve(outcome({ warnings: [{ en: 'Careful.', zh: '注意。' }] }));
    await load();
    flow.send('invoke', { payload: {} });
    flow.send('invoke', { payload: {} });
    const msg = await flow.receive('out', 2);
    assert.deepEqual((msg['aliyun'] as { warnings: string[] }).warnings, ['Careful.']);
    await flow.unload();
    const warned = flow.logged.filter((args) => (args as { msg?: unknown }[])[0]?.msg === 'Careful.');
    assert.equal(warned.length, 1);
    await load();
  });

  it('gives each of 100 concurrent messages its own answer', async () => {
    client.answer = async ({ args }) => {
      const { n } = args as { n: number };
      await new Promise((resolve) => setTimeout(resolve, (n * 7919) % 20));
      if (n % 10 === 3) {
        throw offline();
      }
      return outcome({ result: { n }, requestId: `REQ-${n}` });
    };
    await load();
    for (let n = 0; n < 100; n += 1) {
      flow.send('invoke', { payload: { n }, n });
    }
    await flow.completed('invoke', 100);
    await flow.until(() => flow.at('out').length === 90 && flow.at('caught').length === 10);
    for (const msg of flow.at('out')) {
      assert.deepEqual(msg.payload, { n: msg['n'] });
      assert.equal((msg['aliyun'] as { requestId: string }).requestId, `REQ-${String(msg['n'])}`);
    }
    for (const msg of flow.at('caught')) {
      assert.equal((msg['n'] as number) % 10, 3);
    }
    assert.equal(flow.of('invoke').length, 100);
    assert.notDeepEqual(
      flow.at('out').map((msg) => msg['n']),
      [...Array(100).keys()].filter((n) => n % 10 !== 3),
      'the replies came in another order',
    );
  });

  it('reports a bug of its own as internal-error, with an honest executed', async () => {
    client.answer = () => Promise.reject(new TypeError('x is not a function'));
    await load();
    flow.send('invoke', { payload: 1 });
    const msg = await flow.receive('caught');
    const { error } = msg['aliyun'] as { error: { code: string; kind: string; executed: string } };
    assert.deepEqual(
      { code: error.code, kind: error.kind, executed: error.executed },
      { code: 'internal-error', kind: 'internal', executed: 'unknown' },
    );
    assert.equal(flow.of('invoke').length, 1);
  });

  for (const [what, close] of [
    ['frozen', Object.freeze],
    ['sealed', Object.seal],
    [
      'without a payload that can be set',
      (msg) => Object.defineProperty(msg, 'payload', { writable: false }),
    ],
  ] as [string, (msg: NodeMessage) => NodeMessage][]) {
    it(`passes the answer on although the message is ${what}, once`, async () => {
      await load();
      const res = {};
      const msg = close({ payload: {}, _msgid: 'm', topic: 't', res });
      flow.send('invoke', msg);
      const answer = await flow.receive('out');
      assert.deepEqual(answer.payload, outcome().result);
      assert.equal((answer['aliyun'] as { mode: string }).mode, 'sync');
      assert.deepEqual([answer._msgid, answer.topic], ['m', 't']);
      assert.equal(answer['res'], res);
      assert.deepEqual(
        flow.of('invoke').map(({ error }) => error),
        [undefined],
      );
    });
  }

  for (const [name, id, code] of [
    ['no account', '', 'account-missing'],
    ['an account that is not there', 'gone', 'account-not-found'],
    ['an account that is another node', 'out', 'account-not-found'],
  ] as const) {
    it(`with ${name} shows a red ring and fails each message with kind config`, async () => {
      await load({ account: id });
      assert.deepEqual(flow.statuses.find((s) => s.id === 'invoke')?.status, {
        fill: 'red',
        shape: 'ring',
        text: 'aliyun-iot-invoke.status.not-configured',
      });
      flow.send('invoke', { payload: {} });
      const msg = await flow.receive('caught');
      const { error } = msg['aliyun'] as { error: { code: string; kind: string; executed: string } };
      assert.equal(error.kind, 'config');
      assert.equal(error.code, code);
      assert.equal(error.executed, 'no');
    });
  }

  it('survives the deletion of its account', async () => {
    await load();
    await flow.redeploy([invokeNode(), out, catchNode, caught], 'nodes');
    flow.send('invoke', { payload: {} });
    const msg = await flow.receive('caught');
    assert.equal((msg['error'] as { code: string }).code, 'account-not-found');
  });
});

describe('aliyun-iot-invoke in Chinese', () => {
  useNodeRed();

  it('gives messages in the language of its catalogue', async () => {
    const client = new FakeClient(() => Promise.reject(offline()));
    const flow = await TestFlow.load(
      [
        fakeAccount(() => client),
        (RED) => invoke({ ...RED, _: (key: string) => (key === 'aliyun-iot-invoke.language' ? 'zh' : key) }),
      ],
      [account, invokeNode(), out, catchNode, caught],
    );
    try {
      flow.send('invoke', { payload: {} });
      const msg = await flow.receive('caught');
      assert.match((msg['error'] as { message: string }).message, /设备离线。$/);
      assert.equal((msg['aliyun'] as { error: { message: string } }).error.message, '设备离线。');
    } finally {
      await flow.unload();
    }
  });
});
