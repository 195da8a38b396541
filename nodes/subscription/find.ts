import type { NodeAPI } from 'node-red';
import type { SubscriptionNode } from './types';

/**
 * The subscription node of this ID; undefined when none was chosen, or it is gone or disabled.
 *
 * @param id the node's ID, as the dialog stored it.
 */
export function findSubscription(RED: NodeAPI, id: string | undefined): SubscriptionNode | undefined {
  const node = id ? (RED.nodes.getNode(id) as Partial<SubscriptionNode> | null) : undefined;
  return typeof node?.join === 'function' ? (node as SubscriptionNode) : undefined;
}
