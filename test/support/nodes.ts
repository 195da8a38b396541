import { inspect } from 'node:util';
import { hooks } from '@node-red/util';
import helper from 'node-red-node-test-helper';
import type { Node, NodeAPI, NodeInitializer, NodeMessage } from 'node-red';
import type {
  Client,
  InvokeManyJob,
  InvokeManySummary,
  InvokeOutcome,
  InvokeRequest,
} from '../../lib/services';
import { SIMULATOR_ACCESS_KEY_ID, SIMULATOR_ACCESS_KEY_SECRET } from '../../lib/simulator';
import type { AccountNode } from '../../nodes/account/types';
import { storedInvoke, storedMessages, type FlowItem } from './stored';

/** The helper's RED has no hooks; these are the ones the runtime runs. Typed for the name with a label. */
const addHook = hooks.add.bind(hooks) as unknown as (
  name: 'onComplete.test',
  handler: (event: { msg: NodeMessage; error: unknown; node: { id: string } }) => void,
) => void;

/** One `done`, as Node-RED's own hook saw it. */
export interface Completion {
  nodeId: string;
  msg: NodeMessage;
  error: unknown;
}

/** A status as it was given to Node-RED. */
export interface ShownStatus {
  id: string;
  status: { fill?: string; shape?: string; text?: string };
}

