import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/**
 * Writes a package that leads to the nodes' sources, for a Node-RED of its own to load. That one needs
 * `--require tsx/cjs` in its NODE_OPTIONS.
 *
 * @param into an existing folder.
 * @param names of the nodes, e.g. `invoke`.
 * @param more further node modules, by name: their JavaScript.
 * @returns the package's folder.
 */
export function sourcePackage(
  into: string,
  names: readonly string[],
  more: Readonly<Record<string, string>> = {},
): string {
  const folder = join(into, 'shim');
  mkdirSync(folder);
  const nodes: Record<string, string> = {};
  const add = (type: string, file: string, source: string): void => {
    writeFileSync(join(folder, `${file}.js`), source);
    writeFileSync(join(folder, `${file}.html`), '');
    nodes[type] = `${file}.js`;
  };
  for (const name of names) {
    const source = JSON.stringify(join(ROOT, 'nodes', name, `${name}.ts`));
    add(`aliyun-iot-${name}`, name, `module.exports = require(${source}).default;\n`);
  }
  for (const [name, source] of Object.entries(more)) add(name, name, source);
  const description = { name: 'shim', version: '1.0.0', 'node-red': { nodes } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(description));
  return folder;
}
