import assert from 'node:assert/strict';
import { DeviceReply, startSimulator, type DeviceBehaviour, type Simulator } from '../../lib/simulator';
import { at, call, listAt, type Reply } from './signed';

const PUMP = { ProductKey: 'a1SimPump01', DeviceName: 'pump-01' };
const ROOM = { ProductKey: 'a1SimRoom01', DeviceName: 'room-101' };
const TYPES = { ProductKey: 'a1SimTypes1', DeviceName: 'types-01' };
const FREE = { ProductKey: 'a1SimFree01', DeviceName: 'free-01' };

describe('simulator: InvokeThingService', () => {
  let simulator: Simulator;
  before(async () => {
    simulator = await startSimulator({ rrpcTimeoutMs: 150 });
  });
  after(() => simulator.close());
  beforeEach(() => simulator.reset());

  const invoke = (target: object, Identifier: string, Args: string, more = {}): Promise<Reply> =>
    call(simulator.url, { params: { ...target, Identifier, Args, ...more } });

  async function result(target: object, identifier: string, args: string): Promise<Record<string, unknown>> {
    const reply = await invoke(target, identifier, args);
    assert.equal(reply.json['Success'], true, reply.text);
    return JSON.parse(String(at(reply.json, 'Data', 'Result'))) as Record<string, unknown>;
  }

  async function refused(
    target: object,
    identifier: string,
    args: string,
    code: string,
    more = {},
  ): Promise<string> {
    const executed = simulator.executions.length;
    const reply = await invoke(target, identifier, args, more);
    assert.equal(reply.status, 200);
    assert.equal(reply.json['Success'], false, reply.text);
    assert.equal(reply.json['Code'], code, reply.text);
    assert.equal(reply.json['Data'], undefined);
    assert.equal(simulator.executions.length, executed);
    assert.equal(simulator.calls.at(-1)?.code, code);
    return String(reply.json['ErrorMessage']);
  }

  describe('a synchronous call', () => {
    it('answers with the whole reply of the device, as a JSON text', async () => {
      const reply = await invoke(PUMP, 'stop', '{}');
      const { MessageId, Result } = reply.json['Data'] as Record<string, string>;
      assert.match(String(MessageId), /^\d{18,19}$/);
      assert.ok(BigInt(MessageId!) < 2n ** 63n);
      assert.notEqual(String(Number(MessageId)), MessageId, 'a MessageId does not fit a JavaScript number');
      assert.equal(Result, `{"code":200,"data":{},"id":"${MessageId!}","message":"success","version":"1.0"}`);
      assert.equal(reply.headers['content-type'], 'application/json;charset=utf-8');
    });

    it('gives outputs that fit the model and follow the inputs', async () => {
      const slow = await result(PUMP, 'start', '{"speed":300,"mode":0}');
      const fast = await result(PUMP, 'start', '{"speed":3000,"mode":0}');
      assert.deepEqual([at(slow, 'data', 'flow'), at(fast, 'data', 'flow')], [12, 120]);
      assert.match(String(at(fast, 'data', 'startedAt')), /^\d{13}$/);
    });

    it('repeats an output that has the name of an input', async () => {
      assert.deepEqual((await result(ROOM, 'setTarget', '{"temperature":21.5}'))['data'], {
        temperature: 21.5,
      });
      const own = await result(ROOM, 'setTarget', '{}');
      assert.deepEqual(own['data'], { temperature: 20 });
    });

    it('reaches a service of a custom module by block and name only', async () => {
      assert.deepEqual((await result(ROOM, 'lighting:setBrightness', '{"level":70,"fade":1.5}'))['data'], {
        level: 70,
      });
      await refused(ROOM, 'setBrightness', '{}', 'iot.prod.QueryProductAbilitiesNotFound');
      await refused(ROOM, 'other:setBrightness', '{}', 'iot.prod.QueryProductAbilitiesNotFound');
    });

    it('passes the Args on byte for byte', async () => {
      const args = `{ "text" : "* ~ + ! ' ( ) %25 \\u0000\\n中😀 ${'x'.repeat(9000)}", "note":"\\"" , "n": 9007199254740993, "f":10.0}`;
      await invoke(FREE, 'blink', args);
      assert.equal(simulator.executions[0]?.args, args);
    });

    it('echoes every data type', async () => {
      const args =
        '{"int":-5,"float":1.5,"double":10.0,"enum":2,"bool":1,"text":"中😀","date":"1700000000000","ints":[1,2],' +
        '"floats":[1.0],"doubles":[2.5],"texts":["a","b"],"structs":[{"key":"k","value":1.0}],' +
        '"struct":{"i":1,"f":1.0,"d":2.0,"e":0,"b":0,"t":"t","at":"1"}}';
      assert.deepEqual((await result(TYPES, 'echo', args))['data'], JSON.parse(args));
    });
  });

  describe('an asynchronous call', () => {
    it('answers with a MessageId and no Result', async () => {
      const reply = await invoke(PUMP, 'selfTest', '{"cycles":2}');
      assert.deepEqual(Object.keys(reply.json['Data'] as object), ['MessageId']);
      assert.equal(simulator.executions[0]?.mode, 'async');
    });

    it('is what every call is without validation', async () => {
      const reply = await invoke(FREE, 'blink', '{"times":"many"}');
      assert.deepEqual(Object.keys(reply.json['Data'] as object), ['MessageId']);
      assert.equal(simulator.executions[0]?.mode, 'async');
    });

    it('does not wait for a slow device', async () => {
      const started = Date.now();
      await invoke({ ...PUMP, DeviceName: 'pump-timeout' }, 'selfTest', '{"cycles":2}');
      assert.ok(Date.now() - started < 140);
    });
  });

  describe('the target', () => {
    it('is found by IotId, which wins over the pair', async () => {
      const devices = await call(simulator.url, {
        action: 'QueryDevice',
        params: { ProductKey: 'a1SimPump01' },
      });
      const IotId = String(listAt(devices.json, 'Data', 'DeviceInfo')[1]?.['IotId']);
      for (const target of [{ IotId }, { ...PUMP, IotId }, { IotId, ProductKey: 'nonsense' }]) {
        await result(target, 'stop', '{}');
        assert.equal(simulator.executions.at(-1)?.deviceName, 'pump-02');
      }
    });

    it('is refused when it is incomplete or unknown', async () => {
      await refused({}, 'stop', '{}', 'iot.prod.NullProductKey');
      await refused({ DeviceName: 'pump-01' }, 'stop', '{}', 'iot.prod.NullProductKey');
      await refused({ ProductKey: 'a1SimPump01' }, 'stop', '{}', 'iot.device.NullDeviceName');
      await refused({ ...PUMP, ProductKey: '__proto__' }, 'stop', '{}', 'iot.prod.NotExistedProduct');
      await refused({ ...PUMP, DeviceName: 'constructor' }, 'stop', '{}', 'iot.device.NotExistedDevice');
      await refused({ ...PUMP, IotId: 'nonsense' }, 'stop', '{}', 'iot.device.InvalidIoTId');
    });
  });

  describe('what is checked', () => {
    it('is the service', async () => {
      await refused(PUMP, 'explode', '{}', 'iot.prod.QueryProductAbilitiesNotFound');
      await refused(PUMP, 'set', '{}', 'iot.prod.QueryProductAbilitiesNotFound');
      await refused(PUMP, '__proto__', '{}', 'iot.prod.QueryProductAbilitiesNotFound');
    });

    it('is that Args is a JSON object, whatever the validation', async () => {
      for (const target of [PUMP, FREE]) {
        for (const args of ['nonsense', '[]', '1', 'null', '"{}"', '{"a":1', '{"a":"\n"}']) {
          const service = target === PUMP ? 'stop' : 'blink';
          const message = await refused(target, service, args, 'iot.check.InvalidFormattedParameter');
          assert.equal(message, 'The args parameter format is invalid.');
        }
      }
    });

    it('is types and ranges with strong validation', async () => {
      const failed = 'iot.device.InvokeThingServiceFailed';
      assert.equal(
        await refused(PUMP, 'start', '{"speed":"15","mode":0}', failed),
        'tsl parse: data type is not int -> speed',
      );
      await refused(PUMP, 'start', '{"speed":3001,"mode":0}', failed);
      await refused(PUMP, 'start', '{"speed":10}', failed);
      await refused(PUMP, 'start', '{"speed":10,"mode":0,"extra":1}', failed);
      const both = await refused(PUMP, 'start', '{"speed":1.5,"mode":7}', failed);
      assert.match(both, /speed; .*enum specs error -> mode/);
    });

    it('is types only with weak validation', async () => {
      await result(ROOM, 'setTarget', '{"temperature":99.0,"extra":1}');
      await refused(ROOM, 'setTarget', '{"temperature":"warm"}', 'iot.device.InvokeThingServiceFailed');
    });

    it('is the decimal place of a float, unless the simulator is lenient', async () => {
      await refused(ROOM, 'setTarget', '{"temperature":20}', 'iot.device.InvokeThingServiceFailed');
      await result(ROOM, 'setTarget', '{"temperature":20.0}');
      const lenient = await startSimulator({ numbers: 'lenient' });
      const params = { ...ROOM, Identifier: 'setTarget', Args: '{"temperature":20}' };
      assert.equal((await call(lenient.url, { params })).json['Success'], true);
      await lenient.close();
    });

    it('is Qos', async () => {
      for (const Qos of ['0', '1']) {
        assert.equal((await invoke(PUMP, 'stop', '{}', { Qos })).json['Success'], true);
      }
      for (const Qos of ['2', '-1', 'x', '01']) {
        await refused(PUMP, 'stop', '{}', 'iot.common.InvalidFormattedParameter', { Qos });
      }
    });
  });

  describe('a device', () => {
    const device = (DeviceName: string): object => ({ ...PUMP, DeviceName });

    it('that cannot be reached does not act, called either way, with either Qos', async () => {
      for (const [name, code] of [
        ['pump-offline', 'iot.messagebroker.OFFLINE'],
        ['pump-halfopen', 'iot.messagebroker.HALFCONN'],
        ['pump-disabled', 'iot.device.DeviceIsDisable'],
        ['pump-new', 'iot.device.InactiveDevice'],
      ] as const) {
        await refused(device(name), 'stop', '{}', code);
        await refused(device(name), 'selfTest', '{"cycles":1}', code, { Qos: '1' });
      }
    });

    it('that answers too late has acted', async () => {
      const reply = await invoke(device('pump-timeout'), 'stop', '{}');
      assert.equal(reply.status, 200);
      assert.equal(reply.json['Code'], 'iot.messagebroker.TIMEOUT');
      assert.equal(simulator.executions.length, 1);
    });

    it('that is slow but in time is waited for', async () => {
      simulator.setBehaviour('a1SimPump01', 'pump-slow', { kind: 'slow', afterMs: 60 });
      const started = Date.now();
      assert.equal((await result(device('pump-slow'), 'stop', '{}'))['code'], 200);
      assert.ok(Date.now() - started >= 55);
    });

    it('that answers with an error code is a success of the platform', async () => {
      const faulty = await result(device('pump-faulty'), 'stop', '{}');
      assert.equal(faulty['code'], 100001);
      assert.equal(faulty['message'], 'pump is blocked / 水泵堵转');
    });

    it('that answers with something else is passed on as it is', async () => {
      const reply = await invoke(device('pump-garbled'), 'stop', '{}');
      assert.equal(reply.json['Success'], true);
      assert.equal(at(reply.json, 'Data', 'Result'), '<<pump firmware 0.9: not json>>');
    });
  });

  describe('a test', () => {
    it('can change what a device does, and reset brings it back', async () => {
      const behaviours: DeviceBehaviour[] = [
        { kind: 'offline' },
        { kind: 'error', code: 400, message: 'no' },
      ];
      for (const behaviour of behaviours) simulator.setBehaviour('a1SimPump01', 'pump-01', behaviour);
      assert.equal((await result(PUMP, 'stop', '{}'))['code'], 400);
      simulator.reset();
      assert.deepEqual(simulator.executions, []);
      assert.deepEqual(simulator.calls, []);
      assert.equal((await result(PUMP, 'stop', '{}'))['code'], 200);
    });

    it('can answer for a device', async () => {
      simulator.onService('a1SimPump01', 'pump-01', async ({ identifier, params }) => {
        await Promise.resolve();
        if (identifier === 'stop') throw new DeviceReply(100007, 'valve stuck', { at: 3 });
        if (identifier === 'selfTest') throw new Error('unused');
        return { seen: params };
      });
      assert.deepEqual((await result(PUMP, 'start', '{"speed":10,"mode":0}'))['data'], {
        seen: { speed: 10, mode: 0 },
      });
      const { code, message, data } = await result(PUMP, 'stop', '{}');
      assert.deepEqual({ code, message, data }, { code: 100007, message: 'valve stuck', data: { at: 3 } });
      assert.equal((await invoke(PUMP, 'selfTest', '{"cycles":1}')).json['Success'], true);
    });

    it('can fail inside a handler, or never answer, without harm', async () => {
      simulator.onService('a1SimPump01', 'pump-01', () => {
        throw new Error('oops');
      });
      assert.equal((await result(PUMP, 'stop', '{}'))['code'], 100000);
      simulator.onService('a1SimPump01', 'pump-01', () => ({ big: 1n }));
      assert.equal((await result(PUMP, 'stop', '{}'))['code'], 100000);
      simulator.onService('a1SimPump01', 'pump-01', () => new Promise(() => undefined));
      assert.equal((await invoke(PUMP, 'stop', '{}')).json['Code'], 'iot.messagebroker.TIMEOUT');
      simulator.reset();
      assert.equal((await result(PUMP, 'stop', '{}'))['code'], 200);
    });

    it('is told when it names a device that is not there', () => {
      assert.throws(() => simulator.setBehaviour('a1SimPump01', 'pump-99', { kind: 'offline' }), {
        code: 'no-such-device',
      });
    });
  });
});
