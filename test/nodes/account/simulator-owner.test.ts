import assert from 'node:assert/strict';
import { mock } from 'node:test';
import FakeTimers, { type Clock } from '@sinonjs/fake-timers';
import type { Simulator } from '../../../lib/simulator';
import { SimulatorOwner, type SimulatorModule } from '../../../nodes/account/simulator-owner';

describe('SimulatorOwner', () => {
  let clock: Clock;
  let started: number;
  let closed: number[];
  let amqpStarts: number;
  let startSimulator: () => Promise<Simulator>;
  let owner: SimulatorOwner;

  beforeEach(() => {
    clock = FakeTimers.install();
    started = 0;
    closed = [];
    amqpStarts = 0;
    startSimulator = () => {
      const number = (started += 1);
      const close = (): Promise<void> => Promise.resolve(void closed.push(number));
      const startAmqp = (): Promise<string> => {
        amqpStarts += 1;
        return Promise.resolve('amqp://127.0.0.1:5672');
      };
      return Promise.resolve({ url: `http://127.0.0.1:${number}`, startAmqp, close } as unknown as Simulator);
    };
    const load = (): SimulatorModule => ({
      startSimulator: () => startSimulator(),
      SIMULATOR_ACCESS_KEY_ID: 'simulator',
      SIMULATOR_ACCESS_KEY_SECRET: 'simulator-secret',
    });
    owner = new SimulatorOwner(load, 1000);
  });
  afterEach(() => clock.uninstall());

  it('starts one for all, with its keys', async () => {
    const [a, b] = await Promise.all([owner.acquire(), owner.acquire()]);
    assert.equal(started, 1);
    assert.deepEqual(a.target, {
      endpoint: 'http://127.0.0.1:1',
      accessKeyId: 'simulator',
      accessKeySecret: 'simulator-secret',
    });
    assert.deepEqual(b.target, a.target);
  });

  it('starts its messages for whoever asks', async () => {
    const lease = await owner.acquire();
    assert.equal(amqpStarts, 0);
    assert.equal(await lease.amqpUrl(), 'amqp://127.0.0.1:5672');
    assert.equal(amqpStarts, 1);
  });

  it('closes it a while after the last user has left', async () => {
    const a = await owner.acquire();
    const b = await owner.acquire();
    a.release();
    await clock.tickAsync(5000);
    assert.deepEqual(closed, []);
    b.release();
    await clock.tickAsync(999);
    assert.deepEqual(closed, []);
    await clock.tickAsync(1);
    assert.deepEqual(closed, [1]);
  });

  it('keeps it over a redeploy', async () => {
    const before = await owner.acquire();
    before.release();
    await clock.tickAsync(500);
    const after = await owner.acquire();
    await clock.tickAsync(5000);
    assert.equal(started, 1);
    assert.deepEqual(closed, []);
    after.release();
    await clock.tickAsync(1000);
    assert.deepEqual(closed, [1]);
  });

  it('starts another one after it was closed', async () => {
    (await owner.acquire()).release();
    await clock.tickAsync(1000);
    const { target } = await owner.acquire();
    assert.equal(target.endpoint, 'http://127.0.0.1:2');
    assert.deepEqual(closed, [1]);
  });

  it('counts a release once', async () => {
    const a = await owner.acquire();
    await owner.acquire();
    a.release();
    a.release();
    await clock.tickAsync(5000);
    assert.deepEqual(closed, []);
  });

  it('tells why it could not be started, and tries again', async () => {
    const works = startSimulator;
    startSimulator = () => Promise.reject(new Error('EACCES'));
    await assert.rejects(owner.acquire(), { kind: 'config', code: 'simulator-failed', message: /EACCES/ });
    startSimulator = works;
    const { target } = await owner.acquire();
    assert.equal(target.endpoint, 'http://127.0.0.1:1');
    await clock.tickAsync(5000);
    assert.deepEqual(closed, [], 'the failed user is not counted');
  });

  it('does not keep the process alive for an unused simulator', async () => {
    const lease = await owner.acquire();
    const started = mock.method(globalThis, 'setTimeout');
    lease.release();
    const [timer] = started.mock.calls.map(({ result }) => result);
    started.mock.restore();
    assert.equal(timer?.hasRef(), false);
  });
});
