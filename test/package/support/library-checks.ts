import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packedPackage, type PackedPackage } from './packed-package';
import { runProgram, start } from './program';

const CALL = `
  const simulator = await startSimulator();
  const client = createClient({
    endpoint: simulator.url,
    accessKeyId: SIMULATOR_ACCESS_KEY_ID,
    accessKeySecret: SIMULATOR_ACCESS_KEY_SECRET,
  });
  const target = { productKey: 'a1SimPump01', deviceName: 'pump-01' };
  const started = await client.invoke({ ...target, identifier: 'start', args: { speed: 1500, mode: 1 } });
  const tested = await client.invoke({ ...target, identifier: 'selfTest', args: { cycles: 2 } });
  await client.close();
  await simulator.close();
  console.log(JSON.stringify({ started, tested }));`;

/** The same program in both module systems. */
const PROGRAMS = {
  'program.cjs': `
    const { createClient } = require('NAME');
    const { startSimulator, SIMULATOR_ACCESS_KEY_ID, SIMULATOR_ACCESS_KEY_SECRET } = require('NAME/simulator');
    (async () => {${CALL}})();`,
  'program.mjs': `
    import { createClient } from 'NAME';
    import { startSimulator, SIMULATOR_ACCESS_KEY_ID, SIMULATOR_ACCESS_KEY_SECRET } from 'NAME/simulator';
    ${CALL}`,
};

/**
 * What the installed package must do for a plain Node program.
 *
 * @param node the Node.js executable to try it with.
 */
export function checkLibrary(node: string): void {
  let package_: PackedPackage;

  before(async () => {
    package_ = await packedPackage();
  });

  for (const [file, source] of Object.entries(PROGRAMS)) {
    it(`serves ${file}, which ends by itself`, async () => {
      const { installed, manifest } = package_;
      writeFileSync(join(installed, file), source.replaceAll('NAME', manifest.name));
      const { code, stdout, stderr } = await runProgram(node, [file], { cwd: installed });
      assert.equal(code, 0, stderr);
      assert.equal(stderr, '');
      const { started, tested } = JSON.parse(stdout) as Record<'started' | 'tested', Record<string, unknown>>;
      assert.equal(started.mode, 'sync');
      assert.equal((started.result as { code: number }).code, 200);
      assert.equal(tested.mode, 'async');
      assert.match(String(tested.messageId), /^\d+$/);
    });
  }

  it('offers the simulator as a command', async () => {
    const command = join(package_.installed, 'node_modules/.bin/aliyun-iot-simulator');
    const simulator = start(node, [command, '--port', '0'], { cwd: package_.installed });
    try {
      const [url] = await simulator.printed(/http:\/\/127\.0\.0\.1:\d+/);
      const answer = await fetch(`${url}/?Action=InvokeThingService`, { method: 'POST' });
      assert.match(await answer.text(), /"?Code"?/);
    } finally {
      simulator.kill('SIGTERM');
    }
    const { code, ms } = await simulator.ended;
    assert.equal(code, 0);
    assert.ok(ms < 10_000);
  });
}
