import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { AliyunIotError } from '../../lib/errors';
import { deviceSignature } from '../../lib/simulator/mqtt/login';
import { createPlatform } from '../../lib/simulator/platform';
import { createWorld, deviceSecretOf } from '../../lib/simulator/world';
import { DEFAULT_SEED, startSimulator, type Simulator, type SimulatorOptions } from '../../lib/simulator';
import { Consumer } from './consumer';
import { connectDevice, type DeviceOptions, type MqttDevice } from './mqtt-device';
import { at, call, type Reply } from './signed';

const PK = 'a1SimPump01';
const DN = 'pump-real';

describe('simulator: MQTT', () => {
  let simulator: Simulator;
  let consumer: Consumer;
  const devices: MqttDevice[] = [];

  async function start(options: SimulatorOptions = {}): Promise<void> {
    simulator = await startSimulator({ mqtt: true, rrpcTimeoutMs: 400, ...options });
    consumer = await Consumer.open(await simulator.startAmqp());
  }
  beforeEach(() => start());
  afterEach(async () => {
    for (const { client } of devices.splice(0)) client.end(true);
    await simulator.close();
  });

  async function connect(options: DeviceOptions = {}): Promise<MqttDevice> {
    const device = await connectDevice(simulator.mqttUrl!, options);
    devices.push(device);
    return device;
  }
  const refusal = (options: DeviceOptions): Promise<number | string | undefined> =>
    connect(options).then(
      () => undefined,
      (error: unknown) => (error as { code?: number }).code ?? String(error),
    );

  const invoke = (identifier: string, args: string, deviceName = DN, productKey = PK): Promise<Reply> =>
    call(simulator.url, {
      params: { ProductKey: productKey, DeviceName: deviceName, Identifier: identifier, Args: args },
    });
  const status = async (deviceName = DN): Promise<unknown> => {
    const params = { ProductKey: PK, DeviceName: deviceName };
    const { json } = await call(simulator.url, { action: 'GetDeviceStatus', params });
    return at(json, 'Data', 'Status');
  };
  const statuses = (): unknown[] =>
    consumer.received
      .filter(({ topic }) => topic === `/as/mqtt/status/${PK}/${DN}`)
      .map(({ json }) => json['status']);

  describe('a device logs in', () => {
    const vector = { productKey: 'pk', deviceName: 'device', deviceSecret: 'secret' };
    for (const [hash, timestamp, expected] of [
      ['md5', '789', '14B198324FE55E1D3C88F2E705E201EE'],
      ['sha1', '789', 'FAFD82A3D602B37FB0FA8B7892F24A477F851A14'],
      ['sha256', '789', '6074A46A91B1EBB2CC4EA42790AD0E80202C9843859FC292E57C4EB19FAD9E57'],
      ['sha1', undefined, '3504E4DF7CE4766D30F796EE973C9CE7FC5425CB'],
    ] as const) {
      it(`with the signature the document shows: ${hash}${timestamp ? '' : ', without a timestamp'}`, async () => {
        assert.equal(deviceSignature(hash, vector, '12345', timestamp).toUpperCase(), expected);
        const signmethod = `hmac${hash}`;
        assert.equal(await refusal({ signmethod, timestamp }), undefined);
        assert.equal(await refusal({ signmethod, timestamp, secret: 'wrong' }), 4);
      });
    }

    it('with MD5 when it names no method, and with blanks between the pairs', async () => {
      const cid = 'old';
      const password = deviceSignature(
        'md5',
        { productKey: PK, deviceName: DN, deviceSecret: deviceSecretOf(PK, DN) },
        cid,
        '1',
      );
      const clientId = `${cid}|securemode=3,\n        timestamp=1|`;
      assert.equal(await refusal({ mqtt: { clientId, password } }), undefined);
    });

    it('or is refused', async () => {
      assert.equal(await refusal({ deviceName: 'nobody' }), 4);
      assert.equal(await refusal({ productKey: 'a1SimRoom01' }), 4);
      assert.equal(await refusal({ mqtt: { username: 'x' } }), 4);
      assert.equal(await refusal({ mqtt: { clientId: 'plain' } }), 2);
      assert.equal(await refusal({ cid: 'c'.repeat(65) }), 2);
      assert.equal(await refusal({ more: ['securemode=-2'] }), 2);
      assert.equal(await refusal({ deviceName: 'pump-disabled' }), 5);
      for (const [keepalive, code] of [
        [0, 5],
        [29, 5],
        [30, undefined],
        [1200, undefined],
        [1201, 5],
      ] as const) {
        assert.equal(await refusal({ mqtt: { keepalive } }), code, String(keepalive));
      }
      assert.equal(await status('pump-disabled'), 'DISABLE');
    });
  });

  describe('its state', () => {
    it('is online while it is connected, and the subscribers are told', async () => {
      assert.equal(await status(), 'OFFLINE');
      const device = await connect();
      await consumer.until(() => statuses().length === 1);
      assert.equal(await status(), 'ONLINE');
      device.client.end();
      await consumer.until(() => statuses().length === 2);
      assert.deepEqual(statuses(), ['online', 'offline']);
      assert.equal(await status(), 'OFFLINE');
      const { json } = consumer.received[0]!;
      assert.match(String(json['clientIp']), /^(127\.0\.0\.1|::1)$/);
      assert.equal((await invoke('stop', '{}')).json['Code'], 'iot.messagebroker.OFFLINE');
    });

    it('is one connection: a new one ends the old, whatever its clientId', async () => {
      const old = await connect({ cid: 'a', timestamp: '1' });
      const closed = old.closed;
      const device = await connect({ cid: 'b', timestamp: '2' });
      await closed;
      await device.client.subscribeAsync(`${device.own}/rrpc/request/+`);
      assert.equal(await status(), 'ONLINE');
      await consumer.until(() => statuses().length === 3);
      assert.deepEqual(statuses(), ['online', 'offline', 'online']);
    });

    it('ends when the device is disabled or sent away, and a stranger ends nothing', async () => {
      const device = await connect();
      assert.equal(await refusal({ secret: 'wrong' }), 4);
      assert.ok(device.client.connected);
      const closed = device.closed;
      simulator.setBehaviour(PK, DN, { kind: 'disabled' });
      await closed;
      assert.equal(await status(), 'DISABLE');
      await sleep(30);
      assert.deepEqual(statuses(), ['online', 'offline']);
      assert.equal(await refusal({}), 5);
      simulator.setBehaviour(PK, DN, { kind: 'offline' });
      assert.equal(await refusal({}), undefined);
    });

    it('takes the place of the virtual device, which does not come back by itself', async () => {
      const device = await connect({ deviceName: 'pump-01' });
      assert.equal((await invoke('stop', '{}', 'pump-01')).json['Code'], 'iot.messagebroker.TIMEOUT');
      const closed = consumer.until(() => consumer.received.some(({ json }) => json['status'] === 'offline'));
      device.client.end();
      await closed;
      assert.equal(await status('pump-01'), 'OFFLINE');
      simulator.reset();
      assert.equal((await invoke('stop', '{}', 'pump-01')).json['Success'], true);
    });

    it('makes a device active that never was', async () => {
      const device = await connect({ deviceName: 'pump-new' });
      assert.equal(await status('pump-new'), 'ONLINE');
      device.client.end();
      await consumer.until(() => consumer.received.length === 2);
      assert.equal(await status('pump-new'), 'OFFLINE');
    });
  });

  describe('a synchronous call', () => {
    it('comes by RRPC with the Args as they are, and its reply is the Result', async () => {
      const device = await connect();
      await device.client.subscribeAsync(`${device.own}/rrpc/request/+`, { qos: 1 });
      const reply = invoke('start', '{"speed":300, "mode":0}');
      const { topic, text, json, qos } = await device.next(/\/rrpc\/request\//);
      assert.ok(text.includes('"params":{"speed":300, "mode":0},'), text);
      assert.equal(qos, 0);
      assert.deepEqual(
        { ...json, id: 0 },
        { method: 'thing.service.start', id: 0, params: { speed: 300, mode: 0 }, version: '1.0.0' },
      );
      const rrpcId = topic.split('/').at(-1)!;
      assert.notEqual(rrpcId, json['id'], 'two IDs side by side');
      const result = `{"id":"${String(json['id'])}","code":200,"data":{"flow": 1.0}}`;
      device.publish(`rrpc/response/${rrpcId}`, result);
      assert.deepEqual((await reply).json['Data'], { Result: result, MessageId: json['id'] });
      assert.match(String(json['id']), /^\d{1,10}$/);
      assert.ok(Number(json['id']) < 2 ** 32);
    });

    it('comes in the other family of topics when the clientId says ext bit 0', async () => {
      for (const ext of ['ext=1', 'ext=3']) {
        const device = await connect({ more: [ext] });
        await device.client.subscribeAsync(`/ext/rrpc/+${device.own}/thing/service/+`);
        const reply = invoke('stop', '{}');
        const { topic, json } = await device.next(/./);
        assert.match(topic, new RegExp(`^/ext/rrpc/\\d+${device.own}/thing/service/stop$`));
        device.publish(topic, { id: json['id'], code: 200, data: {} });
        assert.equal((await reply).json['Success'], true);
        await sleep(20);
        assert.deepEqual(device.received, [], 'its own reply does not come back');
      }
      const device = await connect({ more: ['ext=2'] });
      await device.client.subscribeAsync([`/ext/rrpc/+${device.own}/#`, `${device.own}/rrpc/request/+`]);
      void invoke('stop', '{}');
      await device.next(/\/rrpc\/request\//);
    });

    it('keeps calls apart that overlap, and drops replies that are late or not asked for', async () => {
      const device = await connect();
      await device.client.subscribeAsync(`${device.own}/rrpc/request/+`);
      const first = invoke('stop', '{}');
      const one = await device.next(/request/);
      const second = invoke('stop', '{}');
      const two = await device.next(/request/);
      const answer = ({ topic }: typeof one, text: string): void =>
        device.publish(topic.replace('request', 'response').replace(device.own, '').slice(1), text);
      answer(two, '"two"');
      answer(one, '"one"');
      assert.deepEqual(
        [at((await first).json, 'Data', 'Result'), at((await second).json, 'Data', 'Result')],
        ['"one"', '"two"'],
      );
      device.publish('rrpc/response/12345', '"nobody"');
      const late = await invoke('stop', '{}');
      assert.equal(late.json['Code'], 'iot.messagebroker.TIMEOUT');
      answer(await device.next(/request/), '"late"');
      const third = invoke('stop', '{}');
      answer(await device.next(/request/), '"three"');
      assert.equal(at((await third).json, 'Data', 'Result'), '"three"');
    });

    it('times out when the device has not subscribed', async () => {
      await connect();
      assert.equal((await invoke('stop', '{}')).json['Code'], 'iot.messagebroker.TIMEOUT');
      assert.equal(simulator.executions.length, 1);
    });
  });

  describe('an asynchronous call', () => {
    it('comes to the topic of the service; the reply goes to the subscribers', async () => {
      const device = await connect();
      await device.client.subscribeAsync(`${device.own}/thing/service/+`);
      const reply = await invoke('selfTest', '{"cycles":3}');
      const requestId = String(at(reply.json, 'Data', 'MessageId'));
      const { json } = await device.next(/thing\/service\/selfTest$/);
      assert.deepEqual(
        [json['id'], json['method'], json['params']],
        [requestId, 'thing.service.selfTest', { cycles: 3 }],
      );
      device.publish('thing/service/selfTest_reply', { id: json['id'], code: '200', data: { passed: 0 } });
      const message = await consumer.message('/thing/downlink/reply/message');
      assert.equal(message.topic, `/${PK}/${DN}/thing/downlink/reply/message`);
      const { gmtCreate, iotId, ...rest } = message.json;
      assert.ok(gmtCreate && iotId);
      assert.deepEqual(rest, {
        productKey: PK,
        deviceName: DN,
        requestId,
        code: 200,
        message: 'success',
        topic: `${device.own}/thing/service/selfTest_reply`,
        data: { passed: 0 },
      });
      // As the real platform, it shows a device its own reply; that is not taken for anything.
      await device.next(/selfTest_reply$/);
      await sleep(30);
      assert.equal(consumer.received.filter(({ topic }) => topic.endsWith('reply/message')).length, 1);
    });

    it('has an ID that was not used before a restart, however many there were', () => {
      const ids = [0, 1_000].flatMap((laterMs) => {
        const world = createWorld(DEFAULT_SEED, 0);
        const platform = createPlatform(world, { now: () => 1_767_225_600_000 + laterMs });
        return Array.from({ length: 100 }, () => platform.nextDeviceMessageId());
      });
      assert.equal(new Set(ids).size, 200);
      assert.ok(ids.every((id) => Number(id) < 2 ** 32));
    });

    it('gets nothing for rubbish, an answer without a code, or one on a topic that is not a reply’s', async () => {
      const device = await connect();
      device.publish('thing/service/selfTest_reply', 'rubbish');
      device.publish('thing/service/selfTest_reply', { id: '1', data: {} });
      device.publish('thing/service/selfTest', { id: '1', code: 200, data: {} });
      device.publish('thing/service/property/set_reply', { id: 7, code: 429, message: 'slow down' });
      const { json } = await consumer.message('/thing/downlink/reply/message');
      assert.deepEqual([json['requestId'], json['code'], json['message']], ['7', 429, 'slow down']);
      assert.equal(consumer.received.filter(({ topic }) => topic.endsWith('reply/message')).length, 1);
    });
  });

  describe('what the platform subscribes to for the device', () => {
    it('is subscribed with _ss=1 in the clientId', async () => {
      const device = await connect({ more: ['_ss=1'] });
      await consumer.until(() => statuses().length === 1);
      void invoke('stop', '{}');
      await device.next(/rrpc\/request/);
      await invoke('selfTest', '{"cycles":3}');
      await device.next(/service\/selfTest$/);
      device.publish('thing/event/property/post', { id: '1', params: {} });
      await device.next(/property\/post_reply$/);
    });
  });

  describe('posts', () => {
    it('of properties reach the subscribers, and are answered with their id as it came', async () => {
      const device = await connect();
      await device.client.subscribeAsync(`${device.own}/thing/event/+/post_reply`);
      const id = `1|exp-topic|${device.own}/thing/event/property/post_reply`;
      const params = { flow: { value: 12.5, time: 1524448722000 }, speed: 'fast', heat: 1 };
      device.publish('thing/event/property/post', { id, version: '1.0', params }, 1);
      const reply = await device.next(/post_reply$/);
      assert.deepEqual(reply.json, {
        code: 200,
        data: {
          speed: 'tsl parse: data type is not int -> speed',
          heat: 'tsl parse: params not exist -> heat',
        },
        id,
        message: 'success',
        method: 'thing.event.property.post',
        version: '1.0',
      });
      const { topic, json } = await consumer.message('/thing/event/property/post');
      assert.equal(topic, `/${PK}/${DN}/thing/event/property/post`);
      assert.equal(json['requestId'], id);
      assert.deepEqual(json['items'], { flow: params.flow });
      const failed = json['checkFailedData'] as Record<string, { code: number; value: unknown }>;
      assert.deepEqual(
        Object.entries(failed).map(([name, { code, value }]) => [name, code, value]),
        [
          ['speed', 6306, 'fast'],
          ['heat', 6320, 1],
        ],
      );
      device.publish('thing/event/property/post', { params: { flow: 1 }, sys: { ack: 0 } });
      device.publish('thing/event/property/post', { id: 5, params: 'x' });
      const next = await device.next(/post_reply$/);
      assert.deepEqual([next.json['id'], next.json['code']], [5, 460], 'ack 0 wants no reply');
      assert.equal(consumer.received.at(-1)?.json['requestId'], 'null');
    });

    it('of events reach the subscribers in both forms', async () => {
      const device = await connect();
      device.publish('thing/event/overheated/post', {
        id: '8',
        params: { value: { degrees: 90 }, time: 1524448722000 },
      });
      const { json } = await consumer.message('/thing/event/overheated/post');
      const { identifier, name, type, requestId, value, time, checkFailedData } = json;
      assert.deepEqual(
        { identifier, name, type, requestId, value, time, checkFailedData },
        {
          identifier: 'overheated',
          name: 'overheated',
          type: 'info',
          requestId: '8',
          value: { degrees: 90 },
          time: 1524448722000,
          checkFailedData: {},
        },
      );
      device.publish('thing/event/lighting:broken/post', { params: { lamp: 3 } });
      const bare = await consumer.message('/thing/event/lighting:broken/post');
      assert.deepEqual([bare.json['value'], bare.json['requestId']], [{ lamp: 3 }, 'null']);
    });

    it('to topics of one’s own making are passed on as they are; others go nowhere', async () => {
      const device = await connect();
      const other = await connect({ deviceName: 'pump-02' });
      for (const filter of [
        '#',
        '/sys/+/+/#',
        `/sys/${PK}/${DN}/#`,
        '$SYS/#',
        '$simulator/nowhere',
        '/ext/rrpc/#',
      ]) {
        await assert.rejects(other.client.subscribeAsync(filter), /128|Unspecified/, filter);
      }
      await device.client.subscribeAsync([`/${PK}/${DN}/user/#`, `${device.own}/#`]);
      device.publish(`/${PK}/pump-02/user/x`, 'forbidden');
      device.publish(`/sys/${PK}/pump-02/thing/event/property/post`, { params: { flow: 1 } });
      device.publish(`/sys/a1SimRoom01/${DN}/thing/event/property/post`, { params: {} });
      device.publish(`/${PK}/${DN}/user/x`, '"mine"', 1);
      const { topic, text } = await consumer.message('/user/x');
      assert.deepEqual([topic, text], [`/${PK}/${DN}/user/x`, '"mine"']);
      assert.ok(device.client.connected);
      await sleep(20);
      assert.deepEqual([...device.received, ...other.received], []);
      assert.deepEqual(
        consumer.topics.filter((t) => t.includes('thing')),
        [],
      );
    });

    it('leave no will and nothing retained', async () => {
      const will = {
        topic: `/${PK}/${DN}/user/will`,
        payload: Buffer.from('gone'),
        qos: 0 as const,
        retain: true,
      };
      const device = await connect({ mqtt: { will } });
      const retained = { retain: true, qos: 1 as const };
      await device.client.publishAsync(`${device.own}/thing/service/x_reply`, '{"retained":1}', retained);
      device.client.stream.destroy();
      await consumer.until(() => statuses().includes('offline'));
      const again = await connect();
      await again.client.subscribeAsync([`${device.own}/thing/service/+`, `/${PK}/${DN}/user/+`]);
      await invoke('selfTest', '{"cycles":3}');
      await again.next(/selfTest$/);
      await sleep(100);
      assert.deepEqual(again.received, []);
      assert.ok(!consumer.topics.some((topic) => topic.endsWith('will')));
    });
  });

  describe('the broker', () => {
    it('is off unless wanted, and says when its port is taken', async () => {
      const port = Number(new URL(simulator.mqttUrl!).port);
      const without = await startSimulator();
      assert.equal(without.mqttUrl, undefined);
      await without.close();
      await assert.rejects(startSimulator({ mqtt: { port } }), (error: unknown) => {
        assert.ok(error instanceof AliyunIotError);
        assert.equal(error.code, 'port-taken');
        return true;
      });
    });

    it('loads when it is wanted, and lets the process end by itself with devices still connected', async () => {
      const script = `
        const { startSimulator } = require(process.argv[1]);
        (async () => {
          const simulator = await startSimulator({ mqtt: true });
          require('net').connect(new URL(simulator.mqttUrl).port, '127.0.0.1').on('error', () => {});
          await new Promise((resolve) => setTimeout(resolve, 50));
          await simulator.close();
          console.log('closed');
        })();`;
      const args = ['-r', 'tsx/cjs', '-e', script, join(__dirname, '../../lib/simulator')];
      const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 8000 });
      assert.equal(stdout, 'closed\n');
    });
  });
});
