import type { Node, NodeAPI, NodeMessage } from 'node-red';
import type { Problem, Texts } from '../../lib/errors';
import { environmentOf, expand, isUnset, missingTexts } from './env';
import type { SettingProblem } from './problems';

/** A field of a form as Node-RED stores it: what was typed, and what the typed input said it is. */
export interface TypedInput {
  /** How problems name the field. */
  path: string;
  value: string;
  /** `str`, `msg`, `flow`, `global`, `env`, `jsonata`, `num`, `json`, ... */
  type: string;
}

/** A field's value for one message, or why there is none. */
export type Resolved = { value: unknown } | { problem: Problem } | { setting: SettingProblem };

/** Gives a field's value for a message. Never rejects. */
export type Resolve = (msg: NodeMessage) => Promise<Resolved>;

/**
 * Prepares one typed input. A JSONata expression is parsed here, once, and `${VAR}` is replaced in what was typed as
 * text, but not in what a message brings.
 *
 * `json` gives the text itself: parsed and written again, `10.0` would become `10`.
 *
 * @param node in whose name context and environment are read.
 * @param input the field.
 */
export function typedInput(RED: NodeAPI, node: Node, input: TypedInput): Resolve {
  switch (input.type) {
    case 'str':
    case 'num':
      return text(RED, node, input);
    case 'json':
      return () => Promise.resolve({ value: input.value });
    case 'env':
      return environment(RED, node, input);
    case 'jsonata':
      return jsonata(RED, node, input);
    default:
      return property(RED, node, input);
  }
}

function text(RED: NodeAPI, node: Node, { path, value }: TypedInput): Resolve {
  const lookup = environmentOf(RED, node);
  return () => {
    const { text, missing } = expand(value, lookup);
    return Promise.resolve(missing.length === 0 ? { value: text } : unset(path, missing));
  };
}

function environment(RED: NodeAPI, node: Node, input: TypedInput): Resolve {
  const name = /^\$\{([^}]+)\}$/.exec(input.value)?.[1] ?? input.value;
  if (name.includes('${')) {
    return text(RED, node, input);
  }
  const lookup = environmentOf(RED, node);
  return () => {
    // Not expanded into a text: a variable of a flow can be an object.
    const value = lookup(name);
    return Promise.resolve(isUnset(value) ? unset(input.path, [name]) : { value });
  };
}

function jsonata(RED: NodeAPI, node: Node, { path, value }: TypedInput): Resolve {
  let expression: ReturnType<typeof RED.util.prepareJSONataExpression>;
  try {
    expression = RED.util.prepareJSONataExpression(value, node);
  } catch (error) {
    const unreadable = setting(path, 'jsonata-syntax', {
      en: `the JSONata expression cannot be read (${reason(error)}). Correct it in the dialog.`,
      zh: `JSONata 表达式有语法错误（${reason(error)}），请在编辑对话框中修正。`,
    });
    return () => Promise.resolve(unreadable);
  }
  return (msg) =>
    evaluate((callback) => RED.util.evaluateJSONataExpression(expression, msg, callback)).catch(
      (error: unknown) => ({
        problem: {
          path,
          rule: 'jsonata-failed',
          texts: {
            en: `the JSONata expression failed on this message (${reason(error)}).`,
            zh: `JSONata 表达式对该消息求值失败（${reason(error)}）。`,
          },
        },
      }),
    );
}

function property(RED: NodeAPI, node: Node, { path, value, type }: TypedInput): Resolve {
  return (msg) =>
    evaluate((callback) => RED.util.evaluateNodeProperty(value, type, node, msg, callback)).catch(
      (error: unknown) => ({
        problem: {
          path,
          rule: 'not-readable',
          texts: {
            en: `${type}.${value} cannot be read (${reason(error)}).`,
            zh: `无法读取 ${type}.${value}（${reason(error)}）。`,
          },
        },
      }),
    );
}

/** Node-RED reports by callback or by throwing, depending on the type of the input. */
function evaluate(
  start: (callback: (error: Error | null, value: unknown) => void) => void,
): Promise<Resolved> {
  return new Promise((resolve, reject) => {
    start((error, value) => {
      if (error) {
        reject(error);
      } else {
        resolve({ value });
      }
    });
  });
}

function unset(path: string, missing: readonly string[]): Resolved {
  return setting(path, 'env-not-set', missingTexts(missing));
}

/** A field of a request has one name in all languages. */
function setting(path: string, rule: string, texts: Texts): Resolved {
  return { setting: { label: { en: path, zh: path }, rule, texts } };
}

/** JSONata and Node-RED throw plain objects with a message as well as errors. */
function reason(error: unknown): string {
  const message = (error as { message?: unknown } | null | undefined)?.message;
  return typeof message === 'string' ? message : String(error);
}
