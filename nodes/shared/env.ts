import type { Node, NodeAPI } from 'node-red';
import type { Texts } from '../../lib/errors';

/** A text with its `${VAR}` references replaced, and the variables that were not there. */
export interface Expanded {
  text: string;
  /** Variables that are unset or empty; each stays in the text as it was written. */
  missing: string[];
}

/** Gives an environment variable's value, or nothing when it is unset. */
export type Lookup = (name: string) => unknown;

/**
 * Looks variables up where Node-RED does: the group, the subflow, the flow, then the process.
 *
 * @param node where the look-up starts.
 * @see https://nodered.org/docs/user-guide/environment-variables
 */
export function environmentOf(RED: NodeAPI, node: Node): Lookup {
  return (name) => RED.util.getSetting(node, name);
}

/**
 * Looks variables up for a node that is not deployed yet: in the variables of all flows, then in the process.
 *
 * @see https://nodered.org/docs/user-guide/environment-variables
 */
export function globalEnvironmentOf(RED: NodeAPI): Lookup {
  let id = '';
  RED.nodes.eachNode((node) => {
    if (node.type === 'global-config') id = node.id;
  });
  return environmentOf(RED, RED.nodes.getNode(id));
}

/**
 * Replaces `${VAR}` anywhere in a text. Node-RED itself does so only when it is the whole property, and leaves the
 * reference in place when the variable is unset.
 *
 * @param text what was typed.
 * @param lookup where variables come from.
 */
export function expand(text: string, lookup: Lookup): Expanded {
  const missing: string[] = [];
  const expanded = text.replace(/\$\{([^}]+)\}/g, (reference, name: string) => {
    const value = lookup(name);
    if (isUnset(value)) {
      missing.push(name);
      return reference;
    }
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
  return { text: expanded, missing };
}

/** An empty variable is a forgotten one: nothing in our dialogs has a use for the difference. */
export function isUnset(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/**
 * What to tell the user about variables that are missing.
 *
 * @param missing their names, at least one.
 */
export function missingTexts(missing: readonly string[]): Texts {
  const names = missing.join(', ');
  return missing.length === 1
    ? {
        en: `the environment variable ${names} is not set. Set it for Node-RED, the flow or the group.`,
        zh: `环境变量 ${names} 未设置，请在 Node-RED、流程或分组中设置。`,
      }
    : {
        en: `the environment variables ${names} are not set. Set them for Node-RED, the flow or the group.`,
        zh: `环境变量 ${names} 未设置，请在 Node-RED、流程或分组中设置。`,
      };
}
