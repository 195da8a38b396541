import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  checkBuild,
  checkColours,
  checkCommand,
  checkIcon,
  checkLocales,
  checkNothingExternal,
  checkRegistration,
  checkTemplate,
} from '../../scripts/build-checks.mjs';

const DIST = join(__dirname, '../../dist');
const TYPE = 'aliyun-iot-invoke';
const target = join(DIST, 'nodes/invoke');

function script(code: string): string {
  return `<script type="text/javascript">${code}</script>`;
}

describe('the checks of the build', () => {
  let folder: string;
  let html: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'aliyun-iot-build-'));
    cpSync(target, folder, { recursive: true });
    html = readFileSync(join(target, 'invoke.html'), 'utf8');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('pass on dist', () => {
    const nodes = [
      { type: TYPE, name: 'invoke', target },
      { type: 'aliyun-iot-account', name: 'account', target: join(DIST, 'nodes/account') },
    ];
    checkBuild(nodes, join(DIST, 'lib/simulator/cli.js'));
  });

  it('want the definition as node-red-dev can read it', () => {
    const refuse = (code: string, reason: RegExp) =>
      assert.throws(() => checkRegistration('x.html', script(code), TYPE), reason);
    checkRegistration('x.html', html, TYPE);
    refuse('', /0 calls/);
    refuse('RED.nodes.registerType(type, {})', /first argument/);
    refuse("RED.nodes.registerType('other', {})", /first argument/);
    refuse(`RED.nodes.registerType('${TYPE}', definition)`, /object literal/);
    refuse(`RED.nodes.registerType('${TYPE}', {...shared})`, /spread/);
    refuse(`RED.nodes.registerType('${TYPE}', {icon: icon()})`, /icon is not a literal/);
    refuse(`RED.nodes.registerType('${TYPE}', {defaults: defaults})`, /defaults is not/);
  });

  it('want the form of the type that is registered', () => {
    checkTemplate('x.html', html, TYPE);
    assert.throws(() => checkTemplate('x.html', html, 'other'), /data-template-name/);
  });

  it('want nothing to be loaded from elsewhere', () => {
    checkNothingExternal('x.html', html);
    const outside = '<script src="resources/x.js"></script>';
    assert.throws(() => checkNothingExternal('x.html', outside), /loads something/);
  });

  it('want no colour that fits one theme only', () => {
    checkColours('x.html', html);
    for (const colour of ['#fff', 'color: #aa0011', 'rgb(1, 2, 3)', 'rgba(0,0,0,0.5)', 'hsl(1, 2%, 3%)']) {
      assert.throws(() => checkColours('x.html', `<p style="${colour}">`), /fixed colours/, colour);
    }
  });

  it('want the same keys in every language, and help', () => {
    const strings = join(folder, 'locales/zh/invoke.json');
    checkLocales(folder, 'invoke', TYPE);
    const catalogue = JSON.parse(readFileSync(strings, 'utf8')) as Record<string, Record<string, unknown>>;
    const { palette, ...rest } = catalogue[TYPE]!;
    assert.ok(palette);
    writeFileSync(strings, JSON.stringify({ [TYPE]: rest }));
    assert.throws(() => checkLocales(folder, 'invoke', TYPE), /missing: aliyun-iot-invoke.palette;/);
    writeFileSync(strings, JSON.stringify({ [TYPE]: { ...rest, palette: ' ' } }));
    assert.throws(() => checkLocales(folder, 'invoke', TYPE), /palette is empty/);
    writeFileSync(strings, JSON.stringify(catalogue));
    writeFileSync(join(folder, 'locales/zh/invoke.html'), '<p>no name</p>');
    assert.throws(() => checkLocales(folder, 'invoke', TYPE), /no help/);
  });

  it('want the icon to be there', () => {
    checkIcon(folder, html);
    rmSync(join(folder, 'icons'), { recursive: true });
    assert.throws(() => checkIcon(folder, html), /icons\/aliyun-iot-invoke.svg is missing/);
  });

  it('want a command that can be run', () => {
    const file = join(folder, 'cli.js');
    writeFileSync(file, 'console.log(1)\n', { mode: 0o755 });
    assert.throws(() => checkCommand(file), /#!/);
    rmSync(file);
    writeFileSync(file, '#!/usr/bin/env node\n', { mode: 0o644 });
    assert.throws(() => checkCommand(file), /not executable/);
  });
});
