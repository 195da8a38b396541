import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * One entry of node-red-dev's JSON.
 *
 * @typedef {{ test: boolean, nodes?: string[], packages?: string[] }} Check
 */

/**
 * What node-red-dev had to say.
 *
 * @typedef {object} Report
 * @property {Record<string, Check>} card
 * @property {string} log
 * @property {string[]} [catalogue] the packages of the public catalogue, when it answered.
 */

/** @typedef {{ verdict: 'passed' | 'failed' | 'not checked', note: string }} Verdict */

/**
 * What to judge and by what.
 *
 * @typedef {object} Evidence
 * @property {string} toolDir where node-red-dev is installed.
 * @property {string} installed the folder the packed package was installed into.
 * @property {string} name of the package.
 * @property {Report} report
 * @property {Report} withCanaries the report with a made-up package in the catalogue for each of our types.
 */

const CODES = ['P01', 'P03', 'P04', 'P05', 'P06', 'P07', 'P08', 'N01', 'N02', 'D01', 'D02', 'D03'];
const CANARY = 'canary-';

/** Dependencies that are not the latest on purpose. got: the newest that runs on Node.js 20 (see ARCHITECTURE.md). */
const HELD_BACK = ['got'];

/**
 * Made-up packages that claim our node types. N01 reports each of them, unless it could not parse the type.
 *
 * @param {string[]} types
 */
export function canariesFor(types) {
  return types.map((type) => ({ id: `${CANARY}${type}`, types: [type] }));
}

/**
 * A verdict for each check. Where node-red-dev cannot fail or looks away, its answer is not taken for one.
 *
 * @param {Evidence} evidence
 * @returns {Record<string, Verdict>}
 */
export function judge(evidence) {
  const { card } = evidence.report;
  /** @type {Record<string, (evidence: Evidence) => Verdict>} */
  const judges = {
    P05: judgeKeyword,
    P08: judgeName,
    N01: judgeTypes,
    N02: judgeExamples,
    D02: judgeTree,
    D03: judgeAge,
  };
  return Object.fromEntries(
    CODES.map((code) => [code, judges[code]?.(evidence) ?? verdict(card[code]?.test === true)]),
  );
}

/** The keyword is there; node-red-dev says so in either case. @param {Evidence} evidence */
function judgeKeyword(evidence) {
  return verdict(
    evidence.report.card.P05?.test === true && manifestOf(evidence).keywords.includes('node-red'),
  );
}

/** node-red-dev compares a list with a name here and never finds anything. @param {Evidence} evidence */
function judgeName({ report, name }) {
  if (!report.catalogue) return unchecked('the public catalogue is out of reach');
  const unscoped = (/** @type {string} */ id) => id.split('/').at(-1);
  const namesakes = report.catalogue.filter((id) => id !== name && unscoped(id) === unscoped(name));
  return verdict(report.card.P08?.test === true && namesakes.length === 0, namesakes.join(' '));
}

/** All our types were parsed, and nobody else has them. @param {Evidence} evidence */
function judgeTypes(evidence) {
  const { report, withCanaries } = evidence;
  const types = Object.keys(manifestOf(evidence)['node-red'].nodes);
  const seen = withCanaries.card.N01?.nodes ?? [];
  const missed = types.filter((type) => !seen.includes(CANARY + type));
  if (missed.length > 0 || report.log.includes('Unable to parse'))
    return verdict(false, `not parsed: ${missed.join(' ')}`);
  const limits = report.catalogue
    ? ''
    : '; against other packages not checked: the public catalogue is out of reach';
  return verdict(report.card.N01?.test === true, types.join(' ') + limits);
}

/** Every type that is no config node has an example. @param {Evidence} evidence */
function judgeExamples(evidence) {
  const { nodes } = manifestOf(evidence)['node-red'];
  const wanted = Object.keys(nodes).filter((type) => {
    const html = readFileSync(join(packageDir(evidence), nodes[type].replace(/\.js$/, '.html')), 'utf8');
    return !/category: ["']config["']/.test(html);
  });
  const { test, nodes: found = [] } = evidence.report.card.N02 ?? { test: false };
  return verdict(test && wanted.length > 0 && wanted.every((type) => found.includes(type)), wanted.join(' '));
}

/** node-red-dev walks the tree of the first dependency only; here it is the whole one. @param {Evidence} evidence */
function judgeTree({ report, toolDir, installed }) {
  const fromTool = createRequire(join(toolDir, 'node_modules/node-red-dev/package.json'));
  const semver = fromTool('semver');
  /** @type {Record<string, string>} */
  const bad = fromTool('./src/badpackages.json');
  const lock = JSON.parse(readFileSync(join(installed, 'node_modules/.package-lock.json'), 'utf8'));
  const found = Object.entries(lock.packages)
    .map(([path, { version }]) => ({ name: path.replace(/^.*node_modules\//, ''), version }))
    .filter(({ name, version }) => bad[name] !== undefined && semver.satisfies(version, bad[name]))
    .map(({ name, version }) => `${name}@${version}`);
  return verdict(report.card.D02?.test === true && found.length === 0, found.join(' '));
}

/** Every dependency is the latest, save those held back knowingly. @param {Evidence} evidence */
function judgeAge({ report }) {
  const { test, packages = [] } = report.card.D03 ?? { test: false };
  const behind = packages.filter((name) => !HELD_BACK.includes(name));
  if (behind.length > 0) return verdict(false, `not the latest: ${behind.join(' ')}`);
  if (test) return verdict(true);
  return verdict(packages.length > 0, `${packages.join(' ')} held back knowingly`);
}

/** @param {Evidence} evidence */
function packageDir({ installed, name }) {
  return join(installed, 'node_modules', name);
}

/** @param {Evidence} evidence */
function manifestOf(evidence) {
  return JSON.parse(readFileSync(join(packageDir(evidence), 'package.json'), 'utf8'));
}

/** @param {boolean} passed @param {string} [note] @returns {Verdict} */
function verdict(passed, note = '') {
  return { verdict: passed ? 'passed' : 'failed', note };
}

/** @param {string} note @returns {Verdict} */
function unchecked(note) {
  return { verdict: 'not checked', note };
}
