import type { Problem } from '../errors';
import { checkMembers } from './check-value';
import { checkJson, MAX_PROBLEMS } from './json-value';
import type { DataType, Parameter, ValidateLevel } from './types';
import { describe, isObject, plain } from './values';

/**
 * Checks a user's arguments before they are sent. Besides what the platform takes, a bool may be true, false or a
 * label, an enum a label, and a date a Date, a number of milliseconds or an ISO 8601 text with a time zone.
 * A number's `step` is not checked: nothing documented says that the platform does.
 *
 * @param inputs the service's inputs.
 * @param args the arguments, an object.
 * @param level `strong`: everything, with missing and unknown parameters. `weak`: the types of known parameters.
 *   `none`: only that it is an object JSON can carry; this is also the check when there is no model.
 * @returns all problems at once (at most 100), with paths such as `args.items[2].at`.
 * @see https://help.aliyun.com/document_detail/69584.html
 */
export function checkArgs(inputs: readonly Parameter[], args: unknown, level: ValidateLevel): Problem[] {
  const value = plain(args);
  if (!isObject(value)) return [notAnObject(inputs, value)];
  const problems =
    level === 'none'
      ? checkJson(value, 'args')
      : checkMembers(inputs, value, { path: 'args', strong: level === 'strong' });
  return problems.slice(0, MAX_PROBLEMS);
}

function notAnObject(inputs: readonly Parameter[], value: unknown): Problem {
  const is = describe(value);
  const stamp = typeof value === 'number' && value >= 1e12 && value < 1e13;
  const example = exampleOf(inputs);
  const en = `must be an object ${example.en}; it is ${is.en}.`;
  const zh = `应为对象${example.zh}；当前值：${is.zh}。`;
  const texts = stamp
    ? {
        en: `${en} That looks like the Inject node's timestamp: set its msg.payload to JSON, or give the arguments here instead of msg.payload.`,
        zh: `${zh}这看起来是 inject 节点的时间戳：请将其 msg.payload 改为 JSON，或在此处直接填写参数，不使用 msg.payload。`,
      }
    : { en, zh };
  return { path: 'args', rule: 'not-an-object', texts };
}

function exampleOf(inputs: readonly Parameter[]): { en: string; zh: string } {
  if (inputs.length === 0)
    return { en: '({} when the service takes no parameters)', zh: '（服务没有参数时为 {}）' };
  const shown = inputs.slice(0, 3).map(({ identifier, dataType }) => [identifier, exampleValue(dataType)]);
  const text = JSON.stringify(Object.fromEntries(shown));
  return { en: `with the service's parameters, such as ${text}`, zh: `，包含服务的参数，例如 ${text}` };
}

function exampleValue(type: DataType): unknown {
  switch (type.type) {
    case 'int':
    case 'float':
    case 'double':
      return type.min !== undefined && type.min > 0 ? type.min : 0;
    case 'bool':
      return true;
    case 'enum':
      return [...type.labels.keys()][0] ?? 0;
    case 'array':
      return [];
    case 'struct':
      return Object.fromEntries(type.members.map((item) => [item.identifier, exampleValue(item.dataType)]));
    case 'date':
      return '2026-05-01T08:00:00+08:00';
    default:
      return '';
  }
}
