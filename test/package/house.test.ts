import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '../..');
const MAX_LINES = 350;

/** Which folder may use which others, top to bottom. What is not listed here is a new arrow: draw it, or do without. */
const ARROWS: Record<string, string[]> = {
  'nodes/invoke': [
    'nodes/account',
    'nodes/subscription',
    'nodes/shared',
    'lib/services',
    'lib/tsl',
    'lib/errors',
  ],
  'nodes/messages': ['nodes/subscription', 'nodes/shared', 'lib/messages', 'lib/errors'],
  'nodes/subscription': ['nodes/account', 'nodes/shared', 'lib/messages', 'lib/errors'],
  'nodes/account': [
    'nodes/shared',
    'lib/services',
    'lib/openapi',
    'lib/credentials',
    'lib/tsl',
    'lib/simulator',
    'lib/errors',
  ],
  'nodes/shared': ['lib/errors'],
  lib: ['lib/services', 'lib/openapi', 'lib/credentials', 'lib/errors'],
  'lib/services': [
    'lib/openapi',
    'lib/tsl',
    'lib/limits',
    'lib/credentials',
    'lib/errors',
    'lib/simulator/keys',
  ],
  'lib/messages': ['lib/openapi', 'lib/credentials', 'lib/errors'],
  'lib/openapi': ['lib/credentials', 'lib/errors'],
  'lib/limits': ['lib/errors'],
  'lib/credentials': ['lib/errors'],
  'lib/tsl': ['lib/errors'],
  'lib/simulator': ['lib/tsl', 'lib/errors'],
  'lib/errors': [],
};

/** Used across folders without passing through an index.ts: the keys are all that anybody but the simulator may know. */
const OPEN_FILES = ['lib/simulator/keys'];

interface Import {
  from: string;
  /** A path from the root for a file of ours, without its ending; else the name of a module. */
  target: string;
}

function filesIn(folder: string, ending: RegExp): string[] {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => ending.test(path))
    .sort();
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

function importsOf(path: string): Import[] {
  return ts.preProcessFile(read(path)).importedFiles.map(({ fileName }) => ({
    from: path,
    target: fileName.startsWith('.') ? join(dirname(path), fileName) : fileName,
  }));
}

/** `lib/openapi/catalogue/types` belongs to `lib/openapi`, `lib/index.ts` to `lib`. */
function folderOf(path: string): string {
  return path.split('/').length > 2 || !path.endsWith('.ts') ? path.split('/').slice(0, 2).join('/') : 'lib';
}

/** Whether an arrow to `to`, a folder or a file, allows an import of `target`. */
function covers(to: string, target: string): boolean {
  return to === folderOf(target) || to === target;
}

describe('the house', () => {
  const sources = [...filesIn('lib', /\.ts$/), ...filesIn('nodes', /\.ts$/)];
  const imports = sources.flatMap(importsOf);
  const between = imports.filter(
    ({ from, target }) => /^(lib|nodes)\b/.test(target) && folderOf(from) !== folderOf(target),
  );

  it('has its sources where this test looks for them', () => {
    assert.ok(sources.length > 50 && between.length > 50);
  });

  it('lets a folder use only those below it', () => {
    const wrong = between.filter(({ from, target }) => {
      const below = ARROWS[folderOf(from)] ?? [];
      return !below.some((to) => covers(to, target));
    });
    assert.deepEqual(wrong, []);
  });

  it('draws no arrow that no import goes', () => {
    const gone = Object.entries(ARROWS).flatMap(([from, below]) =>
      below
        .filter((to) => !between.some((one) => folderOf(one.from) === from && covers(to, one.target)))
        .map((to) => `${from} -> ${to}`),
    );
    assert.deepEqual(gone, []);
  });

  it('enters a folder of lib through its index.ts only', () => {
    const wrong = between.filter(
      ({ target }) =>
        target.startsWith('lib/') && folderOf(target) !== target && !OPEN_FILES.includes(target),
    );
    assert.deepEqual(wrong, []);
  });

  it('knows Node-RED in nodes only', () => {
    const wrong = imports.filter(
      ({ from, target }) => from.startsWith('lib/') && /node-red|^\.\.\/nodes/.test(target),
    );
    assert.deepEqual(wrong, []);
  });

  it('has no circle of files', () => {
    assert.deepEqual(circlesAmong(sources, imports), []);
  });

  it('gives every folder of lib a public face', () => {
    const folders = readdirSync(join(ROOT, 'lib'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    const faceless = folders.filter(({ name }) => !existsSync(join(ROOT, 'lib', name, 'index.ts')));
    assert.deepEqual(
      faceless.map(({ name }) => name),
      [],
    );
  });

  it('takes its colours from the theme', () => {
    const styled = filesIn('nodes', /\.(html|css)$/);
    assert.ok(styled.length >= 2);
    assert.deepEqual(
      styled.filter((path) => /(?<!&)#[0-9a-f]{3,8}\b|\brgba?\(/i.test(read(path))),
      [],
    );
  });

  it(`keeps every file under ${MAX_LINES} lines`, () => {
    const all = [...sources, ...filesIn('scripts', /\.[mc]?js$/)];
    assert.deepEqual(
      all.filter((path) => read(path).split('\n').length > MAX_LINES),
      [],
    );
  });

  it('switches no check of the compiler off, and of the linter only single rules for a line', () => {
    const all = [...sources, ...filesIn('test', /\.ts$/)];
    const escapes = /\/[/*] *(@ts-(ignore|expect-error|nocheck)|eslint-disable(?!-next-line @))/;
    assert.deepEqual(
      all.filter((path) => escapes.test(read(path))),
      [],
    );
    assert.deepEqual(all.filter(usesAny), []);
  });
});

function circlesAmong(sources: readonly string[], imports: readonly Import[]): string[][] {
  const next = new Map(sources.map((path) => [path, [] as string[]]));
  for (const { from, target } of imports) {
    const file = [`${target}.ts`, `${target}/index.ts`].find((path) => next.has(path));
    if (file) next.get(from)!.push(file);
  }
  const circles: string[][] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: string[]): void => {
    if (trail.includes(path)) circles.push([...trail.slice(trail.indexOf(path)), path]);
    else if (!done.has(path)) for (const used of next.get(path) ?? []) visit(used, [...trail, path]);
    done.add(path);
  };
  for (const path of sources) visit(path, []);
  return circles;
}

function parse(path: string): ts.SourceFile {
  return ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true);
}

function usesAny(path: string): boolean {
  const visit = (node: ts.Node): boolean =>
    node.kind === ts.SyntaxKind.AnyKeyword ||
    (ts.forEachChild(node, (child) => visit(child) || undefined) ?? false);
  return /\bany\b/.test(read(path)) && visit(parse(path));
}
