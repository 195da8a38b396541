import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allCodes, describeCode } from '../../lib/openapi/catalogue/lookup';

const ROOT = join(__dirname, '../..');
const EXECUTED = ['no', 'unknown', 'yes'];

/** Of each kind: the words for `executed` that a table of errors names. */
type Table = Record<string, string[]>;

function wordsIn(cell: string): string[] {
  return EXECUTED.filter((word) => new RegExp(`(?<![A-Za-z])${word}(?![A-Za-z])`).test(cell));
}

function tableOfReadme(file: string): Table {
  const rows = readFileSync(join(ROOT, file), 'utf8').matchAll(
    /^\| `([a-z-]+)` \|[^|]*\|([^|]*)\|[^|]*\|$/gm,
  );
  return Object.fromEntries([...rows].map(([, kind = '', executed = '']) => [kind, wordsIn(executed)]));
}

function tableOfHelp(language: string): Table {
  const html = readFileSync(join(ROOT, `nodes/invoke/locales/${language}/invoke.html`), 'utf8');
  const rows = html.matchAll(
    /<td><code>([a-z-]+)<\/code><\/td>\s*<td>(?:(?!<\/td>)[\s\S])*<\/td>\s*<td>((?:(?!<\/td>)[\s\S])*)<\/td>/g,
  );
  return Object.fromEntries([...rows].map(([, kind = '', executed = '']) => [kind, wordsIn(executed)]));
}

/** What a user reads about errors in four places, held to each other and to the catalogue. */
describe('the tables of error kinds', () => {
  const english = tableOfReadme('README.md');

  it('say the same in both READMEs and both helps', () => {
    assert.ok(Object.keys(english).length >= 14, Object.keys(english).join());
    assert.deepEqual(tableOfReadme('README.zh-CN.md'), english);
    assert.deepEqual(tableOfHelp('en-US'), english);
    assert.deepEqual(tableOfHelp('zh-CN'), english);
  });

  it('have every outcome that a code of the catalogue can have', () => {
    for (const code of allCodes()) {
      const entry = describeCode(code);
      if (!entry) continue;
      const outcomes = [entry.executed, ...(entry.qos1MayDeliver ? ['unknown'] : [])];
      for (const executed of outcomes) {
        assert.ok(english[entry.kind]?.includes(executed), `${code}: ${entry.kind}, ${executed}`);
      }
    }
  });

  it('name the code for a pause of the platform that is too long', () => {
    for (const file of [
      'README.md',
      'README.zh-CN.md',
      'nodes/invoke/locales/en-US/invoke.html',
      'nodes/invoke/locales/zh-CN/invoke.html',
    ]) {
      assert.match(readFileSync(join(ROOT, file), 'utf8'), /quota-pause/, file);
    }
  });
});
