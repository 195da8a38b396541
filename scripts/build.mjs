// Makes dist/: the compiled runtime, and per node one html with its form and its bundled editor code.
// `node scripts/build.mjs --editor` renews only what the editor loads.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build as bundle } from 'esbuild';
import { checkBuild } from './build-checks.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const LANGUAGES = ['en-US', 'zh-CN'];
const CLI = join(dist, 'lib/simulator/cli.js');

/** The node types of package.json, each with its source folder and the folder it is built into. */
const nodes = Object.entries(
  /** @type {Record<string, string>} */ (readJson('package.json')['node-red'].nodes),
).map(([type, file]) => {
  const name = basename(dirname(file));
  return { type, name, source: join(root, 'nodes', name), target: join(root, dirname(file)) };
});

const editorOnly = process.argv.includes('--editor');
if (!editorOnly) buildRuntime();
typescript('--noEmit', '-p', 'tsconfig.editor.json');
for (const node of nodes) {
  mkdirSync(node.target, { recursive: true });
  await buildForm(node);
  buildLocales(node);
  cpSync(join(root, 'icons'), join(node.target, 'icons'), { recursive: true });
}
checkBuild(nodes, editorOnly ? undefined : CLI);

function buildRuntime() {
  rmSync(dist, { recursive: true, force: true });
  typescript();
  chmodSync(CLI, 0o755);
}

/**
 * One html: form, and the editor code and rules inline, since an external script would race the registration.
 *
 * @param {typeof nodes[number]} node
 */
async function buildForm({ type, name, source, target }) {
  const { outputFiles } = await bundle({
    entryPoints: [join(source, 'editor.ts')],
    tsconfig: join(root, 'tsconfig.editor.json'),
    bundle: true,
    write: false,
    outdir: target,
    format: 'iife',
    platform: 'browser',
    // For the rules: no nesting.
    target: ['es2020', 'chrome110'],
    charset: 'utf8',
    legalComments: 'none',
  });
  const output = (/** @type {string} */ ending) =>
    outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '';
  const script = output('.js').replaceAll('</script', '<\\/script');
  const form = readFileSync(join(source, `${name}.html`), 'utf8');
  writeFileSync(
    join(target, `${name}.html`),
    `<style>\n${output('.css')}</style>\n` +
      `<script type="text/javascript">\n${script}</script>\n` +
      `<script type="text/html" data-template-name="${type}">\n${form}</script>\n`,
  );
}

/**
 * Strings and help per language. The server itself and browsers asking for zh-TW look for `zh`.
 *
 * @param {typeof nodes[number]} node
 */
function buildLocales({ type, name, source, target }) {
  for (const language of LANGUAGES) {
    const from = join(source, 'locales', language);
    const to = join(target, 'locales', language);
    mkdirSync(to, { recursive: true });
    cpSync(join(from, `${name}.json`), join(to, `${name}.json`));
    const help = readFileSync(join(from, `${name}.html`), 'utf8');
    writeFileSync(
      join(to, `${name}.html`),
      `<script type="text/html" data-help-name="${type}">\n${help}</script>\n`,
    );
  }
  cpSync(join(target, 'locales/zh-CN'), join(target, 'locales/zh'), { recursive: true });
}

/** @param {string[]} args */
function typescript(...args) {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const { status } = spawnSync(process.execPath, [tsc, ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}

/** @param {string} path */
function readJson(path) {
  return JSON.parse(readFileSync(join(root, path), 'utf8'));
}
