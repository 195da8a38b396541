import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

interface ExampleNode {
  id: string;
  type: string;
  z?: string;
  x?: number;
  y?: number;
  name?: string;
  info?: string;
  account?: string;
  wires?: string[][];
  links?: string[];
  scope?: string[];
  [property: string]: unknown;
}

const ROOT = join(__dirname, '../..');
const FOLDER = join(ROOT, 'examples');
const files = readdirSync(FOLDER).sort();
const OURS = ['account', 'invoke', 'subscription', 'messages'].map((node) => `aliyun-iot-${node}`);
const FLOW = ['tab', 'comment', 'inject', 'debug', 'catch', 'link in', 'link out'];
const CORE = [...FLOW, 'change', 'switch', 'delay', 'split', 'join'];

/** The properties that the editor would store, by the definition it registers. */
function defaultsOf(type: string): string[] {
  const node = type.replace('aliyun-iot-', '');
  const html = readFileSync(join(ROOT, 'dist/nodes', node, `${node}.html`), 'utf8');
  const block = /^ {4}defaults: \{\n([^]*?)^ {4}\}/m.exec(html)![1]!;
  return [...block.matchAll(/^ {6}(\w+): \{/gm)].map(([, name]) => name!);
}

describe('the examples', () => {
  it('are numbered and have a title', () => {
    assert.equal(files.length, 10);
    files.forEach((file, index) => {
      const number = String(index + 1).padStart(2, '0');
      assert.match(file, new RegExp(`^${number} - [A-Z][\\w ]+\\.json$`));
    });
  });

  for (const file of files) {
    describe(file, () => {
      const nodes = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as ExampleNode[];
      const ids = new Set(nodes.map(({ id }) => id));
      const placed = nodes.filter(({ x }) => x !== undefined);

      it('has known types only, each ID once', () => {
        assert.deepEqual(
          nodes.filter(({ type }) => !OURS.includes(type) && !CORE.includes(type)),
          [],
        );
        assert.equal(ids.size, nodes.length);
        assert.equal(nodes.filter(({ type }) => type === 'tab').length, 1);
      });

      it('is explained in both languages', () => {
        const [comment, ...others] = nodes.filter(({ type }) => type === 'comment');
        assert.deepEqual(others, []);
        for (const text of [comment?.name ?? '', comment?.info ?? '']) {
          assert.match(text, /[A-Za-z]{4}/);
          assert.match(text, /\p{Script=Han}{2}/u);
        }
      });

      it('is wired to nodes that are there, and uses each of them', () => {
        const reached = nodes.flatMap(({ wires = [], links = [], scope = [] }) => [
          ...wires.flat(),
          ...links,
          ...scope,
        ]);
        assert.deepEqual(
          reached.filter((id) => !ids.has(id)),
          [],
        );
        const starts = ['tab', 'comment', 'inject', 'catch', ...OURS.filter((type) => !/invoke/.test(type))];
        const idle = nodes.filter(({ id, type }) => !starts.includes(type) && !reached.includes(id));
        assert.deepEqual(idle, []);
      });

      it('is on the simulator and holds no secret', () => {
        const accounts = nodes.filter(({ type }) => type === 'aliyun-iot-account');
        assert.equal(accounts.length, 1);
        assert.equal(accounts[0]?.['endpoint'], 'simulator');
        assert.ok(nodes.every((node) => !('credentials' in node)));
        assert.ok(nodes.some(({ type }) => ['aliyun-iot-invoke', 'aliyun-iot-messages'].includes(type)));
        const users = nodes.filter((node) => 'account' in node);
        assert.ok(users.every(({ account }) => account === accounts[0]?.id));
        const listening = nodes.filter((node) => node['subscription'] || node.type === 'aliyun-iot-messages');
        assert.ok(listening.every((node) => ids.has(String(node['subscription']))));
      });

      it('stores our nodes as the editor does', () => {
        for (const node of nodes.filter(({ type }) => OURS.includes(type))) {
          const known = ['id', 'type', 'z', 'x', 'y', 'wires'];
          const stored = Object.keys(node).filter((key) => !known.includes(key));
          assert.deepEqual(stored.sort(), defaultsOf(node.type).sort(), node.id);
        }
      });

      it('can be deployed without a question', () => {
        // An inject node without one of these is marked as invalid, and Deploy then asks.
        for (const node of nodes.filter(({ type }) => type === 'inject')) {
          for (const key of ['repeat', 'crontab', 'once', 'onceDelay', 'topic', 'props']) {
            assert.ok(key in node, `${node.id} has no ${key}`);
          }
        }
      });

      it('lies on the grid, nothing on top of each other', () => {
        assert.deepEqual(
          placed.filter(({ y }) => y! % 20 !== 0),
          [],
        );
        for (const [index, a] of placed.entries()) {
          for (const b of placed.slice(index + 1)) {
            assert.ok(Math.abs(a.x! - b.x!) >= 60 || Math.abs(a.y! - b.y!) >= 40, `${a.id} and ${b.id}`);
          }
        }
      });

      it('shows payload or error, and names its debug nodes', () => {
        const debug = nodes.filter(({ type }) => type === 'debug');
        assert.ok(debug.length > 0 && debug.every(({ name }) => name !== ''));
      });
    });
  }
});
