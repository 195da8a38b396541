// What the package adds to a Node-RED that runs already, before the first call: `weight.mjs '{"nodeFiles": [...]}'`, with
// --expose-gc. Prints a JSON object.
import { createRequire } from 'node:module';
import { startNodeRed } from './support/node-red.mjs';

const require = createRequire(import.meta.url);
const { nodeFiles } = JSON.parse(process.argv[2] ?? '{}');

const { stop } = await startNodeRed();
const rssBefore = process.memoryUsage.rss();
const begun = performance.now();
for (const file of nodeFiles) require(file);
const loadMs = performance.now() - begun;
const rssMb = (process.memoryUsage.rss() - rssBefore) / 1e6;
await stop();
process.stdout.write(JSON.stringify({ loadMs, rssMb }));
