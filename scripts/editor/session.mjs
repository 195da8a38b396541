// A real Node-RED with this package, and its editor in a browser: for the tests of the editor and for the screenshots.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { startNodeRed } from '../node-red/node-red.mjs';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const {
  /** The package `node-red` to run, and the Node.js executable to run it with. */
  NODE_RED_DIR = join(ROOT, 'node_modules/node-red'),
  NODE_RED_NODE = process.execPath,
  /** The package to load: this clone, or an unpacked tarball. */
  PACKAGE_DIR = ROOT,
  CHROMIUM = ['chromium', 'chromium-headless-shell', 'google-chrome']
    .map((name) => `/usr/bin/${name}`)
    .find((path) => existsSync(path)),
} = process.env;

/**
 * A node as it stands in a flow file.
 *
 * @typedef {{ id: string, type: string, [property: string]: unknown }} FlowNode
 */

/**
 * @typedef {object} SessionOptions
 * @property {readonly FlowNode[]} flows what is deployed.
 * @property {string} [locale] language of the browser; default `en-US`.
 * @property {'light' | 'dark'} [theme] of the editor; Node-RED 4 knows only the default, `light`.
 * @property {number} [width] of the window, in pixels; default 1280.
 * @property {number} [height] of the window, in pixels; default 800.
 * @property {{ httpAdminRoot?: string, adminAuth?: object }} [settings] further settings of Node-RED.
 * @property {{ username: string, password: string }} [login] typed when Node-RED asks for it.
 */

/**
 * @typedef {object} Session
 * @property {import('playwright-core').Page} page
 * @property {import('../node-red/node-red.mjs').NodeRed} nodeRed
 * @property {string[]} complaints errors in the console, failed requests and requests to other hosts, as they come.
 * @property {() => Promise<void>} close
 */

/**
 * Starts Node-RED with these flows and opens its editor.
 *
 * @param {SessionOptions} options
 * @returns {Promise<Session>}
 * @throws when there is no browser, or Node-RED does not start.
 */
export async function openSession(options) {
  const userDir = mkdtempSync(join(tmpdir(), 'aliyun-iot-editor-'));
  /** @type {(() => unknown)[]} */
  const undo = [() => rmSync(userDir, { recursive: true, force: true })];
  const close = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    writeFileSync(join(userDir, 'flows.json'), JSON.stringify(options.flows));
    const nodeRed = await startNodeRed({
      nodeRedDir: NODE_RED_DIR,
      node: NODE_RED_NODE,
      userDir,
      nodesDir: [PACKAGE_DIR],
      // Without its palette manager, Node-RED asks no catalogue on the net.
      settings: {
        credentialSecret: 'test',
        externalModules: { palette: { allowInstall: false } },
        ...options.settings,
      },
    });
    undo.push(() => nodeRed.stop());
    const browser = await launchBrowser();
    undo.push(() => browser.close());
    /** @type {string[]} */
    const complaints = [];
    const page = await openPage(browser, options);
    watch(page, nodeRed.url, complaints);
    await page.goto(nodeRed.url + (options.settings?.httpAdminRoot ?? ''));
    if (options.login) await logIn(page, options.login);
    await whenLoaded(page, nodeRed);
    await page.waitForFunction('RED.nodes.getWorkspaceOrder().length > 0');
    if (options.theme === 'dark') await page.evaluate("$('html').addClass('nr-theme-dark')");
    return { page, nodeRed, complaints, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The file of a picture that is kept for whoever wants to look, outside of git. */
export function artifact(/** @type {string} */ name) {
  const folder = join(ROOT, 'artifacts/editor');
  mkdirSync(folder, { recursive: true });
  return join(folder, `${name}.png`);
}

function launchBrowser() {
  if (!CHROMIUM) throw new Error('No browser found: install chromium, or name its executable in CHROMIUM.');
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
  const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', ...quiet];
  return chromium.launch({ executablePath: CHROMIUM, args });
}

/** @param {import('playwright-core').Browser} browser @param {SessionOptions} options */
async function openPage(browser, { locale = 'en-US', width = 1280, height = 800 }) {
  const context = await browser.newContext({ locale, viewport: { width, height } });
  return context.newPage();
}

/** @param {import('playwright-core').Page} page @param {NonNullable<SessionOptions['login']>} login */
async function logIn(page, { username, password }) {
  await page.locator('#node-dialog-login-username').fill(username);
  await page.locator('#node-dialog-login-password').fill(password);
  await page.locator('#node-dialog-login-submit').click();
}

/** @param {import('playwright-core').Page} page @param {Session['nodeRed']} nodeRed */
async function whenLoaded(page, nodeRed) {
  try {
    await page.locator('.red-ui-palette-node[data-palette-type="aliyun-iot-invoke"]').waitFor();
  } catch (cause) {
    await page.screenshot({ path: artifact('not-loaded') });
    throw new Error(`The node is not in the palette. Node-RED says: ${nodeRed.log()}`, { cause });
  }
}

/** @param {import('playwright-core').Page} page @param {string} url @param {string[]} complaints */
function watch(page, url, complaints) {
  page.on('console', (message) => {
    // Node-RED catches what a dialog throws while it opens or is saved, and only logs it.
    const isCaught = /^onedit\w+ /.test(message.text());
    if (message.type() === 'error' || isCaught) complaints.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`script: ${error.message}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:'))
      complaints.push(`request to ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} for ${response.url()}`);
  });
}
