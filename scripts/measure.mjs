// npm run measure: what the packed package costs whoever installs it, as JSON.
//   --check   compare with the figures in the READMEs; 1 when they are no longer true
//   --write   put the figures into the READMEs
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, ensure } from './ensure.mjs';
import { outdatedFigures, withFigures } from './support/figures.mjs';
import { install, measure, pack } from './support/packed.mjs';
import { reason } from './support/texts.mjs';

const READMES = /** @type {const} */ ({ en: 'README.md', zh: 'README.zh-CN.md' });

async function measurePackage() {
  const { name } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const work = mkdtempSync(join(tmpdir(), 'aliyun-iot-measure-'));
  try {
    const packed = await pack(ROOT, work);
    await install(packed.file, join(work, 'installed'));
    return await measure(packed, join(work, 'installed'), name);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

try {
  await ensure();
  const figures = await measurePackage();
  process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
  for (const language of /** @type {const} */ (['en', 'zh'])) {
    const file = join(ROOT, READMES[language]);
    const readme = () => readFileSync(file, 'utf8');
    if (process.argv.includes('--write')) writeFileSync(file, withFigures(readme(), figures, language));
    if (!process.argv.includes('--check')) continue;
    for (const sentence of outdatedFigures(readme(), figures)) {
      process.stderr.write(`${READMES[language]}: ${sentence}\n`);
      process.exitCode = 1;
    }
  }
} catch (error) {
  process.stderr.write(`${reason(error)}\n`);
  process.exitCode = 1;
}
