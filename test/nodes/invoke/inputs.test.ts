import assert from 'node:assert/strict';
import type { NodeMessage } from 'node-red';
import type { InvokeRequest } from '../../../lib/services';
import invoke from '../../../nodes/invoke/invoke';
import {
  catchNode,
  caught,
  fakeAccount,
  FakeClient,
  invokeNode,
  out,
  TestFlow,
  useNodeRed,
} from '../../support/nodes';

const account = { id: 'account', type: 'aliyun-iot-account', name: 'a' };

interface Failure {
  target: object;
  service: string;
  error: {
    kind: string;
    code: string;
    message: string;
    executed: string;
    problems?: { path: string; rule: string }[];
  };
}

describe('typed inputs of aliyun-iot-invoke', () => {
  useNodeRed();
  let flow: TestFlow;
  let client: FakeClient;

  async function load(change: object, env: object[] = []): Promise<void> {
    client = new FakeClient();
    flow = await TestFlow.load(
      [fakeAccount(() => client), invoke],
      [account, invokeNode(change), out, catchNode, caught],
      {},
      { env },
    );
  }

  async function requested(msg: NodeMessage): Promise<InvokeRequest> {
    flow.send('invoke', msg);
    await flow.completed('invoke');
    assert.equal(client.requests.length, 1, JSON.stringify(flow.at('caught')[0]?.['aliyun']));
    return client.requests[0]!;
  }

  async function refused(msg: NodeMessage): Promise<Failure> {
    flow.send('invoke', msg);
    const sent = await flow.receive('caught');
    assert.equal(client.requests.length, 0, 'nothing was sent');
    assert.equal(flow.of('invoke').length, 1);
    return sent['aliyun'] as Failure;
  }

  afterEach(async () => {
    delete process.env['TEST_PUMP'];
    await flow.unload();
  });

  it('reads every field from the message, also from an old msg.aliyun', async () => {
    await load({
      productKey: 'a.pk',
      productKeyType: 'msg',
      deviceName: 'topic',
      deviceNameType: 'msg',
      identifier: 'service',
      identifierType: 'msg',
      args: 'aliyun.messageId',
      qos: 'q',
      qosType: 'msg',
      timeout: 't',
      timeoutType: 'msg',
    });
    const request = await requested({
      a: { pk: 'PK' },
      topic: 'DN',
      service: 'block:svc',
      q: '1',
      t: '2500',
      aliyun: { messageId: '{"m":1}' },
    });
    const { signal } = request;
    assert.ok(signal);
    assert.deepEqual(request, {
      signal,
      productKey: 'PK',
      deviceName: 'DN',
      identifier: 'block:svc',
      args: '{"m":1}',
      qos: 1,
      timeoutMs: 2500,
      safeToRepeat: false,
      passDeviceErrors: false,
    });
  });

  it('names the device by IotId alone when the node says so', async () => {
    await load({ target: 'iotId', iotId: 'IOT-1', deviceName: '${UNSET_BUT_NOT_USED}' });
    const request = await requested({ payload: {} });
    assert.equal(request.iotId, 'IOT-1');
    assert.equal(request.productKey, undefined);
    assert.equal(request.deviceName, undefined);
    const { target } = (await flow.receive('out'))['aliyun'] as { target: object };
    assert.deepEqual(target, { iotId: 'IOT-1' });
  });

  for (const scope of ['flow', 'global'] as const) {
    it(`reads ${scope} context`, async () => {
      await load({ deviceName: 'pump.name', deviceNameType: scope, args: 'pump.args', argsType: scope });
      const context = flow.node('invoke').context();
      context[scope].set('pump', { name: 'from-context', args: { speed: 5 } });
      const request = await requested({ payload: 0 });
      assert.equal(request.deviceName, 'from-context');
      assert.deepEqual(request.args, { speed: 5 });
    });
  }

  it('reads variables of the process and of the flow', async () => {
    process.env['TEST_PUMP'] = 'pump-env';
    await load(
      {
        deviceName: 'TEST_PUMP',
        deviceNameType: 'env',
        productKey: 'FLOW_PK',
        productKeyType: 'env',
        identifier: 'a${FLOW_PK}',
        identifierType: 'env',
      },
      [{ name: 'FLOW_PK', value: 'pk-of-flow', type: 'str' }],
    );
    const request = await requested({ payload: {} });
    assert.equal(request.deviceName, 'pump-env');
    assert.equal(request.productKey, 'pk-of-flow');
    assert.equal(request.identifier, 'apk-of-flow');
  });

  it('takes an object from a JSON variable of the flow as arguments', async () => {
    await load({ args: 'ARGS', argsType: 'env' }, [{ name: 'ARGS', value: '{"speed":7}', type: 'json' }]);
    assert.deepEqual((await requested({ payload: 0 })).args, { speed: 7 });
  });

  it('replaces ${VAR} in the middle of a text, looked up for each message', async () => {
    await load({ deviceName: 'site-${TEST_PUMP}-x' });
    const failure = await refused({ payload: {} });
    assert.equal(failure.error.kind, 'config');
    assert.equal(failure.error.code, 'env-not-set');
    assert.match(failure.error.message, /deviceName: .*TEST_PUMP/);
    assert.deepEqual(failure.target, { productKey: 'a1SimPump01' });
    process.env['TEST_PUMP'] = '12';
    flow.send('invoke', { payload: {} });
    await flow.receive('out');
    assert.equal(client.requests[0]!.deviceName, 'site-12-x');
  });

  it('names an env field whose variable is not there', async () => {
    await load({ identifier: 'TEST_PUMP', identifierType: 'env' });
    const { error } = await refused({ payload: {} });
    assert.equal(error.kind, 'config');
    assert.match(error.message, /identifier: .*TEST_PUMP/);
  });

  it('leaves ${VAR} alone that a message brings', async () => {
    await load({ deviceName: 'topic', deviceNameType: 'msg' });
    assert.equal((await requested({ payload: {}, topic: '${HOME}' })).deviceName, '${HOME}');
  });

  it('evaluates JSONata, with the message as it came', async () => {
    await load({
      deviceName: '"pump-" & $string(payload.n)',
      deviceNameType: 'jsonata',
      args: '{"speed": payload.n * 10, "name": msg.topic}',
      argsType: 'jsonata',
    });
    flow.send('invoke', { payload: { n: 3 }, topic: 't' });
    await flow.completed('invoke');
    assert.equal(client.requests[0]!.deviceName, 'pump-3');
  });

  it('evaluates JSONata for many messages at once without mixing them', async () => {
    await load({ args: '{"n": payload.n}', argsType: 'jsonata' });
    for (let n = 0; n < 50; n += 1) {
      flow.send('invoke', { payload: { n } });
    }
    await flow.completed('invoke', 50);
    assert.deepEqual(
      client.requests.map(({ args }) => (args as { n: number }).n).sort((a, b) => a - b),
      [...Array(50).keys()],
    );
  });

  it('reports JSONata that fails on a message as validation, naming the field', async () => {
    await load({ args: '$number(payload)', argsType: 'jsonata' });
    const { error } = await refused({ payload: 'not a number' });
    assert.equal(error.kind, 'validation');
    assert.equal(error.code, 'jsonata-failed');
    assert.equal(error.problems?.[0]?.path, 'args');
    assert.equal(error.executed, 'no');
  });

  it('reports JSONata that cannot be read as config, naming the field', async () => {
    await load({ args: '{"a": ', argsType: 'jsonata' });
    const { error } = await refused({ payload: {} });
    assert.equal(error.kind, 'config');
    assert.equal(error.code, 'jsonata-syntax');
    assert.match(error.message, /args: /);
  });

  it('sends JSON byte for byte as it was typed', async () => {
    await load({ args: '{"temperature": 10.0, "id": 12345678901234567890}', argsType: 'json' });
    assert.equal((await requested({ payload: 1 })).args, '{"temperature": 10.0, "id": 12345678901234567890}');
  });

  it('has no arguments when the node says none', async () => {
    await load({ args: 'payload', argsType: 'none' });
    assert.equal((await requested({ payload: { speed: 1 } })).args, undefined);
  });

  it('reads a Buffer as UTF-8 text', async () => {
    await load({});
    assert.equal((await requested({ payload: Buffer.from('{"t":10.0}') })).args, '{"t":10.0}');
  });

  it('uses msg.requestTimeout when the dialog has no timeout', async () => {
    await load({});
    const { timeoutMs, deadlineMs } = await requested({ payload: {}, requestTimeout: 3000 });
    assert.equal(timeoutMs, 3000);
    assert.equal(deadlineMs, undefined);
  });

  it('gives a long timeout a longer deadline', async () => {
    await load({ timeout: '60000' });
    const { timeoutMs, deadlineMs } = await requested({ payload: {} });
    assert.equal(timeoutMs, 60_000);
    assert.equal(deadlineMs, 78_000);
  });

  it('reports every field that cannot be used, at once', async () => {
    await load({
      productKey: 'pk',
      productKeyType: 'msg',
      deviceName: 'dn',
      deviceNameType: 'msg',
      timeout: 'late',
      timeoutType: 'msg',
    });
    const { error } = await refused({ payload: Buffer.from([0xff]), pk: {}, dn: true, late: 'soon' });
    assert.equal(error.kind, 'validation');
    assert.deepEqual(
      error.problems?.map(({ path, rule }) => `${path} ${rule}`),
      ['productKey not-a-text', 'deviceName not-a-text', 'args not-utf8', 'timeout not-a-timeout'],
    );
  });

  it('reports a message property that cannot be read', async () => {
    await load({ deviceName: 'a..b', deviceNameType: 'msg' });
    const { error } = await refused({ payload: {} });
    assert.equal(error.kind, 'validation');
    assert.equal(error.problems?.[0]?.path, 'deviceName');
  });

  it('works with a node whose fields are all missing', async () => {
    await load({
      productKey: undefined,
      productKeyType: undefined,
      deviceName: undefined,
      deviceNameType: undefined,
      identifier: undefined,
      identifierType: undefined,
      args: undefined,
      argsType: undefined,
      qos: undefined,
      qosType: undefined,
      timeout: undefined,
      timeoutType: undefined,
    });
    const { args, identifier, qos, timeoutMs } = await requested({ payload: { a: 1 } });
    assert.deepEqual(
      { args, identifier, qos, timeoutMs },
      { args: { a: 1 }, identifier: '', qos: undefined, timeoutMs: undefined },
    );
  });
});
