// Loaded into node-red-dev before it runs. node-red-dev stops at the first address it cannot reach and then writes no
// scorecard; here an unreachable address answers with nothing, and the rest is still checked. The packages of a
// catalogue that was reached are written down; without that file the caller knows which checks say nothing.
const { writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');

const { SCORECARD_TOOL, SCORECARD_CATALOGUE, SCORECARD_REGISTRY, SCORECARD_CANARIES = '[]' } = process.env;
const axios = createRequire(SCORECARD_TOOL)('axios');
const get = axios.get.bind(axios);

axios.get = (url, options) =>
  url.includes('catalogue') ? catalogue(url) : get(fromRegistry(url), limited(options));

async function catalogue(url) {
  const modules = await get(url, limited()).then(
    ({ data }) => data.modules,
    () => undefined,
  );
  if (modules) writeFileSync(SCORECARD_CATALOGUE, JSON.stringify(modules.map(({ id }) => id)));
  // Made-up packages with our node types: those that N01 does not report, it has not seen.
  return { data: { modules: [...(modules ?? []), ...JSON.parse(SCORECARD_CANARIES)] } };
}

function fromRegistry(url) {
  return url.replace('https://registry.npmjs.org/', SCORECARD_REGISTRY);
}

function limited(options) {
  return { timeout: 15_000, ...options };
}