/** A flow running in Node-RED's test helper, and everything that came out of it. */
export class TestFlow {
  readonly completions: Completion[] = [];
  readonly statuses: ShownStatus[] = [];
  readonly logged: unknown[] = [];
  /** What Debug nodes showed, and everything else that went to the editor by itself. */
  readonly debugged: unknown[] = [];
  RED!: NodeAPI;
  #waiting: { isDone: () => boolean; resolve: () => void }[] = [];
  readonly #received = new Map<string, NodeMessage[]>();
  readonly #onStatus = (event: ShownStatus): void => {
    this.statuses.push(event);
    this.#check();
  };
  readonly #onComms = (event: unknown): void => void this.debugged.push(event);

  /**
   * Deploys a flow on one tab.
   *
   * @param nodes the node modules to load.
   * @param items the flow; `z` and the tab are added, except to items that have a `z`.
   * @param credentials by node ID.
   */
  static async load(
    nodes: NodeInitializer[],
    items: FlowItem[],
    credentials: Record<string, object> = {},
    tab: object = {},
  ): Promise<TestFlow> {
    const flow = new TestFlow();
    const capture: NodeInitializer = (RED) => {
      flow.RED = RED;
      addHook('onComplete.test', ({ msg, error, node }) => {
        flow.completions.push({ nodeId: node.id, msg, error });
        flow.#check();
      });
      RED.events.on('node-status', flow.#onStatus);
      RED.events.on('comms', flow.#onComms);
    };
    await helper.load([capture, ...nodes], flow.#onTab(items, tab), credentials);
    flow.#listen();
    return flow;
  }

  /** Deploys another flow in place of this one. */
  async redeploy(
    items: FlowItem[],
    type: 'full' | 'nodes' = 'full',
    credentials: Record<string, object> = {},
  ): Promise<void> {
    try {
      await helper.setFlows(this.#onTab(items, {}), type, credentials);
    } catch (error) {
      // The helper waits 300 ms for an event that may have passed already; the flows run all the same.
      if (!/timeout waiting event/.test(String(error))) throw error;
    }
    this.#listen();
  }

  async unload(): Promise<void> {
    hooks.remove('*.test');
    this.RED.events.removeListener('node-status', this.#onStatus);
    this.RED.events.removeListener('comms', this.#onComms);
    this.logged.push(...helper.log().args);
    await helper.unload();
  }

  node(id: string): Node {
    return helper.getNode(id);
  }

  send(id: string, msg: NodeMessage): void {
    helper.getNode(id).receive(msg);
  }

  /** Messages that have reached a `helper` node. */
  at(id: string): NodeMessage[] {
    let messages = this.#received.get(id);
    if (!messages) {
      messages = [];
      this.#received.set(id, messages);
    }
    return messages;
  }

  /** Waits for the nth message at a `helper` node. */
  async receive(id: string, count = 1): Promise<NodeMessage> {
    await this.until(() => this.at(id).length >= count);
    return this.at(id)[count - 1]!;
  }

  /** Waits until a node has called `done` that many times. */
  async completed(id: string, count = 1): Promise<Completion[]> {
    await this.until(() => this.of(id).length >= count);
    return this.of(id);
  }

  /** All `done` calls of a node. */
  of(id: string): Completion[] {
    return this.completions.filter(({ nodeId }) => nodeId === id);
  }

  /** Waits for a condition on what has been received, completed or shown; fails with what there was instead. */
  until(isDone: () => boolean, withinMs = 4000): Promise<void> {
    return new Promise((resolve, reject) => {
      // Not everything a test waits for is an event here.
      const poll = setInterval(() => this.#check(), 10);
      const timer = setTimeout(() => {
        clearInterval(poll);
        const errors = this.completions.map(({ nodeId, error }) => `${nodeId}: ${inspect(error)}`);
        reject(new Error(`Nothing came for ${withinMs} ms. Completed: ${errors.join('\n') || 'nothing'}`));
      }, withinMs);
      this.#waiting.push({
        isDone,
        resolve: () => {
          clearInterval(poll);
          clearTimeout(timer);
          resolve();
        },
      });
      this.#check();
    });
  }

  #onTab(items: FlowItem[], tab: object): FlowItem[] {
    const placed = items.map((item) => ({
      z: 'tab',
      // Without a place on the canvas, Node-RED takes it for a config node.
      ...('wires' in item || item.type === 'helper' ? { x: 0, y: 0 } : {}),
      ...item,
    }));
    return [{ id: 'tab', type: 'tab', label: 'tab', ...tab }, ...placed];
  }

  #listen(): void {
    this.RED.nodes.eachNode(({ id, type }) => {
      if (type === 'helper') {
        helper.getNode(id).on('input', (msg, _send, done) => {
          this.at(id).push(msg);
          done();
          this.#check();
        });
      }
    });
  }

  #check(): void {
    const waiting = this.#waiting;
    this.#waiting = waiting.filter(({ isDone }) => !isDone());
    waiting.filter(({ isDone }) => isDone()).forEach(({ resolve }) => resolve());
  }
}

/** A client that answers as a test says. */
export class FakeClient implements Pick<Client, 'invoke' | 'invokeMany' | 'close'> {
  readonly requests: InvokeRequest[] = [];
  readonly jobs: InvokeManyJob[] = [];
  answer: (request: InvokeRequest) => Promise<InvokeOutcome>;

  constructor(answer: (request: InvokeRequest) => Promise<InvokeOutcome> | InvokeOutcome = () => outcome()) {
    this.answer = async (request) => answer(request);
  }

  invoke(request: InvokeRequest): Promise<InvokeOutcome> {
    this.requests.push(request);
    return this.answer(request);
  }

  /** Calls none of the devices. */
  invokeMany(job: InvokeManyJob): Promise<InvokeManySummary> {
    this.jobs.push(job);
    const counts = { total: 0, settled: 0, succeeded: 0, accepted: 0, failed: 0, unknown: 0 };
    return Promise.resolve({ ...counts, outcomes: [] });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** The outcome of a synchronous call that went well. */
export function outcome(change: Partial<InvokeOutcome> = {}): InvokeOutcome {
  return {
    mode: 'sync',
    result: { code: 200, data: {}, id: '1', message: 'success' },
    deviceCode: 200,
    messageId: '1234567890123456789',
    requestId: 'REQ-1',
    attempts: 1,
    timings: { queueMs: 0, attemptMs: 1, totalMs: 1 },
    ...change,
  };
}

/** An account node whose client is the test's, chosen by the node's ID. */
export function fakeAccount(clientOf: (id: string) => Pick<Client, 'invoke'>): NodeInitializer {
  return (RED) => {
    function Account(this: AccountNode, config: { id: string; type: string; name: string; z: string }): void {
      RED.nodes.createNode(this, config);
      this.isComplete = () => true;
      this.client = () => Promise.resolve(clientOf(config.id) as Client);
    }
    RED.nodes.registerType<AccountNode, never, object, object>('aliyun-iot-account', Account);
  };
}

export {
  storedAccount as accountNode,
  storedSubscription as subscriptionNode,
  type FlowItem,
} from './stored';

/** Credentials of an account node that reaches a simulator by its address. */
export const simulatorKeys = {
  accessKeyId: SIMULATOR_ACCESS_KEY_ID,
  accessKeySecret: SIMULATOR_ACCESS_KEY_SECRET,
};

/** An invoke node that is wired to `out`. */
export function invokeNode(change: object = {}): FlowItem {
  return storedInvoke({ wires: [['out']], ...change });
}

/** A messages node that is wired to `out`. */
export function messagesNode(change: object = {}): FlowItem {
  return storedMessages({ wires: [['out']], ...change });
}

export const catchNode: FlowItem = { id: 'catcher', type: 'catch', scope: null, wires: [['caught']] };
export const out: FlowItem = { id: 'out', type: 'helper' };
export const caught: FlowItem = { id: 'caught', type: 'helper' };

/** Mocha hooks that every test with a running flow needs. */
export function useNodeRed(): void {
  before(async () => {
    // eslint-disable-next-line @typescript-eslint/await-thenable, @typescript-eslint/no-confusing-void-expression
    await helper.startServer();
  });
  after(async () => {
    // eslint-disable-next-line @typescript-eslint/await-thenable, @typescript-eslint/no-confusing-void-expression
    await helper.stopServer();
  });
}
