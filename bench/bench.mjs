// npm run bench: what a call costs, beside what else one could use, as one table. See bench/README.md.
//   --quick   fewer and shorter rounds, in about a minute: enough to see whether a change went wrong
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, ensure } from '../scripts/ensure.mjs';
import { install, measure, pack } from '../scripts/support/packed.mjs';
import { askedToStop } from '../scripts/support/stop.mjs';
import { reason } from '../scripts/support/texts.mjs';
import { inProcess } from './support/in-process.mjs';
import { callTable, figureTable } from './support/report.mjs';
import { measureRounds } from './support/rounds.mjs';
import { median } from './support/statistics.mjs';
import { startStub } from './support/stub-process.mjs';

/** @type {import('./support/types.mjs').Effort} */
const EFFORT = process.argv.includes('--quick')
  ? { rounds: 3, sliceMs: 80, warmUpPart: 0.15, repeats: 1 }
  : { rounds: 20, sliceMs: 200, warmUpPart: 1, repeats: 3 };

/** @param {string} text */
const say = (text) => process.stdout.write(`${text}\n`);

/** Shows what is going on, in a line that goes away. @param {string} text */
const tell = (text) => process.stderr.write(`\r${text.padEnd(70)}${text === '' ? '\r' : ''}`);

/** @param {string} folder @param {AbortSignal} signal */
async function measureWeight(folder, signal) {
  const { name, 'node-red': nodeRed } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const packed = await pack(ROOT, folder);
  await install(packed.file, folder);
  const ourPackage = join(folder, 'node_modules', name);
  const nodeFiles = Object.values(nodeRed.nodes).map((file) => join(ourPackage, String(file)));
  const inNodeRed = [];
  for (let i = 0; i < EFFORT.repeats; i += 1) {
    inNodeRed.push(await inProcess('weight.mjs', { nodeFiles }, signal));
  }
  const { packedBytes, installedBytes } = await measure(packed, folder, name);
  const weight = {
    packedKb: packedBytes / 1e3,
    installedMb: installedBytes / 1e6,
    loadMs: median(inNodeRed.map(({ loadMs }) => loadMs)),
    rssMb: median(inNodeRed.map(({ rssMb }) => rssMb)),
  };
  return { ourPackage, weight };
}

const signal = askedToStop();
const folder = mkdtempSync(join(tmpdir(), 'aliyun-iot-bench-'));
try {
  await ensure({ signal });
  tell('packing and installing');
  say(
    `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}\n`,
  );
  const { ourPackage, weight } = await measureWeight(folder, signal);
  const stub = await startStub();
  const setup = { endpoint: stub.endpoint, ourPackage };
  const measured = await measureRounds(setup, EFFORT, tell);
  const inFlight = [];
  for (let i = 0; i < EFFORT.repeats; i += 1) {
    tell(`4,000 calls at once, ${i + 1} of ${EFFORT.repeats}`);
    const both = ['ours', 'raw'].map((client) => inProcess('in-flight.mjs', { ...setup, client }, signal));
    const [ours, raw] = await Promise.all(both);
    inFlight.push({ ...ours, rawP99: raw.addedP99 });
  }
  stub.stop();
  tell('');
  say(callTable(measured));
  say(figureTable(measured, inFlight, weight));
} catch (error) {
  process.stderr.write(`${reason(error)}\n`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
  process.exit();
}
