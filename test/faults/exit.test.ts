import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { BlackHole } from './black-hole';
import { ok, stall } from './faults';
import { assertAbout } from './oracle';
import { FaultServer, type Fault } from './server';

/** Calls 20 times, closes the client once they are on their way, and prints what became of them. */
const PROGRAM = `
  const { createClient } = require(${JSON.stringify(path.join(__dirname, '../../lib/services'))});
  const client = createClient({
    endpoint: process.argv[1],
    accessKeyId: 'id-1', accessKeySecret: 'secret-1',
    limits: { concurrency: 10 },
  });
  const request = { productKey: 'p', deviceName: 'd', identifier: 's' };
  const calls = Array.from({ length: 20 }, () => client.invoke(request).then(
    (outcome) => outcome.mode, (error) => error.kind + ' ' + error.executed,
  ));
  setTimeout(async () => {
    process.stdout.write('closing\\n');
    await client.close();
    const ends = await Promise.all(calls);
    process.stdout.write(JSON.stringify(ends.reduce((n, end) => ({ ...n, [end]: (n[end] ?? 0) + 1 }), {})) + '\\n');
  }, 400);
`;

/** Runs the program, and tells what it printed and how long it lived after it began to close. */
async function run(endpoint: string): Promise<{ ends: unknown; closingMs: number; code: number | null }> {
  const child = spawn(process.execPath, ['--require', 'tsx/cjs', '-e', PROGRAM, endpoint], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  let closingAt = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    if (closingAt === 0) closingAt = performance.now();
    output += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const last = output.trim().split('\n').at(-1) ?? '';
  return {
    ends: last.startsWith('{') ? JSON.parse(last) : last,
    closingMs: performance.now() - closingAt,
    code,
  };
}

async function against(fault: Fault, work: (server: FaultServer) => Promise<void>): Promise<void> {
  const server = await FaultServer.start(fault);
  try {
    await work(server);
  } finally {
    await server.close();
  }
}

describe('45 the process ends by itself within a second after close', () => {
  it('with calls that wait for an answer, and others that wait for their turn', () =>
    against(stall, async ({ url }) => {
      const { ends, closingMs, code } = await run(url);
      assert.deepEqual(ends, { 'aborted unknown': 10, 'aborted no': 10 });
      assert.equal(code, 0);
      assertAbout(closingMs, 0);
    }));

  it('with connections that are idle', () =>
    against(ok, async ({ url }) => {
      const { ends, closingMs, code } = await run(url);
      assert.deepEqual(ends, { sync: 20 });
      assert.equal(code, 0);
      assertAbout(closingMs, 0);
    }));

  it('with connections that were never made', async () => {
    const hole = await BlackHole.open();
    try {
      const { ends, closingMs, code } = await run(hole.url);
      assert.deepEqual(ends, { 'aborted no': 20 });
      assert.equal(code, 0);
      assertAbout(closingMs, 0);
    } finally {
      hole.close();
    }
  });
});
