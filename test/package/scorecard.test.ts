import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { canariesFor, judge, type Evidence } from '../../scripts/scorecard/judge.mjs';

const NAME = '@scope/node-red-thing';
const PASSED = { test: true };

describe('the scorecard', () => {
  let folder: string;
  let evidence: Evidence;

  function write(path: string, content: unknown): void {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'aliyun-iot-scorecard-test-'));
    write(`installed/node_modules/${NAME}/package.json`, {
      name: NAME,
      keywords: ['node-red'],
      'node-red': { nodes: { account: 'account.js', invoke: 'invoke.js' } },
    });
    write(`installed/node_modules/${NAME}/account.html`, `category: "config"`);
    write(`installed/node_modules/${NAME}/invoke.html`, `category: "Things"`);
    write('installed/node_modules/.package-lock.json', {
      packages: { 'node_modules/got': { version: '14.6.6' } },
    });
    write('tool/node_modules/node-red-dev/package.json', {});
    write('tool/node_modules/node-red-dev/src/badpackages.json', { 'agent-base': '<6.0.0' });
    write('tool/node_modules/semver/index.js', `exports.satisfies = (version) => version < '6.0.0';`);
    const codes = ['P01', 'P03', 'P04', 'P05', 'P06', 'P07', 'P08', 'N01', 'D01', 'D02', 'D03'];
    evidence = {
      toolDir: join(folder, 'tool'),
      installed: join(folder, 'installed'),
      name: NAME,
      report: {
        card: {
          ...Object.fromEntries(codes.map((code) => [code, PASSED])),
          N02: { test: true, nodes: ['invoke'] },
        },
        log: '',
        catalogue: ['node-red-other'],
      },
      withCanaries: {
        card: { N01: { test: false, nodes: canariesFor(['account', 'invoke']).map(({ id }) => id) } },
        log: '',
        catalogue: [],
      },
    };
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function failed(): string[] {
    return Object.entries(judge(evidence)).flatMap(([code, { verdict }]) =>
      verdict === 'failed' ? code : [],
    );
  }

  it('is passed when every check is, twelve in all', () => {
    const verdicts = Object.values(judge(evidence));
    assert.equal(verdicts.length, 12);
    assert.ok(verdicts.every(({ verdict }) => verdict === 'passed'));
  });

  it('fails with each check that is false or missing', () => {
    const { card } = evidence.report;
    for (const code of Object.keys(card)) {
      evidence.report.card = { ...card, [code]: { test: false } };
      assert.deepEqual(failed(), [code]);
      evidence.report.card = Object.fromEntries(Object.entries(card).filter(([name]) => name !== code));
      assert.deepEqual(failed(), [code]);
    }
  });

  it('fails when a type was not parsed, which node-red-dev passes', () => {
    evidence.withCanaries.card.N01!.nodes!.pop();
    assert.deepEqual(failed(), ['N01']);
  });

  it('fails when node-red-dev says that it cannot parse a file', () => {
    evidence.report.log = 'Unable to parse dist/nodes/invoke.js';
    assert.deepEqual(failed(), ['N01']);
  });

  it('fails when a type that is no config node has no example', () => {
    evidence.report.card.N02 = { test: true, nodes: [] };
    assert.deepEqual(failed(), ['N02']);
  });

  it('does not call the name unique when the public catalogue could not be asked', () => {
    delete evidence.report.catalogue;
    assert.equal(judge(evidence).P08!.verdict, 'not checked');
    assert.match(judge(evidence).N01!.note, /not checked/);
  });

  it('fails when another scope has a package of the same name, which node-red-dev cannot see', () => {
    evidence.report.catalogue = ['@other/node-red-thing'];
    assert.deepEqual(failed(), ['P08']);
  });

  it('fails with an incompatible package anywhere in the tree', () => {
    write('installed/node_modules/.package-lock.json', {
      packages: { 'node_modules/a/node_modules/agent-base': { version: '5.1.0' } },
    });
    assert.deepEqual(failed(), ['D02']);
  });

  it('holds back got and nothing else', () => {
    evidence.report.card.D03 = { test: false, packages: ['got'] };
    assert.deepEqual(failed(), []);
    evidence.report.card.D03 = { test: false, packages: ['got', 'hpagent'] };
    assert.deepEqual(failed(), ['D03']);
  });
});
