// npm test: installs and builds what is missing, then runs all tests but those in need of a browser or of further
// Node.js versions. Arguments go to mocha; files among them replace the whole list.
import { ensure } from './ensure.mjs';
import { askedToStop } from './support/stop.mjs';
import { reason } from './support/texts.mjs';

const SPECS = ['test/{lib,nodes,simulator,package}/**/*.test.ts'];

try {
  const signal = askedToStop();
  await ensure({ signal });
  const { runMocha } = await import('./support/mocha.mjs');
  process.exitCode = await runMocha(SPECS, process.argv.slice(2), { signal });
} catch (error) {
  process.stderr.write(`${reason(error)}\n`);
  process.exitCode = 1;
}
