// npm start: Node-RED with this package, its simulator and its first two examples, from nothing but a clone.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT, ensure } from './ensure.mjs';
import { demoCalls, demoExamples, makeCall, writeFlows } from './node-red/demo.mjs';
import { startNodeRed } from './node-red/node-red.mjs';
import { freePort } from './support/ports.mjs';
import { askedToStop } from './support/stop.mjs';
import { Failure, inLanguage, reason, tell } from './support/texts.mjs';

const DEFAULT_PORT = 1880;

const HELP = {
  en: `npm start [-- options]

Starts Node-RED with this package, the simulator and two example flows. Your own flows are kept in .node-red/.

  --once     make one synchronous and one asynchronous call in a Node-RED of its own, print what came
             of them as lines of JSON, and end: with 0, or with 1 and the reason
  --port N   the port of the editor (default ${DEFAULT_PORT}; the next free one when it is taken)
  --help     this text`,
  zh: `npm start [-- 选项]

启动 Node-RED，并加载本软件包、模拟器和两个示例流程。您自己的流程保存在 .node-red/ 中。

  --once     在独立的 Node-RED 中各执行一次同步和异步调用，以 JSON 行的形式输出结果后退出：
             成功时退出码为 0，失败时为 1 并说明原因
  --port N   编辑器端口（默认 ${DEFAULT_PORT}；被占用时改用下一个空闲端口）
  --help     显示本帮助`,
};

/**
 * @typedef {{ once: boolean, port: number, help: boolean }} Options
 */

/** @returns {Options} */
function readOptions() {
  const { values } = parsed();
  const port = Number(values.port ?? DEFAULT_PORT);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Failure({
      en: `--port takes a number from 1 to 65535, not "${values.port}".`,
      zh: `--port 的取值范围为 1 到 65535，不能是“${values.port}”。`,
    });
  }
  return { once: values.once === true, port, help: values.help === true };
}

function parsed() {
  try {
    return parseArgs({
      options: { once: { type: 'boolean' }, port: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw new Failure({
      en: `${what} See npm start -- --help.`,
      zh: `参数有误：${what} 请参阅 npm start -- --help。`,
    });
  }
}

/**
 * One round in a Node-RED of its own, which leaves nothing behind.
 *
 * @param {AbortSignal} signal
 */
async function runOnce(signal) {
  const userDir = mkdtempSync(join(tmpdir(), 'aliyun-iot-start-'));
  try {
    const { nodeRed, calls } = await startDemo({ userDir, port: 0, signal });
    try {
      if (calls.length < 2) throw nothingToCall();
      for (const call of calls) process.stdout.write(`${toJson(await makeCall(nodeRed, call))}\n`);
    } finally {
      await nodeRed.stop();
    }
  } finally {
    rmSync(userDir, { recursive: true, force: true });
  }
}

/**
 * Node-RED for the person at the keyboard, until Ctrl-C.
 *
 * @param {number} wanted port of the editor.
 * @param {AbortSignal} signal
 */
async function stayUp(wanted, signal) {
  const userDir = join(ROOT, '.node-red');
  mkdirSync(userDir, { recursive: true });
  const port = await freePort(wanted);
  if (port !== wanted)
    tell({ en: `Port ${wanted} is taken; using another.`, zh: `端口 ${wanted} 已被占用，改用其他端口。` });
  const { nodeRed, calls } = await startDemo({
    userDir,
    port,
    signal,
    onLog: (text) => process.stderr.write(text),
  });
  try {
    await showCalls(nodeRed, calls);
    print({
      en: `\nNode-RED ${nodeRed.version} is running: ${nodeRed.url}\nPress Ctrl-C to stop it.`,
      zh: `\nNode-RED ${nodeRed.version} 正在运行：${nodeRed.url}\n按 Ctrl-C 停止。`,
    });
    await Promise.race([nodeRed.exited, aborted(signal)]);
    if (!signal.aborted)
      throw new Failure({ en: 'Node-RED has ended by itself.', zh: 'Node-RED 已自行退出。' });
  } finally {
    await nodeRed.stop();
  }
}

/** @param {Pick<import('./node-red/node-red.mjs').NodeRedOptions, 'userDir' | 'port' | 'signal' | 'onLog'>} options */
async function startDemo(options) {
  const examples = demoExamples(ROOT);
  const flows = writeFlows(options.userDir, examples);
  tell({ en: 'Starting Node-RED and the simulator ...', zh: '正在启动 Node-RED 和模拟器……' });
  const nodeRed = await startNodeRed({
    ...options,
    nodeRedDir: join(ROOT, 'node_modules/node-red'),
    nodesDir: [ROOT],
  });
  const { problem } = nodeRed;
  if (problem) tell({ en: `The flows do not run: ${problem}.`, zh: `流程未运行：${problem}。` });
  return { nodeRed, calls: demoCalls(flows, examples) };
}

/**
 * A call that fails is shown and does not end Node-RED: the flows are the user's, and may be in the middle of a change.
 *
 * @param {import('./node-red/node-red.mjs').NodeRed} nodeRed
 * @param {import('./node-red/demo.mjs').Call[]} calls
 */
async function showCalls(nodeRed, calls) {
  if (calls.length === 0) tell(nothingToCall().texts);
  for (const call of calls) {
    try {
      const { service, mode, payload, requestId } = await makeCall(nodeRed, call);
      const answered = mode === 'sync' ? { en: 'Result', zh: '结果' } : { en: 'MessageId', zh: '消息 ID' };
      print({
        en: `  ${service} (${mode})  ${answered.en} ${toJson(payload)}  RequestId ${requestId}`,
        zh: `  ${service}（${mode === 'sync' ? '同步' : '异步'}）  ${answered.zh} ${toJson(payload)}  RequestId ${requestId}`,
      });
    } catch (error) {
      process.stderr.write(`  ${reason(error)}\n`);
    }
  }
}

function nothingToCall() {
  return new Failure({
    en: 'No example flow on the simulator was found, so no call was made.',
    zh: '未找到使用模拟器的示例流程，因此未执行调用。',
  });
}

/** @param {import('./support/texts.mjs').Texts} texts */
function print(texts) {
  process.stdout.write(`${inLanguage(texts)}\n`);
}

/** @param {unknown} value */
function toJson(value) {
  return JSON.stringify(value, (_, member) => (typeof member === 'bigint' ? String(member) : member));
}

/** @param {AbortSignal} signal @returns {Promise<void>} */
function aborted(signal) {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

async function main() {
  const signal = askedToStop();
  // A reader that has seen enough (npm start | head) is no reason to fall over.
  process.stdout.on('error', () => undefined);
  try {
    const { once, port, help } = readOptions();
    if (help) return print(HELP);
    await ensure({ signal });
    await (once ? runOnce(signal) : stayUp(port, signal));
  } catch (error) {
    if (signal.aborted) return;
    process.stderr.write(`${reason(error)}\n`);
    process.exitCode = 1;
  }
}

await main();
