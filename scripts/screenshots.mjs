// npm run screenshots: makes the pictures of the READMEs, docs/images/*.png. Needs chromium and a Chinese font.
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, ensure } from './ensure.mjs';
import { openSession } from './editor/session.mjs';

const FOLDER = join(ROOT, 'docs/images');
const EXAMPLE = 'aliyun-iot-example-01-';
const MAX_BYTES = 150_000;
const LANGUAGES = { en: 'en-US', zh: 'zh-CN' };

await ensure();
mkdirSync(FOLDER, { recursive: true });
for (const [language, locale] of Object.entries(LANGUAGES)) {
  await takeFlow(locale, join(FOLDER, `flow-${language}.png`));
  await takeDialog(locale, join(FOLDER, `invoke-${language}.png`));
  await takeArguments(locale, join(FOLDER, `arguments-${language}.png`));
}

/**
 * The first example after its button was pressed.
 *
 * @param {string} locale
 * @param {string} file
 */
async function takeFlow(locale, file) {
  const session = await openSession({ flows: example(), locale, width: 1200, height: 460 });
  try {
    const { page, nodeRed } = session;
    await page.evaluate("RED.sidebar.show('debug')");
    await nodeRed.inject(`${EXAMPLE}inject`);
    await page.locator('.red-ui-debug-msg-expandable').first().click();
    await page.locator('.red-ui-flow-node-status-dot-green').first().waitFor();
    await page.mouse.move(600, 400);
    await take(page, file);
  } finally {
    await session.close();
  }
}

/**
 * The dialog of the node in it.
 *
 * @param {string} locale
 * @param {string} file
 */
async function takeDialog(locale, file) {
  const session = await openSession({ flows: example(), locale, height: 1000 });
  try {
    const { page } = session;
    await page.evaluate(`void RED.editor.edit(RED.nodes.node('${EXAMPLE}start'))`);
    await page.locator('#node-dialog-ok').waitFor();
    // The dialog slides in.
    await page.waitForTimeout(1000);
    await take(page.locator('.red-ui-tray').last(), file);
  } finally {
    await session.close();
  }
}

/**
 * The form of a service that takes an array of structs, filled in.
 *
 * @param {string} locale
 * @param {string} file
 */
async function takeArguments(locale, file) {
  const session = await openSession({ flows: example(), locale, width: 1100, height: 1400 });
  try {
    const { page } = session;
    await page.evaluate(`void RED.editor.edit(RED.nodes.node('${EXAMPLE}start'))`);
    await page.locator('#aliyun-iot-pick-identifier > .aliyun-iot-icon-button').click();
    await page.locator('[role="option"]', { hasText: 'setSchedule' }).click();
    await page.evaluate("$('#node-input-args').typedInput('type', 'form')");
    const form = page.locator('#aliyun-iot-invoke-parameters');
    await form.locator('.aliyun-iot-items-foot > button:visible').click();
    const schedule = /** @type {const} */ ([
      ['06:30', '1200', 'true'],
      ['22:00', '0', 'false'],
    ]);
    for (const [index, [at, speed, on]] of schedule.entries()) {
      const item = form.locator('[role="listitem"]').nth(index);
      await item.locator('[data-member="at"] input').fill(at);
      await item.locator('[data-member="speed"] input').fill(speed);
      await item.locator('[data-member="on"] select').selectOption(on);
    }
    // The dialog slides in.
    await page.waitForTimeout(1000);
    await take(
      page,
      file,
      await around(page, '#aliyun-iot-pick-identifier', '#aliyun-iot-invoke-parameters'),
    );
  } finally {
    await session.close();
  }
}

/**
 * The part of the dialog from one element to another.
 *
 * @param {import('playwright-core').Page} page
 * @param {string} first
 * @param {string} last
 */
async function around(page, first, last) {
  const [top, bottom, tray] = await Promise.all(
    [first, last, '.red-ui-tray'].map((selector) => page.locator(selector).last().boundingBox()),
  );
  if (!top || !bottom || !tray) throw new Error(`${first} or ${last} cannot be seen.`);
  const y = top.y - 8;
  return { x: tray.x, y, width: tray.width, height: bottom.y + bottom.height - y };
}

/** @returns {import('./editor/session.mjs').FlowNode[]} */
function example() {
  return JSON.parse(readFileSync(join(ROOT, 'examples/01 - Call a service.json'), 'utf8'));
}

/**
 * @param {import('playwright-core').Page | import('playwright-core').Locator} what
 * @param {string} file
 * @param {{ x: number, y: number, width: number, height: number }} [clip] for a page: the part to take.
 */
async function take(what, file, clip) {
  await what.screenshot({ path: file, ...(clip && { clip }) });
  const { size } = statSync(file);
  if (size > MAX_BYTES) throw new Error(`${file} has ${size} bytes, more than ${MAX_BYTES}.`);
  process.stdout.write(`${file} ${size} bytes\n`);
}
