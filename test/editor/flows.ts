import type { FlowNode } from '../../scripts/editor/session.mjs';
import {
  storedAccount as account,
  storedInvoke,
  storedMessages,
  storedSubscription as subscription,
} from '../support/stored';

export { account, subscription };

/** An invoke node on the canvas, starting the first pump unless `changes` say otherwise. */
export function invoke(changes: Partial<FlowNode> = {}): FlowNode {
  return storedInvoke({ z: 'tab', x: 380, y: 120, wires: [[]], ...changes });
}

/** A messages node on the canvas. */
export function messages(changes: Partial<FlowNode> = {}): FlowNode {
  return storedMessages({ z: 'tab', x: 380, y: 400, wires: [[]], ...changes });
}

/** A tab with these nodes on it. */
export function flow(...nodes: FlowNode[]): FlowNode[] {
  return [{ id: 'tab', type: 'tab', label: 'Flow' }, ...nodes];
}
