import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../support/texts.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));

/**
 * What an invoke node did with a message, or a messages node emitted.
 *
 * @typedef {object} Answer
 * @property {string} node its id.
 * @property {unknown} [payload]
 * @property {string} [topic]
 * @property {string} [error] in its place, when the invocation failed.
 * @property {Record<string, any>} [aliyun]
 */

/**
 * @typedef {object} NodeRedOptions
 * @property {string} nodeRedDir the folder of the `node-red` package to run.
 * @property {string} userDir
 * @property {string[]} [nodesDir] folders of packages to load besides those installed in userDir.
 * @property {number} [port] default 0: any free port.
 * @property {string} [node] the Node.js executable; default the one running this.
 * @property {NodeJS.ProcessEnv} [env]
 * @property {object} [settings] further settings of Node-RED.
 * @property {(answer: Answer) => void} [onAnswer] gets everything these nodes do once Node-RED runs.
 * @property {(text: string) => void} [onLog] gets the warnings and errors Node-RED prints once it runs.
 * @property {number} [limitMs] how long the start may take; default 60 s.
 * @property {AbortSignal} [signal] gives up the start.
 */

/**
 * What a process holds once its garbage is gone.
 *
 * @typedef {{ heapMb: number, timers: number, sockets: number, listeners: number }} Vitals
 */

/**
 * @typedef {object} NodeRed
 * @property {string} url e.g. `http://127.0.0.1:1880`
 * @property {string} version
 * @property {string} [problem] why the flows do not run, in Node-RED's words.
 * @property {number} pid
 * @property {() => string} log what it has printed so far.
 * @property {(node: string, limitMs?: number) => Promise<Answer>} nextAnswer the next thing this invoke node does.
 * @property {(inject: string) => Promise<void>} inject presses the button of an inject node.
 * @property {() => Promise<Vitals>} vitals
 * @property {() => Promise<void>} stop
 * @property {() => Promise<void>} kill ends it as a loss of power does.
 * @property {Promise<void>} exited
 */

/**
 * Starts a real Node-RED in a process of its own, on the loopback address, and waits until its flows run. The process
 * ends with this one, even when this one is killed.
 *
 * @param {NodeRedOptions} options
 * @returns {Promise<NodeRed>}
 * @throws {Failure} with what Node-RED printed, when it does not come up in time.
 */
