import type { Node, NodeAPI, NodeMessage } from 'node-red';
import type { DataType, Parameter } from '../../lib/tsl';
import type { SettingProblem } from '../shared/problems';
import { typedInput, type Resolve } from '../shared/typed-input';
import { take, type Asked } from './asked';
import { environmentValue, LITERALS, literalValue, type Literal } from './form-values';
import type { Converted } from './values';

/** Where an argument's value may come from, besides being typed. */
const SOURCES = ['msg', 'flow', 'global', 'env', 'jsonata'];

/** One argument: how its value is found, and what is made of it. */
interface Argument {
  identifier: string;
  resolve: Resolve;
  convert: (value: unknown) => Converted;
}

/**
 * Prepares the arguments that were filled in one by one. The returned function puts them into the request of a message
 * and never rejects.
 *
 * @param node in whose name context and environment are read.
 * @param text `{ "<identifier>": { "value": "...", "type": "..." } }`; a parameter that is not there is not given.
 * @param inputs the service's inputs, as far as they are known.
 */
export function formArgs(
  RED: NodeAPI,
  node: Node,
  text: string,
  inputs: readonly Parameter[],
): (msg: NodeMessage, asked: Asked) => Promise<void> {
  const entries = entriesOf(text);
  if (!entries) {
    return (_, asked) => {
      asked.settings.push(unreadable('args'));
      return Promise.resolve();
    };
  }
  const types = new Map(inputs.map(({ identifier, dataType }) => [identifier, dataType]));
  const form = entries.map(([identifier, entry]) =>
    argument(RED, node, { identifier, entry, dataType: types.get(identifier) }),
  );
  return async (msg, asked) => {
    const values: [string, unknown][] = [];
    for (const { identifier, resolve, convert } of form) {
      const resolved = await resolve(msg);
      const value = take('value' in resolved ? convert(resolved.value) : resolved, asked);
      if (value !== undefined) values.push([identifier, value]);
    }
    // fromEntries makes own properties, also of a key such as `__proto__`.
    asked.request.args = Object.fromEntries(values);
  };
}

function argument(
  RED: NodeAPI,
  node: Node,
  { identifier, entry, dataType }: { identifier: string; entry: unknown; dataType: DataType | undefined },
): Argument {
  const path = `args.${identifier}`;
  const { value, type } = (entry ?? {}) as { value?: unknown; type?: unknown };
  const literal = LITERALS.find((one) => one === type);
  if (typeof value !== 'string' || typeof type !== 'string' || !(literal ?? SOURCES.includes(type))) {
    const setting = unreadable(path);
    return {
      identifier,
      resolve: () => Promise.resolve({ setting }),
      convert: (given) => ({ value: given }),
    };
  }
  return {
    identifier,
    resolve: typedInput(RED, node, { path, value, type: literal ? literalSource(literal) : type }),
    convert: (given) =>
      literal
        ? literalValue(literal, String(given), path)
        : type === 'env'
          ? environmentValue(given, dataType, path)
          : { value: given },
  };
}

/** A text as it was typed, with `${VAR}` replaced; not in JSON, where a text may have such a thing in it. */
function literalSource(literal: Literal): string {
  return literal === 'json' ? 'json' : 'str';
}

function entriesOf(text: string): [string, unknown][] | undefined {
  try {
    const form: unknown = JSON.parse(text === '' ? '{}' : text);
    return typeof form === 'object' && form !== null && !Array.isArray(form)
      ? Object.entries(form)
      : undefined;
  } catch {
    return undefined;
  }
}

function unreadable(path: string): SettingProblem {
  return {
    label: { en: path, zh: path },
    rule: 'form-unreadable',
    texts: {
      en: 'what the form has stored cannot be read. Open the node and fill it in again.',
      zh: '表单保存的内容无法读取，请打开节点重新填写。',
    },
  };
}
