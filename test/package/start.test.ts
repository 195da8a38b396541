import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { ROOT } from './support/packed-package';
import { isAlive, runProgram, start } from './support/program';
import { until } from '../support/until';

const START = join(ROOT, 'scripts/start.mjs');
const ENGLISH = { ...process.env, LC_ALL: 'C.UTF-8' };
const CHINESE = { ...process.env, LC_ALL: 'zh_CN.UTF-8' };

interface Outcome {
  service: string;
  mode: string;
  payload: unknown;
  requestId: string;
}

describe('npm start', function () {
  this.timeout(60_000);

  describe('--once', () => {
    it('prints the outcome of a synchronous and of an asynchronous call, and nothing else', async () => {
      const { code, stdout, stderr } = await runProgram(process.execPath, [START, '--once'], {
        env: ENGLISH,
      });
      assert.equal(code, 0, stderr);
      const outcomes = stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Outcome);
      assert.deepEqual(
        outcomes.map(({ service, mode }) => ({ service, mode })),
        [
          { service: 'start', mode: 'sync' },
          { service: 'selfTest', mode: 'async' },
        ],
      );
      assert.equal((outcomes[0]!.payload as { code: number }).code, 200);
      assert.match(String(outcomes[1]!.payload), /^\d+$/);
      for (const { requestId } of outcomes) assert.match(requestId, /^[0-9A-F-]{36}$/);
    });

    it('is not led astray by a proxy in the environment', async () => {
      const proxy = 'http://127.0.0.1:9';
      const env = { ...ENGLISH, http_proxy: proxy, https_proxy: proxy, all_proxy: proxy, no_proxy: '' };
      const { code, stderr } = await runProgram(process.execPath, [START, '--once'], { env });
      assert.equal(code, 0, stderr);
    });
  });

  it('stays up until it is asked to stop, and then leaves nothing behind', async () => {
    const editor = start(process.execPath, [START, '--port', '18980'], { env: ENGLISH });
    const [, url] = await editor.printed(/(http:\/\/127\.0\.0\.1:\d+)/);
    await editor.printed(/start \(sync\) {2}Result \{/);
    await editor.printed(/selfTest \(async\) {2}MessageId "\d+"/);
    assert.ok((await fetch(url!)).ok);
    editor.kill('SIGINT');
    const { code, stderr } = await editor.ended;
    assert.equal(code, 0, stderr);
    await assert.rejects(fetch(url!));
  });

  it('takes another port when the wanted one is taken, and says so', async () => {
    const occupant = createServer().listen(18990, '127.0.0.1');
    await once(occupant, 'listening');
    try {
      const editor = start(process.execPath, [START, '--port', '18990'], { env: CHINESE });
      const [, port] = await editor.printed(/http:\/\/127\.0\.0\.1:(\d+)/);
      assert.notEqual(port, '18990');
      editor.kill('SIGTERM');
      const { code, stderr } = await editor.ended;
      assert.equal(code, 0);
      assert.match(stderr, /端口 18990 已被占用/);
    } finally {
      occupant.close();
    }
  });

  it('takes Node-RED along when it is killed', async () => {
    const editor = start(process.execPath, [START, '--port', '18985'], { env: ENGLISH });
    const [, url] = await editor.printed(/(http:\/\/127\.0\.0\.1:\d+)/);
    const children = await runProgram('pgrep', ['-P', String(editor.pid)]);
    const nodeRed = Number(children.stdout.trim());
    assert.ok(isAlive(nodeRed));
    editor.kill('SIGKILL');
    await editor.ended;
    await until(() => !isAlive(nodeRed), 'Node-RED gone');
    await assert.rejects(fetch(url!));
  });

  it('explains an option it does not know', async () => {
    for (const args of [['--onec'], ['--port', 'x'], ['--port', '70000']]) {
      const { code, stdout, stderr } = await runProgram(process.execPath, [START, ...args], { env: ENGLISH });
      assert.equal(code, 1);
      assert.equal(stdout, '');
      assert.match(stderr, /--onec|--port takes a number from 1 to 65535/);
      assert.doesNotMatch(stderr, / {4}at /);
    }
  });

  it('shows its options in the language of the user', async () => {
    const english = await runProgram(process.execPath, [START, '--help'], { env: ENGLISH });
    const chinese = await runProgram(process.execPath, [START, '--help'], { env: CHINESE });
    assert.equal(english.code, 0);
    assert.match(english.stdout, /--once +make one synchronous/);
    assert.match(chinese.stdout, /--once +在独立的/);
  });
});
