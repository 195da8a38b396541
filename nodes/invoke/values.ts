import type { NodeMessage } from 'node-red';
import type { Problem } from '../../lib/errors';

/** A field's value as the request wants it, or why it cannot be. Nothing stands for the request's own default. */
export type Converted = { value: unknown } | { problem: Problem };

/**
 * Converts a value that may have a getter or a Proxy in it: what that throws is no mistake of ours.
 *
 * @param path how problems name the value.
 */
export function converted(path: string, convert: () => Converted): Converted {
  try {
    return convert();
  } catch {
    return problem(
      path,
      'not-readable',
      'cannot be read: a getter or Proxy in it throws. Give plain values.',
      '无法读取：其中的 getter 或 Proxy 抛出异常。请传入普通的值。',
    );
  }
}

/** What `msg.requestTimeout` may ask for, in milliseconds. */
const TIMEOUT_RANGE = { min: 1000, max: 120_000 };

/**
 * A ProductKey, DeviceName, IotId or Identifier. A whole number is read as text, since devices are often named by one.
 */
export function toId(value: unknown, path: string): Converted {
  if (value === undefined || value === null) {
    return { value: undefined };
  }
  if (typeof value === 'string') {
    return { value };
  }
  if (typeof value === 'number' && Number.isSafeInteger(value)) {
    return { value: String(value) };
  }
  return problem(
    path,
    'not-a-text',
    `must be a text, but is ${kindOf(value).en}.`,
    `必须是文本，而不是${kindOf(value).zh}。`,
  );
}

/**
 * The arguments: a Buffer is read as UTF-8 text, and nothing at all stands for no arguments. What else they have to
 * be is the client's affair.
 */
export function toArgs(value: unknown, path: string): Converted {
  if (value === undefined || value === null || value === '') {
    return { value: undefined };
  }
  if (!(value instanceof Uint8Array)) {
    return { value };
  }
  try {
    return { value: new TextDecoder('utf-8', { fatal: true }).decode(value) || undefined };
  } catch {
    return problem(
      path,
      'not-utf8',
      'the Buffer is not UTF-8 text. Decode it first, or send an object.',
      'Buffer 不是 UTF-8 文本。请先解码，或改为传入对象。',
    );
  }
}

/** 0 or 1, also when typed as text. Other values are left for the client to refuse. */
export function toQos(value: unknown): Converted {
  return { value: isBlank(value) ? undefined : asNumber(value) };
}

/**
 * The time for one attempt, in milliseconds. What the dialog says wins; when it is blank, `msg.requestTimeout` is
 * used as with the core `http request` node.
 */
export function toTimeout(value: unknown, path: string, msg: NodeMessage): Converted {
  return isBlank(value) ? { value: requestTimeout(msg['requestTimeout']) } : toDuration(value, path);
}

/** The time for a device's reply, in milliseconds. When it is blank, the client's own default is used. */
export function toReplyTimeout(value: unknown, path: string): Converted {
  return isBlank(value) ? { value: undefined } : toDuration(value, path);
}

function toDuration(value: unknown, path: string): Converted {
  const timeout = asNumber(value);
  return typeof timeout === 'number' && timeout > 0 && Number.isFinite(timeout)
    ? { value: timeout }
    : problem(path, 'not-a-timeout', 'must be a positive number of milliseconds.', '必须是正数（毫秒）。');
}

function requestTimeout(asked: unknown): number | undefined {
  const timeout = asNumber(asked);
  return typeof timeout === 'number' && timeout > 0
    ? Math.min(TIMEOUT_RANGE.max, Math.max(TIMEOUT_RANGE.min, timeout))
    : undefined;
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

/** The number a text stands for; everything else as it is. */
function asNumber(value: unknown): unknown {
  return typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value))
    ? Number(value)
    : value;
}

function problem(path: string, rule: string, en: string, zh: string): Converted {
  return { problem: { path, rule, texts: { en, zh } } };
}

function kindOf(value: unknown): { en: string; zh: string } {
  if (Array.isArray(value)) {
    return { en: 'an array', zh: '数组' };
  }
  switch (typeof value) {
    case 'object':
      return { en: 'an object', zh: '对象' };
    case 'number':
      return { en: 'a number that is not whole', zh: '非整数' };
    case 'boolean':
      return { en: 'a boolean', zh: '布尔值' };
    default:
      return { en: `a ${typeof value}`, zh: `${typeof value} 类型` };
  }
}