export async function startNodeRed(options) {
  const child = launch(options);
  const log = collectLog(child);
  /** @type {Promise<void>} */
  const exited = new Promise((resolve) => child.once('close', () => resolve()));
  const stop = () => stopProcess(child, exited);
  try {
    const { port, problem } = await whenReady(child, log, options);
    forwardLog(child, options.onLog);
    forwardAnswers(child, options.onAnswer);
    const url = `http://127.0.0.1:${port}`;
    return {
      url,
      version: versionIn(options.nodeRedDir),
      problem,
      pid: child.pid ?? 0,
      log,
      nextAnswer: (node, limitMs) => nextAnswer(child, node, limitMs),
      inject: (id) => pressInject(url, id),
      vitals: () => vitalsOf(child),
      stop,
      kill: () => killProcess(child, exited),
      exited,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** @param {string} nodeRedDir @returns {string} */
function versionIn(nodeRedDir) {
  return JSON.parse(readFileSync(join(nodeRedDir, 'package.json'), 'utf8')).version;
}

/** @param {NodeRedOptions} options */
function launch({
  nodeRedDir,
  userDir,
  nodesDir = [],
  port = 0,
  node = process.execPath,
  env = process.env,
  settings,
}) {
  const chosen = {
    uiPort: port,
    userDir,
    nodesDir: [...nodesDir, join(HERE, 'probe')],
    logging: { console: { level: 'warn', metrics: false, audit: false } },
    ...settings,
  };
  return spawn(node, [join(nodeRedDir, 'red.js'), '-s', join(HERE, 'settings.cjs')], {
    cwd: userDir,
    env: { ...env, THINGFLOW_NODE_RED: JSON.stringify(chosen) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    serialization: 'advanced',
  });
}

/** @param {import('node:child_process').ChildProcess} child */
function collectLog(child) {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk) => (text = (text + chunk).slice(-100_000)));
  }
  return () => text;
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {(text: string) => void} [onLog]
 */
function forwardLog(child, onLog) {
  if (!onLog) return;
  child.stdout?.on('data', onLog);
  child.stderr?.on('data', onLog);
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {(answer: Answer) => void} [onAnswer]
 */
function forwardAnswers(child, onAnswer) {
  if (!onAnswer) return;
  child.on('message', (/** @type {any} */ message) => message.type === 'answer' && onAnswer(message));
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {() => string} log
 * @param {NodeRedOptions} options
 * @returns {Promise<{ port: number, problem?: string }>}
 */
async function whenReady(child, log, { limitMs = 60_000, signal }) {
  const timeout = AbortSignal.timeout(limitMs);
  const given = signal ? AbortSignal.any([timeout, signal]) : timeout;
  return await new Promise((resolve, reject) => {
    /** @param {string} en @param {string} zh */
    const fail = (en, zh) => reject(new Failure({ en, zh }, log().trim()));
    const seconds = Math.round(limitMs / 1000);
    given.addEventListener('abort', () =>
      timeout.aborted
        ? fail(`Node-RED did not start within ${seconds} s.`, `Node-RED 未能在 ${seconds} 秒内启动。`)
        : fail('Stopped before Node-RED had started.', '在 Node-RED 启动完成前已停止。'),
    );
    child.once('error', (error) =>
      fail(`Node-RED could not be run: ${error.message}`, `无法运行 Node-RED：${error.message}`),
    );
    child.once('exit', () => fail('Node-RED ended while it was starting.', 'Node-RED 在启动过程中退出。'));
    child.on('message', (/** @type {any} */ message) => message.type === 'ready' && resolve(message));
    if (given.aborted) fail('Stopped before Node-RED had started.', '在 Node-RED 启动完成前已停止。');
  });
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {string} node
 * @param {number} [limitMs] default 30 s.
 * @returns {Promise<Answer>}
 */
function nextAnswer(child, node, limitMs = 30_000) {
  return new Promise((resolve, reject) => {
    const finish = () => {
      clearTimeout(timer);
      child.off('message', onMessage);
      child.off('exit', onExit);
    };
    const onMessage = (/** @type {any} */ message) => {
      if (message.type !== 'answer' || message.node !== node) return;
      finish();
      resolve(message);
    };
    /** @param {string} en @param {string} zh */
    const fail = (en, zh) => {
      finish();
      reject(new Failure({ en, zh }));
    };
    const seconds = Math.round(limitMs / 1000);
    const onExit = () => fail('Node-RED ended before the answer came.', '在收到应答前 Node-RED 已退出。');
    const timer = setTimeout(
      () =>
        fail(
          `No answer within ${seconds} s from the node ${node}.`,
          `节点 ${node} 在 ${seconds} 秒内没有应答。`,
        ),
      limitMs,
    );
    child.on('message', onMessage);
    child.once('exit', onExit);
  });
}

/** @param {import('node:child_process').ChildProcess} child @returns {Promise<Vitals>} */
function vitalsOf(child) {
  return new Promise((resolve) => {
    /** @param {any} message */
    const listen = (message) => {
      if (message.type !== 'vitals') return;
      child.off('message', listen);
      resolve(message);
    };
    child.on('message', listen);
    child.send({ type: 'vitals' });
  });
}

/** @param {string} url @param {string} id */
async function pressInject(url, id) {
  const response = await fetch(`${url}/inject/${id}`, {
    method: 'POST',
    signal: AbortSignal.timeout(10_000),
  });
  if (response.ok) return;
  throw new Failure({
    en: `Node-RED answered ${response.status} when the inject node ${id} was pressed.`,
    zh: `触发 inject 节点 ${id} 时 Node-RED 返回 ${response.status}。`,
  });
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {Promise<void>} exited
 */
async function stopProcess(child, exited) {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await exited;
  clearTimeout(timer);
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {Promise<void>} exited
 */
async function killProcess(child, exited) {
  child.kill('SIGKILL');
  await exited;
}
