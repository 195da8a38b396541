import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import rhea, { type Connection, type EventContext } from 'rhea';
import {
  SIMULATOR_ACCESS_KEY_ID,
  SIMULATOR_ACCESS_KEY_SECRET,
  startSimulator,
  type ConsumerEnd,
  type Simulator,
} from '../../lib/simulator';
import { until } from '../support/until';

/**
 * The consumer of the vendor's Node.js sample, step by step: its user name with the pairs in their order, its receiver
 * without an address, the library's own reconnecting and its own credit.
 *
 * @see https://help.aliyun.com/document_detail/143599.html
 */
class SampleClient {
  readonly received: { messageId: unknown; topic: unknown; content: string }[] = [];
  opened = 0;
  readonly #connection: Connection;

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    // The sample writes to the library's one container; its handlers would outlive the test.
    const container = rhea.create_container();
    const text = `authId=${SIMULATOR_ACCESS_KEY_ID}&timestamp=1573489088171`;
    this.#connection = container.connect({
      host: hostname,
      port: Number(port),
      reconnect: true,
      initial_reconnect_delay: 20,
      max_reconnect_delay: 50,
      idle_time_out: 60_000,
      username: `sample|authMode=aksign,signMethod=hmacsha1,timestamp=1573489088171,authId=${SIMULATOR_ACCESS_KEY_ID},iotInstanceId=,consumerGroupId=samples|`,
      password: createHmac('sha1', SIMULATOR_ACCESS_KEY_SECRET).update(text).digest('base64'),
    });
    this.#connection.open_receiver();
    container.on('message', (context: EventContext) => {
      const message = context.message;
      const topic: unknown = message?.application_properties?.['topic'];
      const content = Buffer.from((message?.body as { content: Buffer }).content).toString();
      this.received.push({ messageId: message?.message_id, topic, content });
      context.delivery?.accept();
    });
    container.on('receiver_open', () => (this.opened += 1));
    // What the sample leaves to luck: without a listener these would end the process.
    for (const quiet of ['connection_error', 'connection_close', 'disconnected', 'error']) {
      container.on(quiet, () => undefined);
    }
  }

  close(): void {
    (this.#connection as unknown as { set_reconnect(wanted: boolean): void }).set_reconnect(false);
    this.#connection.close();
  }
}

describe('simulator: the sample client of the documentation', () => {
  let simulator: Simulator;
  let client: SampleClient;
  let published = 0;

  before(async () => {
    simulator = await startSimulator();
    client = new SampleClient(await simulator.startAmqp());
    await until(() => client.opened === 1, 'the receiver');
  });
  after(async () => {
    client.close();
    await simulator.close();
  });

  const publish = (): string =>
    simulator.publish({ topic: '/a1SimPump01/pump-01/user/n', body: { n: (published += 1) } });
  const drained = (): boolean =>
    simulator.consumerGroups.every(({ waiting, unsettled }) => waiting + unsettled === 0);

  it('receives and accepts', async () => {
    const messageId = publish();
    await until(() => client.received.length === 1 && drained(), 'a message');
    const [message] = client.received;
    assert.deepEqual(message, { messageId, topic: '/a1SimPump01/pump-01/user/n', content: '{"n":1}' });
  });

  const ends: Record<string, ConsumerEnd> = {
    'its connection was cut': { kind: 'kill' },
    'it was sent away for maintenance': { kind: 'close', condition: 'amqp:connection:forced' },
  };
  for (const [what, end] of Object.entries(ends)) {
    it(`comes back after ${what}, and gets what came meanwhile`, async () => {
      const { opened } = client;
      const already = client.received.length;
      assert.equal(simulator.endConsumers(end), 1);
      const ids = [publish(), publish(), publish()];
      await until(() => client.opened > opened && client.received.length >= already + 3 && drained(), 'all');
      assert.deepEqual(
        client.received
          .slice(already)
          .map(({ messageId }) => messageId)
          .sort(),
        ids.sort(),
      );
    });
  }

  it('comes back when the server does', async () => {
    const { opened } = client;
    const already = client.received.length;
    await simulator.stopAmqp();
    publish();
    await simulator.startAmqp();
    await until(() => client.opened > opened && client.received.length > already && drained(), 'the message');
  });
});
