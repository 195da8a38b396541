import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { demoCalls, demoExamples, makeCall, writeFlows } from '../../../scripts/node-red/demo.mjs';
import { startNodeRed } from '../../../scripts/node-red/node-red.mjs';
import { packedPackage, type PackedPackage } from './packed-package';

type NodeRed = Awaited<ReturnType<typeof startNodeRed>>;

interface NodeSet {
  module: string;
  name: string;
  types: string[];
  enabled: boolean;
  err?: unknown;
}

const CHINESE = /\p{Script=Han}/u;

/**
 * What the installed package must do in a Node-RED.
 *
 * @param nodeRedDir the folder of the `node-red` package.
 * @param node the Node.js executable to run it with.
 */
export function checkInNodeRed(nodeRedDir: string, node: string): void {
  let package_: PackedPackage;
  let userDir: string;
  let nodeRed: NodeRed;
  let calls: ReturnType<typeof demoCalls>;

  before(async () => {
    package_ = await packedPackage();
    userDir = mkdtempSync(join(tmpdir(), 'aliyun-iot-node-red-'));
    symlinkSync(join(package_.installed, 'node_modules'), join(userDir, 'node_modules'), 'dir');
    const examples = demoExamples(package_.dir);
    calls = demoCalls(writeFlows(userDir, examples), examples);
    nodeRed = await startNodeRed({ nodeRedDir, node, userDir });
  });

  after(async () => {
    await nodeRed.stop();
    rmSync(userDir, { recursive: true, force: true });
  });

  async function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    const response = await fetch(`${nodeRed.url}${path}`, { headers });
    assert.equal(response.status, 200, path);
    return response;
  }

  async function getJson(path: string): Promise<unknown> {
    return (await get(path, { accept: 'application/json' })).json();
  }

  it('loads every node without an error', async () => {
    const { name, 'node-red': declared } = package_.manifest;
    const sets = ((await getJson('/nodes')) as NodeSet[]).filter(({ module }) => module === name);
    assert.deepEqual(
      sets.map(({ types, enabled, err }) => ({ types, enabled, err })),
      Object.keys(declared.nodes).map((type) => ({ types: [type], enabled: true, err: undefined })),
    );
  });

  it('says nothing about the package in its log', () => {
    const about = nodeRed
      .log()
      .split('\n')
      .filter((line) => /aliyun|thingflow|\[error\]/.test(line));
    assert.deepEqual(about, []);
  });

  it('serves the icons of the package, not the default one', async () => {
    const { name } = package_.manifest;
    const html = await (await get('/nodes', { accept: 'text/html' })).text();
    const used = [...html.matchAll(/icon: ["'](aliyun-iot[^"']+)["']/g)].map(([, icon]) => icon!);
    assert.ok(used.length > 0);
    const files = readdirSync(join(package_.dir, 'dist/nodes'), { recursive: true, encoding: 'utf8' });
    for (const icon of used) {
      const file = files.find((path) => basename(path) === icon);
      assert.ok(file, icon);
      const served = Buffer.from(await (await get(`/icons/${name}/${icon}`)).arrayBuffer());
      assert.deepEqual(served, readFileSync(join(package_.dir, 'dist/nodes', file)));
    }
  });

  it('lists the examples in its import menu', async () => {
    const { name } = package_.manifest;
    const listed = JSON.stringify(await getJson(`/library/examples/flows/${name}`));
    const files = readdirSync(join(package_.dir, 'examples'), { recursive: true, encoding: 'utf8' });
    for (const file of files.filter((path) => path.endsWith('.json'))) {
      assert.ok(listed.includes(basename(file, '.json')), file);
      const path = file
        .replace(/\.json$/, '')
        .split('/')
        .map(encodeURIComponent)
        .join('/');
      const flow = await getJson(`/library/examples/flows/${name}/${path}`);
      assert.ok(Array.isArray(flow) && flow.length > 0, file);
    }
  });

  for (const language of ['en-US', 'zh-CN', 'zh']) {
    it(`serves the strings in ${language}`, async () => {
      const { name, 'node-red': declared } = package_.manifest;
      for (const type of Object.keys(declared.nodes)) {
        const strings = JSON.stringify(await getJson(`/nodes/${name}/${type}/messages?lng=${language}`));
        assert.ok(strings.length > 100, type);
        assert.equal(CHINESE.test(strings), language !== 'en-US', type);
      }
    });

    it(`serves the help in ${language}`, async () => {
      const html = await (await get('/nodes', { accept: 'text/html', 'accept-language': language })).text();
      for (const type of Object.keys(package_.manifest['node-red'].nodes)) {
        const help = new RegExp(`data-help-name="${type}"[^>]*>([^]*?)</script>`).exec(html)?.[1] ?? '';
        assert.ok(help.length > 200, type);
        assert.equal(CHINESE.test(help), language !== 'en-US', type);
      }
    });
  }

  it('calls a synchronous and an asynchronous service in its first two examples', async () => {
    assert.equal(calls.length, 2);
    const outcomes = [];
    for (const call of calls) outcomes.push(await makeCall(nodeRed, call));
    assert.deepEqual(
      outcomes.map(({ mode }) => mode),
      ['sync', 'async'],
    );
    assert.equal((outcomes[0]!.payload as { code: number }).code, 200);
    assert.match(String(outcomes[1]!.payload), /^\d+$/);
  });
}
