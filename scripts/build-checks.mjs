// What must hold for dist/ whatever the sources say. Each check throws an Error that names the file.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/**
 * A node type, the name of its files and the folder they are built into.
 *
 * @typedef {{ type: string, name: string, target: string }} BuiltNode
 */

/**
 * @param {readonly BuiltNode[]} nodes
 * @param {string} [cli] the simulator's command; left out when only the editor part was built.
 */
export function checkBuild(nodes, cli) {
  for (const { type, name, target } of nodes) {
    const file = join(target, `${name}.html`);
    const html = readFileSync(file, 'utf8');
    checkRegistration(file, html, type);
    checkTemplate(file, html, type);
    checkNothingExternal(file, html);
    checkColours(file, html);
    checkLocales(target, name, type);
    checkIcon(target, html);
    if (cli) assert(existsSync(join(target, `${name}.js`)), target, 'the runtime file is missing');
  }
  if (cli) checkCommand(cli);
}

/**
 * node-red-dev reads the definition without running it: type, then an object without spread and computed parts.
 *
 * @param {string} file
 * @param {string} html
 * @param {string} type
 */
export function checkRegistration(file, html, type) {
  const calls = scripts(html).flatMap(registerTypeCalls);
  const [call, ...others] = calls;
  assert(call && others.length === 0, file, `${calls.length} calls of registerType instead of 1`);
  const [name, definition] = call.arguments;
  assert(name && ts.isStringLiteral(name) && name.text === type, file, `the first argument is not '${type}'`);
  const isLiteral = definition !== undefined && ts.isObjectLiteralExpression(definition);
  assert(isLiteral, file, 'the second argument of registerType is not an object literal');
  assert(!definition.properties.some(ts.isSpreadAssignment), file, 'the definition uses spread');
  for (const key of ['category', 'color', 'icon', 'inputs', 'outputs']) {
    const value = property(definition, key);
    assert(!value || ts.isLiteralExpression(value), file, `${key} is not a literal`);
  }
  for (const key of ['defaults', 'credentials']) {
    const value = property(definition, key);
    assert(!value || ts.isObjectLiteralExpression(value), file, `${key} is not an object literal`);
  }
}

/**
 * The form belongs to the type that is registered.
 *
 * @param {string} file
 * @param {string} html
 * @param {string} type
 */
export function checkTemplate(file, html, type) {
  const names = [...html.matchAll(/data-template-name="([^"]*)"/g)].map((m) => m[1]);
  assert(names.length === 1 && names[0] === type, file, `data-template-name is ${names.join(', ')}`);
}

/**
 * An external script races the registration, and an editor may have no way out of its network.
 *
 * @param {string} file
 * @param {string} html
 */
export function checkNothingExternal(file, html) {
  assert(!/<(script|link|img|iframe)[^>]*\s(src|href)=/i.test(html), file, 'loads something by src or href');
}

/**
 * A fixed colour is wrong in one of the two themes; only the node's body has one, in its registration.
 *
 * @param {string} file
 * @param {string} html
 */
export function checkColours(file, html) {
  const colour = /#[0-9a-f]{3,8}\b|\b(?:rgb|hsl)a?\(/gi;
  const withoutBody = html.replace(/^\s*color: "#[0-9a-f]{6}",$/im, '');
  const found = [...withoutBody.matchAll(colour)].map((m) => m[0]);
  assert(found.length === 0, file, `fixed colours: ${found.join(' ')}`);
}

/**
 * Every language has the same keys, none empty, and help for the type.
 *
 * @param {string} target
 * @param {string} name
 * @param {string} type
 */
export function checkLocales(target, name, type) {
  const folder = join(target, 'locales');
  const english = keysOf(join(folder, 'en-US', `${name}.json`));
  for (const language of readdirSync(folder)) {
    const file = join(folder, language, `${name}.json`);
    const keys = keysOf(file);
    const missing = english.filter((key) => !keys.includes(key));
    const surplus = keys.filter((key) => !english.includes(key));
    assert(missing.length + surplus.length === 0, file, `missing: ${missing}; not in en-US: ${surplus}`);
    const help = join(folder, language, `${name}.html`);
    const named = readFileSync(help, 'utf8').includes(`data-help-name="${type}"`);
    assert(named, help, `holds no help for ${type}`);
  }
}

/**
 * Node-RED answers an unknown icon with its own default, so that a wrong name would never be an error.
 *
 * @param {string} target
 * @param {string} html
 */
export function checkIcon(target, html) {
  const icon = property(scripts(html).flatMap(registerTypeCalls)[0]?.arguments[1], 'icon');
  if (!icon || !ts.isStringLiteral(icon)) return;
  assert(existsSync(join(target, 'icons', icon.text)), target, `icons/${icon.text} is missing`);
}

/**
 * npm links the command as it is.
 *
 * @param {string} file
 */
export function checkCommand(file) {
  assert(
    readFileSync(file, 'utf8').startsWith('#!/usr/bin/env node\n'),
    file,
    'has no "#!/usr/bin/env node"',
  );
  assert((statSync(file).mode & 0o111) === 0o111, file, 'is not executable');
}

/** @param {string} file @returns {string[]} */
function keysOf(file) {
  /** @type {(value: object, path: string[]) => string[]} */
  const walk = (value, path) =>
    Object.entries(value).flatMap(([key, inner]) => {
      const here = [...path, key];
      if (inner && typeof inner === 'object') return walk(inner, here);
      assert(typeof inner === 'string' && inner.trim() !== '', file, `${here.join('.')} is empty`);
      return [here.join('.')];
    });
  return walk(JSON.parse(readFileSync(file, 'utf8')), []);
}

/** @param {string} html */
function scripts(html) {
  return [...html.matchAll(/<script type="text\/javascript">([\s\S]*?)<\/script>/g)].map((m) => m[1] ?? '');
}

/** @param {string} code */
function registerTypeCalls(code) {
  /** @type {ts.CallExpression[]} */
  const found = [];
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      if (node.expression.name.text === 'registerType') found.push(node);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('editor.js', code, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS));
  return found;
}

/**
 * The value of a property, when it is written as `key: value`.
 *
 * @param {ts.Expression | undefined} definition
 * @param {string} key
 */
function property(definition, key) {
  if (!definition || !ts.isObjectLiteralExpression(definition)) return undefined;
  const members = definition.properties.filter(ts.isPropertyAssignment);
  return members.find(({ name }) => ts.isIdentifier(name) && name.text === key)?.initializer;
}

/**
 * @param {unknown} condition
 * @param {string} file
 * @param {string} message
 * @returns {asserts condition}
 */
function assert(condition, file, message) {
  if (!condition) throw new Error(`${file}: ${message}`);
}
