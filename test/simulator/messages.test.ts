import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { DeviceReply, startSimulator, type Simulator, type SimulatorOptions } from '../../lib/simulator';
import { Subscription, type DeviceMessage } from '../../lib/messages';
import { Consumer, type Received } from './consumer';
import { at, call, type Reply } from './signed';

const PK = 'a1SimPump01';
const REPLY = '/thing/downlink/reply/message';

describe('simulator: messages of virtual devices', () => {
  let simulator: Simulator;
  let consumer: Consumer;

  async function start(options: SimulatorOptions = {}): Promise<void> {
    simulator = await startSimulator({ replyDelayMs: 20, ...options });
    consumer = await Consumer.open(await simulator.startAmqp());
  }
  afterEach(() => simulator.close());

  const invoke = (DeviceName: string, Identifier: string, Args: string, ProductKey = PK): Promise<Reply> =>
    call(simulator.url, { params: { ProductKey, DeviceName, Identifier, Args } });
  const messageIdOf = (reply: Reply): string => String(at(reply.json, 'Data', 'MessageId'));
  const selfTest = async (deviceName: string): Promise<string> =>
    messageIdOf(await invoke(deviceName, 'selfTest', '{"cycles":2}'));
  const replyOf = async (deviceName: string): Promise<Received['json']> =>
    (await consumer.message(`/${deviceName}${REPLY}`)).json;

  describe('an asynchronous call', () => {
    it('is answered by a message that carries its MessageId', async () => {
      await start();
      const requestId = await selfTest('pump-01');
      assert.deepEqual(consumer.topics, [], 'the caller has its MessageId first');
      const { topic, json } = await consumer.message(REPLY);
      assert.equal(topic, `/${PK}/pump-01${REPLY}`);
      const { gmtCreate, iotId, ...rest } = json;
      assert.ok(Math.abs(Number(gmtCreate) - Date.now()) < 5000);
      assert.match(String(iotId), /^sim-pump-01-/);
      assert.deepEqual(rest, {
        productKey: PK,
        deviceName: 'pump-01',
        requestId,
        code: 200,
        message: 'success',
        topic: `/sys/${PK}/pump-01/thing/service/selfTest_reply`,
        data: { passed: 1 },
      });
    });

    it('waits for a slow device, and carries a device code', async () => {
      await start();
      simulator.setBehaviour(PK, 'pump-slow', { kind: 'slow', afterMs: 100 });
      const began = Date.now();
      await selfTest('pump-slow');
      await replyOf('pump-slow');
      assert.ok(Date.now() - began >= 115);
      await selfTest('pump-faulty');
      const { code, message, data } = await replyOf('pump-faulty');
      assert.deepEqual([code, message, data], [100001, 'pump is blocked / 水泵堵转', {}]);
    });

    it('is answered by a handler, too', async () => {
      await start();
      simulator.onService(PK, 'pump-02', ({ identifier }) => {
        throw new DeviceReply(460, `not ${identifier}`, { why: 'busy' });
      });
      await selfTest('pump-02');
      const { code, message, data } = await replyOf('pump-02');
      assert.deepEqual([code, message, data], [460, 'not selfTest', { why: 'busy' }]);
    });

    it('names the service of a module with its prefix', async () => {
      await start();
      const args = '{"scene":{"name":"a","level":1,"fade":1.0,"on":1}}';
      await invoke('room-101', 'lighting:scene', args, 'a1SimRoom01');
      const { topic } = await replyOf('room-101');
      assert.equal(topic, '/sys/a1SimRoom01/room-101/thing/service/lighting:scene_reply');
    });

    it('of many devices is answered by each', async () => {
      await start();
      const params = { ProductKey: PK, Identifier: 'selfTest', Args: '{"cycles":2}' };
      const names = { 'DeviceName.1': 'pump-01', 'DeviceName.2': 'pump-02', 'DeviceName.3': 'pump-offline' };
      await call(simulator.url, { action: 'InvokeThingsService', params: { ...params, ...names } });
      await Promise.all([replyOf('pump-01'), replyOf('pump-02')]);
      await sleep(50);
      assert.equal(consumer.received.length, 2);
    });

    it('gets no message for an answer that is not JSON, nor does a synchronous call', async () => {
      await start();
      await selfTest('pump-garbled');
      await invoke('pump-01', 'stop', '{}');
      await sleep(80);
      assert.deepEqual(consumer.topics, []);
    });

    it('gets none after a reset', async () => {
      await start({ replyDelayMs: 40 });
      await selfTest('pump-01');
      simulator.reset();
      await sleep(80);
      assert.deepEqual(consumer.topics, []);
    });
  });

  describe('a device that is away', () => {
    it('refuses an asynchronous call at once, by default', async () => {
      await start();
      const { json } = await invoke('pump-offline', 'selfTest', '{"cycles":2}');
      assert.equal(json['Code'], 'iot.messagebroker.OFFLINE');
    });

    it('is reported by message when that is wanted', async () => {
      await start({ asyncOffline: 'message' });
      const requestId = await selfTest('pump-offline');
      const { code, data, topic, ...rest } = await replyOf('pump-offline');
      assert.deepEqual([rest['requestId'], code, data], [requestId, 9201, {}]);
      assert.equal(topic, `/sys/${PK}/pump-offline/thing/service/selfTest`);
      await selfTest('pump-new');
      assert.equal((await replyOf('pump-new'))['code'], 9200);
      assert.deepEqual(simulator.executions, []);
      for (const [device, service, args, refusal] of [
        ['pump-offline', 'stop', '{}', 'iot.messagebroker.OFFLINE'],
        ['pump-disabled', 'selfTest', '{"cycles":2}', 'iot.device.DeviceIsDisable'],
        ['pump-halfopen', 'selfTest', '{"cycles":2}', 'iot.messagebroker.HALFCONN'],
      ] as const) {
        assert.equal((await invoke(device, service, args)).json['Code'], refusal);
      }
    });
  });

  describe('status', () => {
    it('is told when a device comes or goes, in an order that can be read', async () => {
      await start({ now: () => Date.UTC(2026, 0, 2, 20, 4, 5, 678) });
      const kinds = ['offline', 'ordinary', 'half-open', 'disabled', 'offline', 'inactive'] as const;
      for (const kind of kinds) simulator.setBehaviour(PK, 'pump-01', { kind });
      await sleep(50);
      const messages = consumer.received.map(({ json }) => json);
      assert.deepEqual(
        messages.map(({ status }) => status),
        ['offline', 'online', 'offline'],
      );
      const times = messages.map(({ utcLastTime }) => String(utcLastTime));
      assert.deepEqual(times, [...new Set(times)].sort());
      const { iotId, ...rest } = messages[0]!;
      assert.match(String(iotId), /^sim-pump-01-/);
      assert.deepEqual(rest, {
        status: 'offline',
        productKey: PK,
        deviceName: 'pump-01',
        time: '2026-01-03 04:04:05.679',
        utcTime: '2026-01-02T20:04:05.679Z',
        lastTime: '2026-01-03 04:04:05.679',
        utcLastTime: '2026-01-02T20:04:05.679Z',
        clientIp: '127.0.0.1',
      });
      assert.equal(consumer.topics[0], `/as/mqtt/status/${PK}/pump-01`);
    });
  });

  describe('posts', () => {
    const seed = (posts: unknown, behaviour = { kind: 'ordinary' }): SimulatorOptions['seed'] =>
      ({
        products: [
          {
            productKey: 'p',
            productName: 'P',
            validate: 'weak',
            tsl: [
              {
                properties: [
                  {
                    identifier: 'flow',
                    name: 'Flow',
                    dataType: { type: 'double', specs: { min: '0', max: '10' } },
                  },
                ],
              },
            ],
            devices: [{ deviceName: 'd', posts, behaviour }],
          },
        ],
      }) as SimulatorOptions['seed'];

    it('come again and again, while somebody takes them', async () => {
      await start({ seed: seed({ property: 'flow', everyMs: 100 }) });
      await consumer.until(() => consumer.received.length >= 2);
      const { topic, json } = consumer.received[0]!;
      assert.equal(topic, '/p/d/thing/event/property/post');
      const { value, time } = at(json, 'items', 'flow') as { value: number; time: number };
      assert.ok(value >= 2 && value <= 8 && Math.abs(time - Date.now()) < 5000);
      assert.deepEqual([json['requestId'], json['checkFailedData']], ['null', {}]);
      await consumer.close();
      while (simulator.consumerGroups[0]?.connections !== 0) await sleep(5);
      const left = simulator.consumerGroups[0].waiting;
      await sleep(250);
      assert.equal(simulator.consumerGroups[0].waiting, left);
    });

    it('come no faster after a restart of the subscription', async () => {
      await start({ seed: seed({ property: 'flow', everyMs: 100 }) });
      await simulator.stopAmqp();
      consumer = await Consumer.open(await simulator.startAmqp());
      await sleep(350);
      assert.ok(consumer.received.length >= 1 && consumer.received.length <= 4);
    });

    it('do not come from a device that is away, nor of a property it does not have', async () => {
      await start({ seed: seed({ property: 'flow', everyMs: 100 }, { kind: 'offline' }) });
      await sleep(150);
      await simulator.close();
      assert.deepEqual(consumer.topics, []);
      await start({ seed: seed({ property: 'speed', everyMs: 100 }) });
      await sleep(150);
      assert.deepEqual(consumer.topics, []);
    });

    it('are checked with the seed', async () => {
      await start();
      for (const posts of [
        5,
        { everyMs: 1000 },
        { property: 'flow' },
        { property: 'flow', everyMs: 99 },
        { property: 'flow', everyMs: NaN },
      ]) {
        await assert.rejects(startSimulator({ seed: seed(posts) }), /devices\[0\]\.posts.* must be/);
      }
    });
  });

  describe('a device that comes and goes', () => {
    const devices = [{ deviceName: 'd', comesAndGoes: { everyMs: 100 } }];
    const tsl = [{ services: [] }];
    const product = { productKey: 'p', productName: 'P', validate: 'none' as const, tsl, devices };

    it('tells so, while somebody listens', async () => {
      await start({ seed: { products: [product] } });
      await consumer.until(() => consumer.received.length >= 3);
      const states = consumer.received.slice(0, 3).map(({ json }) => json['status']);
      assert.deepEqual(states, ['offline', 'online', 'offline']);
    });

    it('stays what somebody has made of it', async () => {
      await start({ seed: { products: [product] } });
      simulator.setBehaviour('p', 'd', { kind: 'disabled' });
      await consumer.until(() => consumer.received.length >= 1);
      const count = consumer.received.length;
      await sleep(250);
      assert.equal(consumer.received.length, count);
      assert.equal(consumer.received.at(-1)?.json['status'], 'offline');
    });

    it('is checked with the seed', async () => {
      await start();
      const [device] = devices;
      for (const comesAndGoes of [5, {}, { everyMs: 99 }]) {
        const wrong = { products: [{ ...product, devices: [{ ...device!, comesAndGoes }] }] };
        await assert.rejects(
          startSimulator({ seed: wrong as SimulatorOptions['seed'] & object }),
          /devices\[0\]\.comesAndGoes.* must be/,
        );
      }
    });
  });

  it('are what lib/messages takes them for', async () => {
    await start();
    const credentials = {
      get: () => Promise.resolve({ accessKeyId: 'simulator', accessKeySecret: 'simulator-secret' }),
      refresh: () => undefined,
    };
    const subscription = new Subscription({
      url: simulator.amqpUrl!,
      consumerGroupId: 'mine',
      credentials,
    });
    const messages: DeviceMessage[] = [];
    subscription.onMessage((message) => void messages.push(message));
    const connected = new Promise<void>((resolve) => {
      subscription.onState((state) => {
        if (state === 'connected') resolve();
      });
    });
    subscription.start();
    try {
      await connected;
      const requestId = await selfTest('pump-01');
      simulator.setBehaviour(PK, 'pump-02', { kind: 'offline' });
      while (messages.length < 2) await sleep(10);
      const reply = messages.find(({ kind }) => kind === 'reply')?.reply;
      assert.deepEqual(reply?.result, { id: requestId, code: 200, data: { passed: 1 }, message: 'success' });
      assert.deepEqual([reply.identifier, reply.fromDevice], ['selfTest', true]);
      const status = messages.find(({ kind }) => kind === 'status');
      assert.deepEqual([status?.productKey, status?.deviceName], [PK, 'pump-02']);
    } finally {
      await subscription.close();
    }
  });
});
