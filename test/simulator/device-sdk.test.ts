import assert from 'node:assert/strict';
import { createClient, DeviceError, type Client } from '../../lib';
import {
  SIMULATOR_ACCESS_KEY_ID,
  SIMULATOR_ACCESS_KEY_SECRET,
  startSimulator,
  type Simulator,
} from '../../lib/simulator';
import { Consumer } from './consumer';
import { connectRealPump, REAL_PUMP, type OfficialDevice, type PostReply } from './official-device';

const target = REAL_PUMP;

describe('simulator: a device written with the official device SDK', () => {
  let simulator: Simulator;
  let consumer: Consumer;
  let client: Client;
  let device: OfficialDevice;
  before(async () => {
    simulator = await startSimulator({ mqtt: true });
    consumer = await Consumer.open(await simulator.startAmqp());
    client = createClient({
      endpoint: simulator.url,
      accessKeyId: SIMULATOR_ACCESS_KEY_ID,
      accessKeySecret: SIMULATOR_ACCESS_KEY_SECRET,
    });
    device = await connectRealPump(simulator);
  });
  after(async () => {
    device.end(true);
    await client.close();
    await simulator.close();
  });

  it('answers a synchronous call', async () => {
    const outcome = await client.invoke({ ...target, identifier: 'start', args: { speed: 1500, mode: 0 } });
    assert.equal(outcome.mode, 'sync');
    const { data, id } = outcome.result as { data: object; id: string };
    assert.deepEqual(data, { flow: 60, startedAt: '1524448722000' });
    assert.equal(id, outcome.messageId);
  });

  it('answers with an error of its own', async () => {
    await assert.rejects(client.invoke({ ...target, identifier: 'stop', args: {} }), (error: unknown) => {
      assert.ok(error instanceof DeviceError);
      assert.equal(error.deviceCode, 100002);
      return true;
    });
  });

  it('answers an asynchronous call, and the reply comes by AMQP', async () => {
    const outcome = await client.invoke({ ...target, identifier: 'selfTest', args: { cycles: 3 } });
    assert.equal(outcome.mode, 'async');
    const { json } = await consumer.message('/thing/downlink/reply/message');
    assert.equal(json['requestId'], outcome.messageId);
    assert.deepEqual([json['code'], json['data']], [200, { passed: 1 }]);
    assert.equal(json['topic'], '/sys/a1SimPump01/pump-real/thing/service/selfTest_reply');
  });

  it('posts properties and events, and hears that they arrived', async () => {
    const props = await new Promise<PostReply>((resolve) => device.postProps({ flow: 7.5 }, resolve));
    assert.equal(props.code, 200);
    const { json } = await consumer.message('/thing/event/property/post');
    assert.equal((json['items'] as { flow: { value: number } }).flow.value, 7.5);
    const event = await new Promise<PostReply>((resolve) => device.postEvent('hot', { at: 9 }, resolve));
    assert.equal(event.code, 200);
    assert.deepEqual((await consumer.message('/thing/event/hot/post')).json['value'], { at: 9 });
  });
});
