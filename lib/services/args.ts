import type { Problem, Texts } from '../errors';
import { describeDeviceCode } from '../openapi';
import { checkArgs, checkArgsText, encodeArgs, MALFORMED, tooDeep, type WireProblem } from '../tsl';
import type { KnownService } from './types';

/**
 * The longest Args, in bytes of UTF-8: a message to a device holds no more.
 * @see https://help.aliyun.com/document_detail/30527.html
 */
const MAX_ARGS_BYTES = 262_144;

/** The Args text, what is wrong with it, and what is only odd about it. */
export interface ArgsText {
  text: string;
  problems: Problem[];
  warnings: Texts[];
}

type Model = Required<Pick<KnownService, 'validate'>> & Pick<KnownService['service'], 'inputs'>;

/** Without a model all that is checked is that JSON can carry the Args. */
const NO_MODEL: Model = { validate: 'none', inputs: [] };

/**
 * Turns what the user gives as Args into the JSON text that is sent. An object is checked and written by the service's
 * model, when it is known. A text (or a Buffer of one) is checked and goes out byte for byte; none, and an empty one,
 * is `{}`, which the API demands for a service without inputs.
 *
 * @param known the service in the product's thing model.
 * @see https://help.aliyun.com/document_detail/69584.html
 */
export function argsText(args: unknown, known?: KnownService): ArgsText {
  if (known && !isModel(known)) return refuse('not-a-model', NOT_A_MODEL, 'thingModel');
  const model = known ? { validate: known.validate ?? 'strong', inputs: known.service.inputs } : NO_MODEL;
  const given = args instanceof Uint8Array ? Buffer.from(args).toString('utf8') : args;
  const nothing = given === undefined || given === null || (typeof given === 'string' && given.trim() === '');
  const written = nothing
    ? write({}, model)
    : typeof given === 'string'
      ? checkText(given, model)
      : write(given, model);
  if (written.problems.length === 0 && Buffer.byteLength(written.text) > MAX_ARGS_BYTES) {
    return refuse('too-long', TOO_LONG);
  }
  return written;
}

/** Callers in plain JavaScript are not held by the type. */
function isModel({ service }: { service?: { inputs?: unknown } | null }): boolean {
  return Array.isArray(service?.inputs);
}

function write(value: unknown, { inputs, validate }: Model): ArgsText {
  try {
    const problems = checkArgs(inputs, value, validate);
    const text = problems.length > 0 ? '' : encodeArgs(inputs, value as object);
    return { text, problems, warnings: [] };
  } catch {
    // A getter, a toJSON or a Proxy of somebody else's.
    return refuse('not-readable', NOT_READABLE);
  }
}

function checkText(text: string, model: Model): ArgsText {
  if (!text.isWellFormed()) return refuse('not-unicode', NOT_UNICODE);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse('not-json', NOT_JSON);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { text: '', problems: checkArgs(model.inputs, value, 'none'), warnings: [] };
  }
  return { text, ...checkByModel(text, model) };
}

// Whether the platform takes 10 for a float is not known, so that is a warning only: the user wrote the text.
function checkByModel(text: string, { inputs, validate }: Model): Omit<ArgsText, 'text'> {
  const problems = checkArgsText(inputs, text, validate, 'lenient');
  // JSON.parse took the text, so that it is JSON.
  if (problems.some(({ code }) => code === MALFORMED)) return { problems: [tooDeep('args')], warnings: [] };
  const places = new Set(problems.map(({ path }) => path));
  const odd = checkArgsText(inputs, text, validate, 'documented').filter(({ path }) => !places.has(path));
  return { problems: problems.map(asProblem), warnings: odd.map(decimalPlaceMissing) };
}

function asProblem({ code, path, message }: WireProblem): Problem {
  const advice = describeDeviceCode(code)?.texts;
  return {
    path,
    rule: `model-${code}`,
    texts: {
      en: `${message}. ${advice?.en ?? ''}`.trim(),
      zh: advice?.zh ?? `${message}。`,
    },
  };
}

function decimalPlaceMissing({ path }: WireProblem): Texts {
  return {
    en: `${path} is a float or double written without a decimal place; the platform's documentation demands one (10.0).`,
    zh: `${path} 是浮点数，但没有写小数位；平台文档要求至少一位小数（10.0）。`,
  };
}

function refuse(rule: string, texts: Texts, path = 'args'): ArgsText {
  return { text: '', problems: [{ path, rule, texts }], warnings: [] };
}

const NOT_A_MODEL: Texts = {
  en: 'is no thing model of a service. Give { service } as getThingModel lists it.',
  zh: '不是服务的物模型。请提供 { service }，即 getThingModel 返回的服务。',
};
const NOT_JSON: Texts = {
  en: 'is a text but no JSON. Give an object, or a JSON text such as {"speed": 3}.',
  zh: '是文本但不是 JSON。请提供对象，或 JSON 文本，例如 {"speed": 3}。',
};
const NOT_UNICODE: Texts = {
  en: 'has half of a surrogate pair, which is no character. Correct the text.',
  zh: '含有不成对的代理字符（surrogate），不是有效字符，请修正文本。',
};
const NOT_READABLE: Texts = {
  en: 'cannot be read: a getter, toJSON or Proxy in it throws. Give plain values.',
  zh: '无法读取：其中的 getter、toJSON 或 Proxy 抛出异常。请传入普通的值。',
};
const TOO_LONG: Texts = {
  en: `is longer than ${MAX_ARGS_BYTES} bytes, the most a message to a device can hold.`,
  zh: `超过 ${MAX_ARGS_BYTES} 字节，即设备消息的最大长度。`,
};
