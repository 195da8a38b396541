import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { until } from '../support/until';
import { RedisServer } from './redis-server';

/** Two processes, one limit, and the Redis server of the system. */
describe('one limit for several processes, through Redis', () => {
  const children: ChildProcess[] = [];
  let redis: RedisServer;

  before(async () => {
    redis = await RedisServer.start();
  });

  after(() => {
    redis.kill();
    for (const child of children) child.kill('SIGKILL');
  });

  it('is kept, nearly used up, and survives the loss of Redis', async function () {
    this.timeout(60_000);
    const workers = [0, 1].map(() => new Worker(redis.url));
    children.push(...workers.map(({ child }) => child));
    await Promise.all(workers.map((worker) => worker.ready));

    const shared = await admittedDuring(workers, 5_000);
    assert.ok(shared <= 200 * 5 * 1.05, `${shared} calls in 5 s with a limit of 200/s`);
    assert.ok(shared >= 200 * 5 * 0.6, `only ${shared} calls in 5 s with a limit of 200/s`);

    redis.kill();
    await until(() => workers.every(({ state }) => state === 'own-share'), 'own shares', 15_000);
    const own = await admittedDuring(workers, 3_000);
    assert.ok(own <= 2 * 20 * 3 * 1.25, `${own} calls in 3 s with own shares of 20/s each`);
    assert.ok(own >= 2 * 20 * 3 * 0.6, `only ${own} calls in 3 s with own shares of 20/s each`);

    await redis.start();
    await until(() => workers.every(({ state }) => state === 'shared'), 'one limit again', 15_000);

    redis.pause();
    await until(() => workers.every(({ state }) => state === 'own-share'), 'own shares', 15_000);
    redis.resume();
    await until(() => workers.every(({ state }) => state === 'shared'), 'one limit again', 15_000);
    await Promise.all(workers.map((worker) => worker.stop()));
  });
});

class Worker {
  readonly child = fork(path.join(__dirname, 'worker.ts'), [], { execArgv: ['--require', 'tsx/cjs'] });
  readonly ready: Promise<void>;
  admitted = 0;
  state = 'shared';

  constructor(redisUrl: string) {
    this.ready = new Promise((resolve) => {
      this.child.on('message', (message: { admitted: number; state: string }) => {
        this.admitted = message.admitted;
        this.state = message.state;
        resolve();
      });
    });
    this.child.send({ redisUrl });
  }

  /** Resolves when the process has ended by itself. */
  stop(): Promise<number | null> {
    const ended = new Promise<number | null>((resolve) => this.child.once('exit', resolve));
    this.child.send({ stop: true });
    return ended;
  }
}

async function admittedDuring(workers: readonly Worker[], ms: number): Promise<number> {
  const count = (): number => workers.reduce((sum, { admitted }) => sum + admitted, 0);
  const before = count();
  await new Promise((resolve) => setTimeout(resolve, ms));
  return count() - before;
}
