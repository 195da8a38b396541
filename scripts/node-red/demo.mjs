import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Failure } from '../support/texts.mjs';

/**
 * A node as it stands in a flow file.
 *
 * @typedef {{ id: string, type: string, z?: string, wires?: string[][], [property: string]: unknown }} FlowNode
 */

/**
 * One of the package's examples, on a tab of its own.
 *
 * @typedef {{ tab: string, nodes: FlowNode[] }} Example
 */

/**
 * What the demonstration does: press this inject node, watch this invoke node.
 *
 * @typedef {{ inject: string, invoke: string, service: string }} Call
 */

/** @typedef {{ service: string, mode: string, payload: unknown, requestId: string }} Outcome */

/**
 * The two examples everything begins with: a synchronous call and an asynchronous one.
 *
 * @param {string} root folder of the package.
 * @returns {Example[]}
 */
export function demoExamples(root) {
  const folder = join(root, 'examples');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.json'),
  );
  return files
    .sort()
    .slice(0, 2)
    .map((file) => onOwnTab(basename(file, '.json'), JSON.parse(readFileSync(join(folder, file), 'utf8'))));
}

/** @param {string} label @param {FlowNode[]} nodes @returns {Example} */
function onOwnTab(label, nodes) {
  const tab = nodes.find(({ type }) => type === 'tab');
  if (tab) return { tab: tab.id, nodes };
  const id = `aliyun-iot-demo-${label.replace(/\W+/g, '-').toLowerCase()}`;
  const placed = nodes.map((node) => ('x' in node ? { ...node, z: id } : node));
  return { tab: id, nodes: [{ id, type: 'tab', label }, ...placed] };
}

/**
 * The flows with every example whose tab is missing added. Whatever is there already stays as its author left it.
 *
 * @param {FlowNode[]} flows
 * @param {Example[]} examples
 * @returns {FlowNode[]}
 */
function withExamples(flows, examples) {
  return examples.reduce((all, { tab, nodes }) => {
    const present = new Set(all.map(({ id }) => id));
    return present.has(tab) ? all : [...all, ...nodes.filter(({ id }) => !present.has(id))];
  }, flows);
}

/**
 * Puts the examples into the flow file of a user directory.
 *
 * @param {string} userDir
 * @param {Example[]} examples
 * @returns {FlowNode[]} what the file then holds.
 * @throws {Failure} when the file is there and cannot be read as flows.
 */
export function writeFlows(userDir, examples) {
  const file = join(userDir, 'flows.json');
  const before = readFlows(file);
  const flows = withExamples(before, examples);
  if (flows.length > before.length) writeFileSync(file, `${JSON.stringify(flows, null, 4)}\n`);
  return flows;
}

/** @param {string} file @returns {FlowNode[]} */
function readFlows(file) {
  if (!existsSync(file)) return [];
  try {
    const flows = JSON.parse(readFileSync(file, 'utf8'));
    if (Array.isArray(flows)) return flows;
  } catch {
    // Told below, together with a file that is JSON but not a list of nodes.
  }
  throw new Failure({
    en: `${file} does not hold flows. Repair it, or remove it to begin with the examples again.`,
    zh: `${file} 中没有有效的流程。请修复该文件，或将其删除以重新从示例开始。`,
  });
}

/**
 * The calls of the demonstration. An example whose account its author has pointed at anything but the simulator is left
 * out: nothing that belongs to somebody is operated just because Node-RED starts.
 *
 * @param {FlowNode[]} flows
 * @param {Example[]} examples
 * @returns {Call[]}
 */
export function demoCalls(flows, examples) {
  const byId = new Map(flows.map((node) => [node.id, node]));
  return examples.flatMap(({ tab }) => {
    for (const inject of flows.filter(({ z, type }) => z === tab && type === 'inject')) {
      const invoke = firstInvoke(inject, byId);
      const account = byId.get(String(invoke?.account));
      if (invoke && account?.endpoint === 'simulator') {
        return [{ inject: inject.id, invoke: invoke.id, service: String(invoke.identifier) }];
      }
    }
    return [];
  });
}

/**
 * @param {FlowNode} from
 * @param {Map<string, FlowNode>} byId
 * @returns {FlowNode | undefined} the invoke node that a message from this node reaches first.
 */
function firstInvoke(from, byId) {
  const seen = new Set([from.id]);
  let reached = [from];
  while (reached.length > 0) {
    const invoke = reached.find(({ type, d }) => type === 'aliyun-iot-invoke' && d !== true);
    if (invoke) return invoke;
    reached = reached
      .flatMap(({ wires = [] }) => wires.flat())
      .filter((id) => !seen.has(id) && seen.add(id))
      .flatMap((id) => byId.get(id) ?? []);
  }
  return undefined;
}

/**
 * Makes one call through the running flow.
 *
 * @param {import('./node-red.mjs').NodeRed} nodeRed
 * @param {Call} call
 * @returns {Promise<Outcome>}
 * @throws {Failure} when the invocation fails or its outcome does not come.
 */
export async function makeCall(nodeRed, { inject, invoke, service }) {
  const [answer] = await Promise.all([nodeRed.nextAnswer(invoke), nodeRed.inject(inject)]);
  const { error, payload, aliyun = {} } = answer;
  if (error !== undefined) throw new Failure({ en: `${service}: ${error}`, zh: `${service}：${error}` });
  return { service: aliyun.service ?? service, mode: aliyun.mode, payload, requestId: aliyun.requestId };
}
