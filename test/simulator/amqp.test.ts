import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { AliyunIotError } from '../../lib/errors';
import { checkLogin } from '../../lib/simulator/amqp/login';
import { createWorld } from '../../lib/simulator/world';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../lib/simulator';
import { Consumer, loginOf, type ConsumerOptions, type LoginParts } from './consumer';
import { until as eventually } from '../support/until';

const TOPIC = '/a1SimPump01/pump-01/user/test';

describe('simulator: AMQP', () => {
  let simulator: Simulator;
  let url: string;
  beforeEach(() => start());
  afterEach(() => simulator.close());

  async function start(options: SimulatorOptions = {}): Promise<void> {
    simulator = await startSimulator(options);
    url = await simulator.startAmqp();
  }

  /** Starts again with other options. */
  async function restart(options: SimulatorOptions): Promise<void> {
    await simulator.close();
    await start(options);
  }

  const open = (options: ConsumerOptions = {}): Promise<Consumer> => Consumer.open(url, options);
  const publish = (body: string): string => simulator.publish({ topic: TOPIC, body });
  const bodies = (consumer: Consumer): string[] => consumer.received.map(({ text }) => text);
  const group = (id = 'g1') => simulator.consumerGroups.find((g) => g.consumerGroupId === id);
  const until = (condition: () => boolean): Promise<void> =>
    eventually(condition, () => JSON.stringify(simulator.consumerGroups));

  describe('a message', () => {
    it('has the documented envelope', async () => {
      const consumer = await open({ source: 'default' });
      const before = Date.now();
      const messageId = simulator.publish({ topic: TOPIC, body: { text: '水' }, qos: 0 });
      const message = await consumer.message(TOPIC);
      assert.deepEqual([message.messageId, message.qos, message.json], [messageId, 0, { text: '水' }]);
      assert.ok(typeof message.generateTime === 'number' && message.generateTime >= before);
      assert.equal(message.earlier, 0);
    });

    it('goes to every group, and to one consumer of each', async () => {
      const [a, b, other] = [await open(), await open(), await open({ group: 'g2' })];
      const sent = Array.from({ length: 60 }, (_, i) => String(i));
      sent.forEach(publish);
      await other.until(() => other.received.length === 60);
      await until(() => a.received.length + b.received.length === 60);
      assert.deepEqual([...bodies(a), ...bodies(b)].sort(), [...sent].sort());
      assert.deepEqual(bodies(other), sent);
      assert.ok(a.received.length > 5 && b.received.length > 5, 'shared by chance');
    });

    it('is published for the groups that exist, and kept while nobody is there', async () => {
      publish('before the group exists');
      const first = await open();
      await first.close();
      publish('while away');
      const second = await open();
      assert.equal((await second.message(TOPIC)).text, 'while away');
      assert.equal(second.received.length, 1);
    });

    it('is dropped, the oldest first, when too many wait', async () => {
      await restart({ amqp: { backlog: 3 } });
      await (await open()).close();
      ['1', '2', '3', '4', '5'].forEach(publish);
      assert.deepEqual(group(), {
        consumerGroupId: 'g1',
        connections: 0,
        waiting: 3,
        unsettled: 0,
        dropped: 2,
      });
      const consumer = await open();
      await consumer.until(() => consumer.received.length === 3);
      assert.deepEqual(bodies(consumer), ['3', '4', '5']);
    });
  });

  describe('credit and answers', () => {
    it('sends no more than the consumer gave credit for', async () => {
      const consumer = await open({ credit: 2 });
      ['1', '2', '3', '4', '5'].forEach(publish);
      await consumer.until(() => consumer.received.length === 2);
      await sleep(50);
      assert.equal(consumer.received.length, 2);
      assert.equal(group()?.waiting, 3);
      consumer.receiver?.add_credit(2);
      await consumer.until(() => consumer.received.length === 4);
      await sleep(50);
      assert.deepEqual(bodies(consumer), ['1', '2', '3', '4']);
    });

    it('gives credit back when it is asked to', async () => {
      const consumer = await open({ credit: 10 });
      publish('1');
      await consumer.until(() => consumer.received.length === 1);
      consumer.receiver?.drain_credit();
      await consumer.until(() => consumer.events.includes('receiver_drained'));
      ['2', '3', '4'].forEach(publish);
      await sleep(50);
      assert.deepEqual(bodies(consumer), ['1']);
      consumer.receiver?.add_credit(1);
      await consumer.until(() => consumer.received.length === 2);
      assert.equal(group()?.waiting, 2);
    });

    it('sends again what a lost connection had not answered, to whoever is there, in order', async () => {
      const lost = await open({ autoaccept: false });
      ['1', '2', '3'].forEach(publish);
      await lost.until(() => lost.received.length === 3);
      lost.received[1]!.delivery.accept();
      await until(() => group()?.unsettled === 2);
      const other = await open();
      await lost.crash();
      await other.until(() => other.received.length === 2);
      assert.deepEqual(
        other.received.map(({ text, earlier }) => [text, earlier]),
        [
          ['1', 1],
          ['3', 1],
        ],
      );
    });

    it('sends again what was not answered in time, and ignores an answer that is too late', async () => {
      await restart({ amqp: { ackTimeoutMs: 50, retryMs: 20 } });
      const consumer = await open({ autoaccept: false });
      publish('1');
      await consumer.until(() => consumer.received.length === 2);
      consumer.received[0]!.delivery.accept();
      await consumer.until(() => consumer.received.length === 3);
      consumer.received[2]!.delivery.accept();
      await until(() => group()?.unsettled === 0);
      await sleep(100);
      assert.deepEqual(
        consumer.received.map(({ earlier }) => earlier),
        [0, 1, 2],
      );
    });

    it('sends a released message again after a while, a rejected one never', async () => {
      await restart({ amqp: { retryMs: 80 } });
      const consumer = await open({ autoaccept: false });
      ['release', 'modify', 'reject'].forEach(publish);
      await consumer.until(() => consumer.received.length === 3);
      const [release, modify, reject] = consumer.received.map(({ delivery }) => delivery);
      release!.release();
      modify!.modified({ delivery_failed: true });
      reject!.reject();
      await until(() => group()?.unsettled === 0);
      assert.equal(group()?.waiting, 2);
      await sleep(30);
      assert.equal(consumer.received.length, 3);
      await consumer.until(() => consumer.received.length === 5);
      assert.deepEqual(bodies(consumer).slice(3).sort(), ['modify', 'release']);
    });

    it('carries thousands, unanswered, over a broken connection', async () => {
      const consumer = await open();
      const sent = Array.from({ length: 5000 }, (_, i) => String(i));
      sent.forEach(publish);
      await consumer.until(() => consumer.received.length > 500);
      simulator.endConsumers({ kind: 'kill' });
      const other = await open();
      await other.until(() => group()?.waiting === 0 && group()?.unsettled === 0, 4000);
      assert.deepEqual(
        [...new Set([...bodies(consumer), ...bodies(other)])].map(Number).sort((a, b) => a - b),
        sent.map(Number),
      );
    });
  });

  describe('a connection', () => {
    it('has one receiver and no sender', async () => {
      const consumer = await open();
      consumer.connection.open_receiver({ name: 'second' });
      await consumer.until(() => consumer.events.includes('receiver_error amqp:not-allowed'));
      consumer.connection.open_sender('x');
      await consumer.until(() => consumer.events.includes('sender_error amqp:not-allowed'));
      publish('still there');
      assert.equal((await consumer.message(TOPIC)).text, 'still there');
      assert.equal(group()?.connections, 1);
    });

    it('may give its receiver or its session up, and gets no more until it has another', async () => {
      const consumer = await open({ autoaccept: false });
      publish('1');
      await consumer.until(() => consumer.received.length === 1);
      consumer.receiver?.close();
      await until(() => group()?.connections === 0 && group()?.waiting === 1);
      const next = consumer.connection.open_receiver({ autoaccept: false });
      await consumer.until(() => consumer.received.length === 2);
      next.session.close();
      await until(() => group()?.connections === 0 && group()?.waiting === 1);
      assert.deepEqual(bodies(consumer), ['1', '1']);
    });

    for (const [idleMs, welcome] of [
      [29_999, false],
      [30_000, true],
      [300_000, true],
      [300_001, false],
      [0, false],
    ] as const) {
      it(`${welcome ? 'may' : 'may not'} announce an idle-time-out of ${idleMs} ms`, async () => {
        const consumer = new Consumer(url, { idleMs });
        const last = welcome ? 'receiver_open' : 'connection_error amqp:not-allowed';
        await consumer.until(() => consumer.events.includes(last));
        assert.equal(
          consumer.events.some((event) => event.startsWith('connection_error')),
          !welcome,
        );
      });
    }

    it('is cut when it opens no receiver, or never logs in', async () => {
      await restart({ amqp: { receiverTimeoutMs: 60 } });
      const consumer = new Consumer(url, { receiver: false });
      await consumer.until(() => consumer.events.includes('disconnected'));
      const socket = connect(Number(new URL(url).port), '127.0.0.1');
      await new Promise((resolve) => socket.once('close', resolve));
      const patient = await open();
      await sleep(100);
      assert.ok(!patient.events.includes('disconnected'));
    });

    it('survives rubbish on the port', async () => {
      for (const rubbish of ['GET / HTTP/1.1\r\n\r\n', 'AMQP\0\x01\0\0', Buffer.alloc(64, 0xff)]) {
        const socket = connect(Number(new URL(url).port), '127.0.0.1');
        socket.on('error', () => undefined);
        socket.end(rubbish);
        await new Promise((resolve) => socket.resume().once('close', resolve));
      }
      const consumer = await open();
      publish('fine');
      await consumer.message(TOPIC);
    });

    it('can be ended in every way there is', async () => {
      const killed = await open({ group: 'g1' });
      assert.equal(simulator.endConsumers({ kind: 'kill' }, 'nobody'), 0);
      assert.equal(simulator.endConsumers({ kind: 'kill' }, 'g1'), 1);
      await killed.until(() => killed.events.includes('disconnected'));

      const forced = await open();
      simulator.endConsumers({ kind: 'close', condition: 'amqp:connection:forced' });
      await forced.until(() => forced.events.includes('connection_error amqp:connection:forced'));

      const clean = await open();
      simulator.endConsumers({ kind: 'close' });
      await clean.until(() => clean.events.includes('connection_close'));

      const detached = await open();
      simulator.endConsumers({ kind: 'detach', condition: 'amqp:link:detach-forced' });
      await detached.until(() => detached.events.includes('receiver_error amqp:link:detach-forced'));
      publish('waits');
      await sleep(30);
      assert.deepEqual([detached.received.length, group()?.waiting], [0, 1]);
      assert.ok(!detached.events.some((event) => /^(connection_close|disconnected)/.test(event)));
      detached.connection.open_receiver();
      assert.equal((await detached.message(TOPIC)).text, 'waits');
    });
  });

  describe('login', () => {
    const world = createWorld({ products: [] }, 0);
    const vectors = {
      accessKeys: [{ accessKeyId: 'LTAI_TEST', accessKeySecret: 'AKSecretTest' }],
      products: [],
    };
    for (const [signMethod, password] of [
      ['hmacsha1', 'C5xrO0wkjtEKtwM4gF2ZrOz7YG0='],
      ['hmacsha256', 'Fm/hNqSMxyysn776Lq+pRjgm4YRPY7RoTCX8CEIPgGI='],
      ['hmacmd5', 'Aa++z+tGCqjYZkAr4GTGBQ=='],
    ] as const) {
      it(`verifies ${signMethod}`, () => {
        const pairs = `authMode=aksign,signMethod=${signMethod},consumerGroupId=g,authId=LTAI_TEST,timestamp=1600000000000`;
        const known = createWorld(vectors, 0);
        assert.deepEqual(checkLogin(`c|${pairs}|`, password, known), {
          clientId: 'c',
          consumerGroupId: 'g',
        });
        assert.equal(checkLogin(`c|${pairs}|`, password.replace('=', ''), known)?.clientId, 'c');
        assert.equal(checkLogin(`c|${pairs.replace('1600', '1601')}|`, password, known), undefined);
      });
    }

    const check = (parts: LoginParts, seeded = world): boolean => {
      const { username, password } = loginOf(parts);
      return checkLogin(username, password, seeded) !== undefined;
    };
    const withInstance = createWorld({ products: [], iotInstanceId: 'iot-1' }, 0);
    const sts = { authId: 'sts', secret: 'hush', securityToken: 'CAIS==' };
    const withToken = createWorld(
      {
        products: [],
        accessKeys: [{ accessKeyId: 'sts', accessKeySecret: 'hush', securityToken: 'CAIS==' }],
      },
      0,
    );

    it('takes an empty instance ID for none, and wants the ID of an instance that has one', () => {
      assert.ok(check({}) && check({ iotInstanceId: '' }));
      assert.ok(!check({ iotInstanceId: 'iot-1' }));
      assert.ok(check({ iotInstanceId: 'iot-1' }, withInstance));
      assert.ok(!check({}, withInstance));
    });

    it('takes a security token with the key it belongs to', () => {
      assert.ok(check(sts, withToken));
      assert.ok(!check({ ...sts, securityToken: 'other' }, withToken));
      assert.ok(!check({ ...sts, authMode: 'aksign' }, withToken));
      assert.ok(!check({ authId: 'sts', secret: 'hush' }, withToken));
      assert.ok(!check({ securityToken: 'CAIS==' }));
      const { username, password } = loginOf(sts);
      assert.equal(checkLogin(username.replace('CAIS==', 'other'), password, withToken), undefined);
    });

    it('refuses everything else', () => {
      assert.ok(check({ clientId: 'c'.repeat(64) }));
      for (const parts of [
        { secret: 'wrong' },
        { authId: 'nobody' },
        { group: '' },
        { clientId: '' },
        { clientId: 'c'.repeat(65) },
        { timestamp: '' },
        { timestamp: 'yesterday' },
        { signMethod: 'hmacsha512' },
      ]) {
        assert.ok(!check(parts), JSON.stringify(parts));
      }
      for (const username of ['', '|', 'c', 'c|', 'c|a=b', 'c||', 'c|a=b|c|']) {
        assert.equal(checkLogin(username, '', world), undefined, username);
      }
    });

    it('is answered as SASL does', async () => {
      const wrong = new Consumer(url, { secret: 'wrong' });
      await wrong.until(() => wrong.events.includes('connection_error amqp:unauthorized-access'));
      assert.deepEqual(simulator.consumerGroups, []);
    });

    it('bounds the number of groups', async () => {
      const names = Array.from({ length: 100 }, (_, i) => `g${i}`);
      for (const name of names) assert.ok(await (await open({ group: name })).close().then(() => true));
      const more = new Consumer(url, { group: 'one more' });
      await more.until(() => more.events.includes('connection_error amqp:unauthorized-access'));
    });
  });

  describe('the server', () => {
    it('starts once, stops, and comes back at its address with what waits', async () => {
      assert.deepEqual([await simulator.startAmqp(), simulator.amqpUrl], [url, url]);
      const consumer = await open({ autoaccept: false });
      publish('1');
      await consumer.until(() => consumer.received.length === 1);
      await simulator.stopAmqp();
      assert.equal(simulator.amqpUrl, undefined);
      await consumer.until(() => consumer.events.includes('disconnected'));
      publish('2');
      assert.equal(await simulator.startAmqp(), url);
      const again = await open();
      await again.until(() => again.received.length === 2);
      assert.deepEqual(bodies(again), ['1', '2']);
    });

    it('says when its port is taken', async () => {
      const other = await startSimulator({ amqp: { port: Number(new URL(url).port) } });
      await assert.rejects(other.startAmqp(), (error: unknown) => {
        assert.ok(error instanceof AliyunIotError);
        assert.equal(error.code, 'port-taken');
        return true;
      });
      await simulator.stopAmqp();
      assert.equal(await other.startAmqp(), url);
      await other.close();
    });

    it('forgets with the simulator', async () => {
      const consumer = await open({ autoaccept: false });
      await (await open({ group: 'g2' })).close();
      publish('1');
      await consumer.until(() => consumer.received.length === 1);
      simulator.reset();
      assert.deepEqual(simulator.consumerGroups, [
        { consumerGroupId: 'g1', connections: 1, waiting: 0, unsettled: 0, dropped: 0 },
      ]);
      consumer.received[0]!.delivery.release();
      publish('2');
      await consumer.until(() => consumer.received.length === 2);
      assert.deepEqual(bodies(consumer), ['1', '2']);
    });
  });

  it('loads no library before it is wanted, and lets the process end by itself', async () => {
    const script = `
      const { startSimulator } = require(process.argv[1]);
      const loaded = () => Object.keys(require.cache).some((file) => /node_modules.(rhea|aedes)/.test(file));
      (async () => {
        const simulator = await startSimulator();
        const before = loaded();
        const url = await simulator.startAmqp();
        require('net').connect(new URL(url).port, '127.0.0.1').on('error', () => {});
        await new Promise((resolve) => setTimeout(resolve, 50));
        const after = loaded();
        await simulator.close();
        console.log(before, after);
      })();`;
    const args = ['-r', 'tsx/cjs', '-e', script, join(__dirname, '../../lib/simulator')];
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 8000 });
    assert.equal(stdout, 'false true\n');
  });
});
