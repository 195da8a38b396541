import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoCalls, demoExamples, writeFlows, type FlowNode } from '../../scripts/node-red/demo.mjs';
import { ROOT } from './support/packed-package';

describe('the flows npm start begins with', () => {
  const examples = demoExamples(ROOT);
  const tabs = examples.map(({ tab }) => tab);
  let userDir: string;
  let file: string;

  beforeEach(() => {
    userDir = mkdtempSync(join(tmpdir(), 'aliyun-iot-demo-'));
    file = join(userDir, 'flows.json');
  });

  afterEach(() => {
    rmSync(userDir, { recursive: true, force: true });
  });

  function saved(): FlowNode[] {
    return JSON.parse(readFileSync(file, 'utf8')) as FlowNode[];
  }

  it('are the first two examples, on the simulator', () => {
    const flows = writeFlows(userDir, examples);
    assert.deepEqual(saved(), flows);
    assert.deepEqual(
      flows.filter(({ type }) => type === 'tab').map(({ id }) => id),
      tabs,
    );
    assert.equal(new Set(flows.map(({ id }) => id)).size, flows.length);
    assert.deepEqual(
      demoCalls(flows, examples).map(({ service }) => service),
      ['start', 'selfTest'],
    );
  });

  it('keep what the user has changed and added, and bring back a tab that is gone', () => {
    const own = { id: 'mine', type: 'tab', label: 'Mine' };
    const changed = writeFlows(userDir, examples)
      .filter(({ id, z }) => id !== tabs[1] && z !== tabs[1])
      .map((node) => (node.id === tabs[0] ? { ...node, label: 'Renamed' } : node));
    writeFileSync(file, JSON.stringify([...changed, own]));
    const flows = writeFlows(userDir, examples);
    assert.deepEqual(flows.slice(0, changed.length + 1), [...changed, own]);
    assert.ok(flows.some(({ id }) => id === tabs[1]));
  });

  it('are not written again when nothing is missing', () => {
    writeFlows(userDir, examples);
    const text = `${readFileSync(file, 'utf8')}\n`;
    writeFileSync(file, text);
    writeFlows(userDir, examples);
    assert.equal(readFileSync(file, 'utf8'), text);
  });

  it('are left alone when they cannot be read', () => {
    for (const text of ['[{', '{"flows": []}']) {
      writeFileSync(file, text);
      assert.throws(() => writeFlows(userDir, examples), /flows\.json/);
      assert.equal(readFileSync(file, 'utf8'), text);
    }
  });

  it('are not called when their account leads to the cloud', () => {
    const flows = writeFlows(userDir, examples).map((node) =>
      node.type === 'aliyun-iot-account' ? { ...node, endpoint: 'cn-shanghai' } : node,
    );
    assert.deepEqual(demoCalls(flows, examples), []);
  });

  it('are not called through a node the user has disabled', () => {
    const flows = writeFlows(userDir, examples).map((node) =>
      node.type === 'aliyun-iot-invoke' ? { ...node, d: true } : node,
    );
    assert.deepEqual(demoCalls(flows, examples), []);
  });
});
