import { ValidationError, type Problem, type Texts } from '../errors';
import { argsText } from './args';
import type { DeviceTarget } from './read-types';
import type { InvokeRequest } from './types';

/** What calls of one device and of many have in common: checked, with all defaults. */
export interface CallSettings {
  identifier: string;
  qos: 0 | 1;
  timeoutMs: number;
  deadlineMs: number;
  replyTimeoutMs: number;
}

/** A call that may be sent. */
export interface ValidInvocation extends Omit<CallSettings, 'identifier'> {
  /** The API's own parameters, without IotInstanceId. */
  params: Record<string, string>;
  warnings: Texts[];
}

const DEFAULT_TIMEOUT_MS = 12_000;
const DEFAULT_DEADLINE_MS = 30_000;
const DEFAULT_REPLY_TIMEOUT_MS = 30_000;
const MAX_TIMER_MS = 2_147_483_647;
const MAX_ID_LENGTH = 256;

/**
 * `service`, or `block:service` for a custom module.
 * @see https://help.aliyun.com/document_detail/150457.html
 */
const IDENTIFIER = /^(?:[_a-zA-Z0-9]{1,30}:)?[_a-zA-Z0-9]{1,50}$/;

/**
 * Checks a request before anything is sent, and turns it into the API's parameters.
 *
 * @throws ValidationError that lists every problem with its place.
 * @see https://help.aliyun.com/document_detail/69584.html
 */
export function validateInvoke(request: InvokeRequest): ValidInvocation {
  const problems: Problem[] = [];
  const target = checkTarget(request, problems);
  const settings = checkSettings(request, problems);
  const args = argsText(request.args, request.thingModel);
  problems.push(...args.problems);
  if (problems.length > 0) throw new ValidationError(problems);
  return {
    params: {
      ...target.params,
      ...serviceParams(settings, args.text),
    },
    ...settings,
    warnings: [...target.warnings, ...args.warnings],
  };
}

/** Checks the service and how it is called. */
export function checkSettings(
  { identifier, qos, timeoutMs, deadlineMs, replyTimeoutMs }: Pick<InvokeRequest, keyof CallSettings>,
  problems: Problem[],
): CallSettings {
  checkIdentifier(identifier, problems);
  return {
    identifier,
    qos: checkQos(qos, problems),
    timeoutMs: checkDuration('timeoutMs', timeoutMs, DEFAULT_TIMEOUT_MS, problems),
    deadlineMs: checkDuration('deadlineMs', deadlineMs, DEFAULT_DEADLINE_MS, problems),
    replyTimeoutMs: checkDuration('replyTimeoutMs', replyTimeoutMs, DEFAULT_REPLY_TIMEOUT_MS, problems),
  };
}

/** The parameters that say what to do, apart from the device. */
export function serviceParams({ identifier, qos }: CallSettings, args: string): Record<string, string> {
  // 0 is the default, and compatible services may not know the parameter.
  return { Identifier: identifier, Args: args, ...(qos === 1 ? { Qos: '1' } : {}) };
}

/** Checks which device is meant, and turns it into the API's parameters. */
export function checkTarget(
  target: DeviceTarget,
  problems: Problem[],
): { params: Record<string, string>; warnings: Texts[] } {
  const { iotId, productKey, deviceName } = target;
  if (isGiven(iotId)) {
    checkId('iotId', iotId, problems);
    const both = isGiven(productKey) || isGiven(deviceName);
    return { params: { IotId: iotId }, warnings: both ? [IOT_ID_WINS] : [] };
  }
  if (!isGiven(productKey) && !isGiven(deviceName)) {
    problems.push({ path: 'target', rule: 'missing', texts: NO_TARGET });
    return { params: {}, warnings: [] };
  }
  checkId('productKey', productKey, problems);
  checkId('deviceName', deviceName, problems);
  return { params: { ProductKey: productKey ?? '', DeviceName: deviceName ?? '' }, warnings: [] };
}

/**
 * Checks one of the IDs a request carries.
 *
 * @param path its name, for the problem.
 */
export function checkId(path: string, value: unknown, problems: Problem[]): void {
  if (!isGiven(value)) {
    problems.push({ path, rule: 'missing', texts: MISSING });
  } else if (typeof value !== 'string') {
    problems.push({ path, rule: 'not-text', texts: NOT_TEXT });
  } else if (value.length > MAX_ID_LENGTH || !value.isWellFormed() || /[\p{Cc}\s]/u.test(value)) {
    problems.push({ path, rule: 'invalid-characters', texts: BAD_CHARACTERS });
  }
}

function checkIdentifier(value: unknown, problems: Problem[]): void {
  if (!isGiven(value)) {
    problems.push({ path: 'identifier', rule: 'missing', texts: MISSING });
  } else if (typeof value !== 'string' || !IDENTIFIER.test(value)) {
    problems.push({ path: 'identifier', rule: 'invalid-identifier', texts: BAD_IDENTIFIER });
  }
}

function checkQos(value: unknown, problems: Problem[]): 0 | 1 {
  if (value === undefined) return 0;
  if (value === 0 || value === 1) return value;
  problems.push({ path: 'qos', rule: 'invalid-qos', texts: BAD_QOS });
  return 0;
}

/**
 * Checks a number of milliseconds.
 *
 * @param path its name, for the problem.
 * @param byDefault what `undefined` stands for.
 */
export function checkDuration(path: string, value: unknown, byDefault: number, problems: Problem[]): number {
  if (value === undefined) return byDefault;
  if (typeof value === 'number' && value >= 1 && value <= MAX_TIMER_MS) return value;
  problems.push({ path, rule: 'invalid-duration', texts: BAD_DURATION });
  return byDefault;
}

/** Whether anything was given: a field of a dialog is empty when it was not. */
export function isGiven<T>(value: T): value is NonNullable<T> {
  return value !== undefined && value !== null && value !== '';
}

const IOT_ID_WINS: Texts = {
  en: 'Both IotId and ProductKey/DeviceName were given; the IotId was used.',
  zh: '同时提供了 IotId 和 ProductKey/DeviceName，已使用 IotId。',
};
const NO_TARGET: Texts = {
  en: 'no device is named. Give a ProductKey and a DeviceName, or an IotId.',
  zh: '没有指定设备。请提供 ProductKey 和 DeviceName，或者 IotId。',
};
const MISSING: Texts = { en: 'is missing.', zh: '缺失。' };
const NOT_TEXT: Texts = { en: 'must be a text.', zh: '必须是文本。' };
const BAD_CHARACTERS: Texts = {
  en: `has a blank, a line break or another character that no ID has, or is longer than ${MAX_ID_LENGTH} characters.`,
  zh: `含有空格、换行等 ID 中不允许的字符，或超过 ${MAX_ID_LENGTH} 个字符。`,
};
const BAD_IDENTIFIER: Texts = {
  en: 'must be a service Identifier (letters, digits, underscore, up to 50), with "block:" in front for a custom module.',
  zh: '必须是服务标识符（字母、数字、下划线，最多 50 个字符）；自定义模块的服务需加“模块标识符:”前缀。',
};
const BAD_QOS: Texts = { en: 'must be 0 or 1.', zh: '必须是 0 或 1。' };
const BAD_DURATION: Texts = {
  en: `must be a number of milliseconds from 1 to ${MAX_TIMER_MS}.`,
  zh: `必须是 1 到 ${MAX_TIMER_MS} 之间的毫秒数。`,
};
