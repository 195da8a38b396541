import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';

/** A node as it stands in a flow file. */
export interface FlowNode {
  id: string;
  type: string;
  [property: string]: unknown;
}

interface NodeRed {
  url: string;
  version: string;
  log(): string;
  stop(): Promise<void>;
}

/** A real Node-RED with this package, and its editor in a browser. */
export interface Session {
  page: Page;
  nodeRed: NodeRed;
  /** Errors in the console, answers of 400 and above, and requests to other hosts, as they come. */
  complaints: string[];
  close(): Promise<void>;
}

export interface SessionOptions {
  flows: readonly FlowNode[];
  /** Language of the browser; default `en-US`. */
  locale?: string;
  /** Colours that the browser prefers; Node-RED 5 follows. Default `light`. */
  theme?: 'light' | 'dark';
  viewport?: { width: number; height: number };
  /** Pixels of a screenshot per pixel of the page; default 1. */
  scale?: number;
}

const ROOT = join(__dirname, '../..');

/**
 * The Node-RED to test: the one of this project, or what `NODE_RED_DIR` (a folder that holds the package `node-red`)
 * and `NODE_RED_NODE` (the Node.js executable for it) say.
 */
const NODE_RED_DIR = process.env['NODE_RED_DIR'] ?? join(ROOT, 'node_modules/node-red');
const NODE_RED_NODE = process.env['NODE_RED_NODE'] ?? process.execPath;
/** The package to load: this one, or an unpacked tarball. */
const PACKAGE_DIR = process.env['PACKAGE_DIR'] ?? ROOT;

const BROWSERS = ['chromium', 'chromium-headless-shell', 'google-chrome'].map((name) => `/usr/bin/${name}`);

/**
 * Starts Node-RED with these flows and opens its editor.
 *
 * @throws when there is no browser, or one of the two does not start.
 */
export async function openSession(options: SessionOptions): Promise<Session> {
  const userDir = mkdtempSync(join(tmpdir(), 'aliyun-iot-editor-'));
  const undo: (() => Promise<void> | void)[] = [() => rmSync(userDir, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    writeFileSync(join(userDir, 'flows.json'), JSON.stringify(options.flows));
    const nodeRed = await startNodeRed(userDir);
    undo.push(() => nodeRed.stop());
    const browser = await launchBrowser();
    undo.push(() => browser.close());
    const complaints: string[] = [];
    const page = await openPage(browser, nodeRed.url, options, complaints);
    return { page, nodeRed, complaints, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startNodeRed(userDir: string): Promise<NodeRed> {
  // A script without type declarations; imported by its URL so that the compiler does not look for any.
  const url = pathToFileURL(join(ROOT, 'scripts/node-red/node-red.mjs')).href;
  const script = (await import(url)) as { startNodeRed(options: object): Promise<NodeRed> };
  return script.startNodeRed({
    nodeRedDir: NODE_RED_DIR,
    node: NODE_RED_NODE,
    userDir,
    nodesDir: [PACKAGE_DIR],
    // Without its palette manager, Node-RED asks no catalogue on the net.
    settings: { credentialSecret: 'test', externalModules: { palette: { allowInstall: false } } },
  });
}

function launchBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'] ?? BROWSERS.find((path) => existsSync(path));
  if (executablePath === undefined) {
    throw new Error('No browser found: install chromium, or name its executable in CHROMIUM.');
  }
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
  const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', ...quiet];
  return chromium.launch({ executablePath, args });
}

async function openPage(
  browser: Browser,
  url: string,
  { locale = 'en-US', theme = 'light', viewport = { width: 1280, height: 800 }, scale = 1 }: SessionOptions,
  complaints: string[],
): Promise<Page> {
  const context = await browser.newContext({
    locale,
    viewport,
    colorScheme: theme,
    deviceScaleFactor: scale,
  });
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`script: ${error.message}`));
  page.on('request', (request) => {
    const isOwn = request.url().startsWith(url) || request.url().startsWith('data:');
    if (!isOwn) complaints.push(`request to ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} for ${response.url()}`);
  });
  await page.goto(url);
  await page.locator('.red-ui-palette-node[data-palette-type="aliyun-iot-invoke"]').waitFor();
  await page.waitForFunction('RED.nodes.getWorkspaceOrder().length > 0 && RED.view.getActiveNodes().length > 0');
  return page;
}

/** Keeps a picture of the page, or of a part of it, in artifacts/. */
export function picture(name: string): string {
  return join(ROOT, 'artifacts', `${name}.png`);
}
