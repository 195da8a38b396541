import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { replyMessage } from './amqp-server';
import { Pair, until } from './support';

describe('messages: the end of the process', () => {
  let pair: Pair;
  beforeEach(async () => (pair = await Pair.make()));
  afterEach(() => pair.end());

  it('lets the process end by itself after close, whatever had happened before', async () => {
    const { server } = pair;
    const script = path.join(__dirname, 'open-and-close.ts');
    const child = spawn(process.execPath, ['--require', 'tsx/cjs', script, server.url], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const exit = once(child, 'exit');
    const ends = [
      () => server.kill('reset'),
      () => server.kill('fin'),
      () => server.closeConnections(),
      () => server.closeConnections('amqp:resource-limit-exceeded'),
      () => server.detach('link'),
      () => server.detach('session'),
    ];
    for (const [i, end] of ends.entries()) {
      server.push(replyMessage(`env-${i}`, { requestId: i }));
      await until(() => server.counts.accepted === i + 1, `message ${i}`, 4_000);
      end();
    }
    server.push(replyMessage('last', { requestId: 'last' }));
    const [code] = (await exit) as [number];
    const [closedAt, loadedBefore] = output.trim().split(' ');
    assert.equal(code, 0);
    assert.equal(loadedBefore, 'false', 'rhea was loaded before the start');
    assert.ok(Date.now() - Number(closedAt) < 1_000, 'something kept the process alive');
  }).timeout(10_000);
});
