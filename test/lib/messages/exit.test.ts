import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { replyMessage } from './amqp-server';
import { until } from '../../support/until';
import { Pair } from './support';

describe('messages: the end of the process', () => {
  let pair: Pair;
  beforeEach(async () => (pair = await Pair.make()));
  afterEach(() => pair.end());

  /** Runs the program; resolves with how long it lived on after it had closed everything, in milliseconds. */
  async function run(): Promise<number> {
    const script = path.join(__dirname, 'open-and-close.ts');
    const child = spawn(process.execPath, ['--require', 'tsx/cjs', script, pair.server.url], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const [code] = (await once(child, 'exit')) as [number];
    const [closedAt, loadedBefore] = output.trim().split(' ');
    assert.equal(code, 0);
    assert.equal(loadedBefore, 'false', 'rhea was loaded before the start');
    return Date.now() - Number(closedAt);
  }

  it('comes by itself after close, whatever had happened while messages were at work', async () => {
    const { server } = pair;
    const running = run();
    const ends = [
      () => server.kill('reset'),
      () => server.kill('fin'),
      () => server.closeConnections(),
      () => server.closeConnections('amqp:resource-limit-exceeded'),
      () => server.detach('link'),
      () => server.detach('session'),
    ];
    for (const [i, end] of ends.entries()) {
      const { sent } = server.counts;
      server.push(replyMessage(`env-${i}`, { requestId: i }));
      await until(() => server.counts.sent > sent, `message ${i}`, 8_000);
      await wait(20);
      end();
      await until(() => server.counts.accepted === i + 1, `message ${i} accepted`, 8_000);
    }
    server.push(replyMessage('last', { requestId: 'last' }));
    assert.ok((await running) < 1_000, 'something kept the process alive');
  }).timeout(20_000);

  it('comes by itself when the server does not answer the farewell', async () => {
    const { server } = pair;
    server.push(replyMessage('last', { requestId: 'last' }));
    const running = run();
    await until(() => server.counts.sent === 1, 'the message', 8_000);
    await wait(50);
    server.mute();
    assert.ok((await running) < 1_000, 'something kept the process alive');
  }).timeout(20_000);
});
