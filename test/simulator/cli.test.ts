import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOptions } from '../../lib/simulator/cli/options';
import { runCli } from '../../lib/simulator/cli/run';
import { deviceSecretOf } from '../../lib/simulator/world';
import { startSimulator } from '../../lib/simulator';
import { call } from './signed';

interface Run {
  out: string;
  err: string;
  code: number | 'running';
}

describe('simulator: command line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'simulator-'));
  after(() => rmSync(folder, { recursive: true }));

  /** Runs the command; a simulator that starts is used and closed again. */
  async function run(
    args: string[],
    lang = 'en_US.UTF-8',
    use?: (url: string) => Promise<void>,
  ): Promise<Run> {
    const lines = { out: [] as string[], err: [] as string[] };
    const outcome = await runCli(args, lang, {
      out: (text) => lines.out.push(text),
      err: (text) => lines.err.push(text),
    });
    const texts = { out: lines.out.join('\n'), err: lines.err.join('\n') };
    if (typeof outcome === 'number') return { ...texts, code: outcome };
    try {
      await use?.(outcome.url);
    } finally {
      await outcome.close();
    }
    return { ...texts, code: 'running' };
  }

  function seedFile(content: unknown): string {
    const file = join(folder, `${String(Math.random())}.json`);
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return file;
  }

  it('starts, and prints what there is to call and how', async () => {
    let url = '';
    const { out, err, code } = await run(['--port', '0'], undefined, async (at) => {
      url = at;
      const params = { ProductKey: 'a1SimPump01', DeviceName: 'pump-01', Identifier: 'stop', Args: '{}' };
      assert.equal((await call(at, { params })).json['Success'], true);
    });
    assert.equal(code, 'running');
    assert.equal(err, '');
    assert.ok(out.startsWith(`The simulator runs at ${url}\n`));
    for (const text of [
      'simulator-secret',
      'a1SimPump01  Water pump / 水泵  (strong validation)',
      'start (sync), stop (sync), selfTest (async)',
      'lighting:setBrightness (sync)',
      'blink (async)',
      'pump-offline (offline)',
      'lamp-001 ... lamp-500 (500), lamp-042 (offline), ',
      `endpoint: '${url}'`,
      '@alicloud/iot20180120',
      '@alicloud/pop-core',
      'createClient',
    ]) {
      assert.ok(out.includes(text), text);
    }
    assert.doesNotMatch(out, /beyond this machine|undefined|\[object/);
  });

  it('speaks Chinese', async () => {
    const { out } = await run(['--port', '0'], 'zh_CN.UTF-8');
    assert.match(out, /^模拟器已启动：http/);
    assert.match(out, /pump-offline \(离线\)/);
    assert.match((await run(['--help'], 'zh_TW')).out, /^用法：/);
    assert.match((await run(['--port', 'x'], 'zh')).err, /^--port 应为/);
  });

  it('explains itself', async () => {
    const { out, code } = await run(['--help']);
    assert.equal(code, 0);
    for (const option of [
      '--port N',
      '--host NAME',
      '--seed FILE',
      '--amqp [N]',
      '--mqtt [N]',
      '"products"',
      'garbled',
    ]) {
      assert.ok(out.includes(option), option);
    }
  });

  it('refuses options it does not know', async () => {
    for (const [args, message] of [
      [['--porte'], /--porte.*--help/],
      [['extra'], /extra.*--help/],
      [['--port'], /--port/],
      [['--port', '70000'], /--port must be a number from 0 to 65535, not "70000"\./],
      [['--port', '-1'], /--port/],
    ] as const) {
      const { err, code } = await run([...args]);
      assert.equal(code, 1);
      assert.match(err, message);
      assert.doesNotMatch(err, /\n\s+at /);
    }
  });

  it('says when the port is taken or the host is not ours', async () => {
    const other = await startSimulator();
    const { err, code } = await run(['--port', String(other.port)]);
    assert.equal(code, 1);
    assert.equal(
      err,
      `Port ${other.port} is taken by another program. Choose another one, or 0 for any free port.`,
    );
    await other.close();
    const elsewhere = await run(['--port', '0', '--host', '192.0.2.1']);
    assert.equal(elsewhere.code, 1);
    assert.match(elsewhere.err, /cannot listen on 192\.0\.2\.1 port 0 \(EADDRNOTAVAIL\)/);
  });

  it('warns when it listens beyond this machine', async () => {
    const { out } = await run(['--port', '0', '--host', '0.0.0.0']);
    assert.match(out, /^The simulator runs at http:\/\/127\.0\.0\.1:\d+\nIt listens beyond this machine/);
  });

  it('takes a seed and keeps its secrets to itself', async () => {
    const product = {
      productKey: 'mine',
      productName: 'Mine',
      validate: 'weak',
      tsl: [{ services: [{ identifier: 'go', callType: 'sync', inputData: [], outputData: [] }] }],
      devices: [{ deviceName: 'd1' }],
    };
    const keys = [{ accessKeyId: 'own', accessKeySecret: 'hush', securityToken: 'quiet' }];
    const file = seedFile(
      `\uFEFF${JSON.stringify({ iotInstanceId: 'iot-1', accessKeys: keys, products: [product] })}`,
    );
    const { out } = await run(['--port', '0', '--seed', file], 'C', async (url) => {
      const params = {
        ProductKey: 'mine',
        DeviceName: 'd1',
        Identifier: 'go',
        Args: '{}',
        IotInstanceId: 'iot-1',
      };
      const own = { accessKeyId: 'own', secret: 'hush', securityToken: 'quiet' };
      assert.equal((await call(url, { params, ...own })).json['Success'], true);
    });
    for (const text of ['own', 'IotInstanceId     iot-1', 'mine  Mine', 'go (sync)'])
      assert.ok(out.includes(text), text);
    assert.doesNotMatch(out, /hush|quiet|a1SimPump01/);
  });

  it('starts AMQP and MQTT when they are wanted, and only then says so', async () => {
    const { out } = await run(['--port', '0', '--amqp', '0', '--mqtt', '0']);
    const [, amqp] = /amqp:\/\/127\.0\.0\.1:(\d+), any consumer group ID/.exec(out) ?? [];
    const [, mqtt] = /mqtt:\/\/127\.0\.0\.1:(\d+); a device/.exec(out) ?? [];
    assert.ok(Number(amqp) > 0 && Number(mqtt) > 0, out);
    assert.ok(out.includes(`a1SimPump01  pump-real  ${deviceSecretOf('a1SimPump01', 'pump-real')}`));
    assert.match((await run(['--port', '0', '--mqtt', '0'], 'zh_CN')).out, /真实设备接入（MQTT）/);
    const without = await run(['--port', '0']);
    assert.doesNotMatch(without.out, /amqp|mqtt|[0-9a-f]{32}/i);
  });

  it('lists twenty secrets of a product at most', async () => {
    const devices = Array.from({ length: 23 }, (_, i) => ({ deviceName: `d${i}` }));
    const product = { productKey: 'p', productName: 'P', validate: 'weak', tsl: [{ services: [] }], devices };
    const { out } = await run(['--port', '0', '--mqtt', '0', '--seed', seedFile({ products: [product] })]);
    assert.equal(out.match(/^ {2}p {2}d\d+ {2}[0-9a-f]{32}$/gm)?.length, 20);
    assert.ok(out.includes('p  and 3 more'));
  });

  it('takes the usual ports for AMQP and MQTT when none is named', () => {
    for (const [args, expected] of [
      [['--amqp'], { amqpPort: 5672 }],
      [['--mqtt', '--amqp', '7'], { amqpPort: 7, mqttPort: 1883 }],
      [['--amqp', '--mqtt=9', '--port', '1'], { amqpPort: 5672, mqttPort: 9, port: 1 }],
    ] as const) {
      assert.deepEqual(readOptions(args), { help: false, host: '127.0.0.1', port: 8018, ...expected });
    }
    assert.throws(() => readOptions(['--mqtt', 'x']), /--mqtt must be a number from 0 to 65535, not "x"/);
  });

  it('closes everything when a port is taken', async () => {
    const other = await startSimulator({ mqtt: true });
    const amqp = new URL(await other.startAmqp()).port;
    const free = await startSimulator();
    await free.close();
    for (const args of [
      ['--amqp', amqp],
      ['--mqtt', new URL(other.mqttUrl!).port],
    ]) {
      const port = String(free.port);
      const { err, code } = await run(['--port', port, ...args]);
      assert.equal(code, 1);
      assert.equal(
        err,
        `Port ${args[1]!} is taken by another program. Choose another one, or 0 for any free port.`,
      );
      await (await startSimulator({ port: free.port })).close();
    }
    await other.close();
  });

  it('names what is wrong with a seed', async () => {
    for (const [file, message] of [
      [join(folder, 'missing.json'), /missing\.json cannot be read \(ENOENT\)/],
      [seedFile('{"products":'), /is not JSON: /],
      [seedFile({ products: [{}] }), /products\[0\]\.productKey must be a non-empty string/],
    ] as const) {
      const { err, code } = await run(['--seed', file]);
      assert.equal(code, 1);
      assert.match(err, message);
    }
  });

  it('as a program: runs, and ends with Ctrl-C', async () => {
    const entry = join(__dirname, '../../lib/simulator/cli.ts');
    const child = spawn(process.execPath, ['-r', 'tsx/cjs', entry, '--port', '0'], {
      env: { ...process.env, LANG: 'C' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      if (out.includes('Ctrl-C')) child.kill('SIGINT');
    });
    const end = await new Promise<unknown>((resolve) =>
      child.on('close', (code, signal) => resolve({ code, signal })),
    );
    assert.deepEqual(end, { code: 0, signal: null });
    assert.match(out, /^The simulator runs at http:\/\/127\.0\.0\.1:\d+/);
  });
});
