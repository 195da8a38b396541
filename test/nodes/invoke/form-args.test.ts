import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_SEED } from '../../../lib/simulator';
import { parseThingModel, writeService } from '../../../lib/tsl';
import type { InvokeRequest } from '../../../lib/services';
import account from '../../../nodes/account/account';
import invoke from '../../../nodes/invoke/invoke';
import { startSimulator, type Simulator } from '../../../lib/simulator';
import {
  accountNode,
  catchNode,
  caught,
  fakeAccount,
  FakeClient,
  invokeNode,
  out,
  simulatorKeys,
  TestFlow,
  useNodeRed,
  type FlowItem,
} from '../../support/nodes';

const services = DEFAULT_SEED.products
  .flatMap(({ tsl }) => tsl.map(parseThingModel))
  .flatMap((model) => model.services);
const snapshotOf = (productKey: string, identifier: string, validate = 'strong'): string =>
  JSON.stringify({
    productKey,
    validate,
    service: writeService(services.find((service) => service.identifier === identifier)!),
  });
type Entry = [value: string, type: string];
const form = (entries: Record<string, Entry>): string =>
  JSON.stringify(
    Object.fromEntries(Object.entries(entries).map(([key, [value, type]]) => [key, { value, type }])),
  );

describe('arguments of the form, in a running Node-RED', () => {
  useNodeRed();
  let client: FakeClient;
  let flow: TestFlow;
  beforeEach(() => {
    client = new FakeClient();
  });
  afterEach(async () => {
    delete process.env['FORM_NUMBER'];
    await flow.unload();
  });

  /** What the client was asked for, after one message. */
  function requestFor(node: object, msg: object = {}, tab: object = {}): Promise<InvokeRequest> {
    return requestOf(invokeNode(node), msg, tab);
  }
  async function requestOf(node: FlowItem, msg: object, tab: object = {}): Promise<InvokeRequest> {
    flow = await TestFlow.load(
      [fakeAccount(() => client), invoke],
      [accountNode(), node, out, catchNode, caught],
      {},
      tab,
    );
    flow.send('invoke', msg as never);
    await flow.completed('invoke');
    return client.requests[0]!;
  }
  async function argsFor(
    entries: Record<string, Entry>,
    msg: object = {},
    node: object = {},
  ): Promise<unknown> {
    const request = await requestFor({ args: form(entries), argsType: 'form', ...node }, msg);
    return request.args;
  }
  interface Failure {
    kind: string;
    code: string;
    message: string;
    problems?: { path: string; rule: string }[];
  }
  const failure = (): Failure => (flow.of('invoke')[0]!.msg['aliyun'] as { error: Failure }).error;

  it('reads what was typed', async () => {
    assert.deepEqual(
      await argsFor({
        i: ['10', 'num'],
        f: [' -2.5e1 ', 'num'],
        t: [' a text ', 'str'],
        empty: ['', 'str'],
        b: ['true', 'bool'],
        no: ['false', 'bool'],
        label: ['Running / 运行', 'bool'],
        e: ['2', 'enum'],
        named: ['eco', 'enum'],
        d: ['2026-05-01T08:00:00+08:00', 'date'],
        ms: ['1777593600000', 'date'],
        s: ['{"a":[1,{"b":null}]}', 'json'],
      }),
      {
        i: 10,
        f: -25,
        t: ' a text ',
        empty: '',
        b: true,
        no: false,
        label: 'Running / 运行',
        e: 2,
        named: 'eco',
        d: '2026-05-01T08:00:00+08:00',
        ms: '1777593600000',
        s: { a: [1, { b: null }] },
      },
    );
  });

  it('keeps a whole number beyond 2^53 that a double keeps too', async () => {
    assert.deepEqual(
      await argsFor({
        n: ['9007199254740992', 'num'],
        e: ['1e+300', 'num'],
        f: ['0.12345678901234567890', 'num'],
        s: ['[-9007199254740994,"9007199254740993"]', 'json'],
      }),
      { n: 2 ** 53, e: 1e300, f: 0.12345678901234568, s: [-9007199254740994, '9007199254740993'] },
    );
  });

  it('leaves out what is blank, and what a message does not have', async () => {
    const args = await argsFor(
      {
        i: ['', 'num'],
        b: [' ', 'bool'],
        e: ['', 'enum'],
        d: ['', 'date'],
        s: ['', 'json'],
        m: ['payload.nothing', 'msg'],
      },
      { payload: {} },
    );
    assert.deepEqual(args, {});
  });

  it('takes values from the message, from context, from the environment and from JSONata', async () => {
    process.env['FORM_NUMBER'] = '42';
    const at = new Date(0);
    const args = await argsFor(
      {
        m: ['payload.deep[1]', 'msg'],
        d: ['payload.at', 'msg'],
        j: ['payload.deep[0] * 2', 'jsonata'],
        speed: ['FORM_NUMBER', 'env'],
        t: ['n${FORM_NUMBER}', 'str'],
        n: ['${FORM_NUMBER}', 'num'],
        literal: ['{"t":"${FORM_NUMBER}"}', 'json'],
      },
      { payload: { deep: [4, 'x'], at } },
      { thingModel: snapshotOf('a1SimPump01', 'start') },
    );
    assert.deepEqual(args, {
      m: 'x',
      d: at,
      j: 8,
      speed: 42,
      t: 'n42',
      n: 42,
      literal: { t: '${FORM_NUMBER}' },
    });
  });

  it('keeps a variable a text where the parameter is not known, or is a text', async () => {
    process.env['FORM_NUMBER'] = '42';
    assert.deepEqual(await argsFor({ t: ['FORM_NUMBER', 'env'] }), { t: '42' });
  });

  it('lists all that is wrong with it, with its place', async () => {
    await requestFor({
      argsType: 'form',
      args: form({
        n: ['ten', 'num'],
        s: ['{', 'json'],
        hex: ['0x10', 'num'],
        j: ['$error("no")', 'jsonata'],
        big: ['9007199254740993', 'num'],
        deep: ['{"a":[1e21,{"b-c":-9007199254740993}],"d":12345678901234567}', 'json'],
      }),
    });
    assert.equal(client.requests.length, 0);
    assert.equal(failure().kind, 'validation');
    assert.deepEqual(
      failure().problems?.map(({ path, rule }) => [path, rule]),
      [
        ['args.n', 'not-a-number'],
        ['args.s', 'not-json'],
        ['args.hex', 'not-a-number'],
        ['args.j', 'jsonata-failed'],
        ['args.big', 'rounded'],
        ['args.deep.a[1]["b-c"]', 'rounded'],
      ],
    );
  });

  for (const [name, args] of [
    ['no JSON', '{'],
    ['a list', '[]'],
    ['an entry that is none', '{"a":1}'],
    ['an entry of nothing', '{"a":null}'],
    ['an unknown type', '{"a":{"value":"1","type":"secret"}}'],
    ['a value that is no text', '{"a":{"value":1,"type":"num"}}'],
  ]) {
    it(`says that the node has to be corrected: ${name}`, async () => {
      await requestFor({ argsType: 'form', args });
      assert.equal(client.requests.length, 0);
      assert.equal(failure().kind, 'config');
      assert.equal(failure().code, 'form-unreadable');
    });
  }

  it('asks for a variable that is not set', async () => {
    await requestFor({
      argsType: 'form',
      args: form({ a: ['NOT_THERE', 'env'], b: ['${NOT_THERE_EITHER}', 'num'] }),
    });
    assert.equal(failure().kind, 'config');
    assert.match(failure().message, /args\.a: .*NOT_THERE.*args\.b: .*NOT_THERE_EITHER/);
  });

  it('takes __proto__ for a name like any other', async () => {
    const { args } = await requestFor({
      argsType: 'form',
      args: '{"__proto__":{"value":"1","type":"num"}}',
    });
    assert.deepEqual(Object.entries(args as object), [['__proto__', 1]]);
    assert.equal(Object.getPrototypeOf(args), Object.prototype);
  });

  describe('and the thing model that is stored with it', () => {
    const start = { thingModel: snapshotOf('a1SimPump01', 'start', 'weak') };

    it('goes with a call of its service', async () => {
      const { thingModel, decode } = await requestFor({ ...start, decode: true }, { payload: {} });
      assert.equal(thingModel?.service.identifier, 'start');
      assert.equal(thingModel.validate, 'weak');
      assert.equal(decode, true);
    });

    it('does not go with a call of another service or product', async () => {
      const other = await requestFor({ ...start, identifier: 'stop' }, { payload: {} });
      assert.ok(!('thingModel' in other));
      await flow.unload();
      client.requests.length = 0;
      const product = await requestFor({ ...start, productKey: 'a1Other0001' }, { payload: {} });
      assert.ok(!('thingModel' in product));
    });

    it('goes with a call by IotId, which does not name the product', async () => {
      const { thingModel } = await requestFor({ ...start, target: 'iotId', iotId: 'sim-x' }, { payload: {} });
      assert.equal(thingModel?.service.identifier, 'start');
    });

    it('is used for a form whatever the product, and never for another service', async () => {
      const node = { ...start, argsType: 'form', args: form({ speed: ['10', 'num'] }) };
      const shared = await requestFor({ ...node, productKey: 'a1Other0001' });
      assert.equal(shared.thingModel?.service.identifier, 'start');
      await flow.unload();
      client.requests.length = 0;
      await requestFor({ ...node, identifier: 'topic', identifierType: 'msg' }, { topic: 'stop' });
      assert.equal(client.requests.length, 0);
      assert.deepEqual(
        failure().problems?.map(({ path, rule }) => [path, rule]),
        [['args', 'other-service']],
      );
    });

    it('has to be readable', async () => {
      for (const thingModel of ['{', '[]', '{"service":{"identifier":"x","inputData":7}}']) {
        client.requests.length = 0;
        await requestFor({ thingModel }, { payload: {} });
        assert.equal(client.requests.length, 0);
        assert.equal(failure().kind, 'config');
        assert.equal(failure().code, 'snapshot-unreadable');
        await flow.unload();
      }
      flow = await TestFlow.load([invoke], [invokeNode()]);
    });
  });

  it('calls as before when it was stored by the first version', async () => {
    const stored = JSON.parse(readFileSync(join(__dirname, 'fixtures/v1.json'), 'utf8')) as object;
    const own = { id: 'invoke', type: 'aliyun-iot-invoke', z: 'tab', account: 'account', wires: [['out']] };
    const values = { deviceName: 'pump-01', deviceNameType: 'str', args: 'payload', argsType: 'msg' };
    const request = await requestOf({ ...stored, ...own, ...values }, { payload: { speed: 1 } });
    assert.deepEqual(request.args, { speed: 1 });
    assert.ok(!('thingModel' in request) && !('decode' in request));
  });

  describe('as a virtual device receives them', () => {
    let simulator: Simulator;
    before(async () => {
      simulator = await startSimulator();
    });
    after(() => simulator.close());

    it('floats have a decimal place, labels and times are numbers, and the Result is read back', async () => {
      flow = await TestFlow.load(
        [account, invoke],
        [
          accountNode({ endpoint: simulator.url }),
          invokeNode({
            version: 2,
            productKey: 'a1SimRoom01',
            deviceName: 'room-101',
            identifier: 'setTarget',
            argsType: 'form',
            args: form({
              temperature: ['21', 'num'],
              humidity: ['payload', 'msg'],
              hold: ['true', 'bool'],
              note: ['你好', 'str'],
              until: ['2026-05-01T08:00:00+08:00', 'date'],
            }),
            thingModel: snapshotOf('a1SimRoom01', 'setTarget'),
          }),
          out,
          catchNode,
          caught,
        ],
        { account: simulatorKeys },
      );
      flow.send('invoke', { payload: 55 });
      await flow.receive('out');
      assert.equal(
        simulator.executions.at(-1)!.args,
        '{"temperature":21.0,"humidity":55.0,"hold":1,"note":"你好","until":"1777593600000"}',
      );
    });

    const nested: [string, object, Record<string, Entry>, string][] = [
      [
        'a struct',
        { productKey: 'a1SimRoom01', deviceName: 'room-101', identifier: 'lighting:scene' },
        { scene: ['{"name":"evening","level":40,"fade":3,"on":true}', 'json'] },
        '{"scene":{"name":"evening","level":40,"fade":3.0,"on":1}}',
      ],
      [
        'an array of structs from the message',
        { productKey: 'a1SimPump01', deviceName: 'pump-01', identifier: 'setSchedule' },
        { items: ['payload', 'msg'] },
        '{"items":[{"at":"07:00","speed":1200,"on":1},{"at":"22:00","speed":0,"on":0}]}',
      ],
    ];
    for (const [name, target, entries, sent] of nested) {
      it(`inside of ${name}, too`, async () => {
        const { productKey, identifier } = target as { productKey: string; identifier: string };
        simulator.reset();
        flow = await TestFlow.load(
          [account, invoke],
          [
            accountNode({ endpoint: simulator.url }),
            invokeNode({
              ...target,
              argsType: 'form',
              args: form(entries),
              thingModel: snapshotOf(productKey, identifier),
            }),
            out,
            catchNode,
            caught,
          ],
          { account: simulatorKeys },
        );
        const payload = [
          { at: '07:00', speed: 1200, on: true },
          { at: '22:00', speed: 0, on: false },
        ];
        flow.send('invoke', { payload });
        await flow.completed('invoke');
        assert.deepEqual(
          simulator.executions.map(({ args }) => args),
          [sent],
        );
      });
    }

    it('and a Result is read by the model when the node says so', async () => {
      for (const decode of [true, false]) {
        flow = await TestFlow.load(
          [account, invoke],
          [
            accountNode({ endpoint: simulator.url }),
            invokeNode({
              argsType: 'form',
              args: form({ speed: ['100', 'num'], mode: ['1', 'enum'] }),
              thingModel: snapshotOf('a1SimPump01', 'start'),
              decode,
            }),
            out,
            catchNode,
            caught,
          ],
          { account: simulatorKeys },
        );
        flow.send('invoke', {});
        const { data } = (await flow.receive('out')).payload as { data: { startedAt: unknown } };
        assert.equal(data.startedAt instanceof Date, decode);
        if (decode) await flow.unload();
      }
    });
  });
});
