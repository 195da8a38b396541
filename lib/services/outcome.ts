import { DeviceError, quotable, type Texts } from '../errors';
import { adviceOnDeviceCode, deviceCodeOf, parseJson, type Answer } from '../openapi';
import { decodeData } from '../tsl';
import type { InvokeOutcome, InvokeRequest } from './types';

/** What an answer to InvokeThingService says, apart from how long it took. */
export type InvokeAnswer = Omit<InvokeOutcome, 'attempts' | 'timings'>;

const DEVICE_OK = 200;

/**
 * Reads the answer to InvokeThingService. A synchronous call carries the device's whole reply as a JSON text in
 * `Data.Result`; whatever else a device puts there is passed on as text.
 *
 * @see https://help.aliyun.com/document_detail/69584.html
 */
export function readInvokeAnswer(answer: Answer): InvokeAnswer {
  const { requestId, messageId } = answer;
  const facts = { requestId, messageId };
  const given = answer.data['Result'];
  if (given === undefined || given === null || given === '') return { mode: 'async', ...facts };
  const { result, warnings } = parseResult(given);
  return { mode: 'sync', result, deviceCode: codeIn(result), ...facts, ...(warnings && { warnings }) };
}

/** The error for a Result whose device code is not 200; undefined when the device was content. */
export function deviceErrorOf(answer: InvokeAnswer, attempts: number): DeviceError | undefined {
  const { deviceCode, result } = answer;
  if (deviceCode === undefined || deviceCode === DEVICE_OK) return undefined;
  const said = quotable((result as { message?: unknown }).message);
  const advice = adviceOnDeviceCode(deviceCode);
  return new DeviceError({
    code: String(deviceCode),
    deviceCode,
    result,
    requestId: answer.requestId || undefined,
    messageId: answer.messageId || undefined,
    attempts,
    texts: {
      en: `The device answered with code ${deviceCode}${said && ` (${said})`}. ${advice.en}`,
      zh: `设备返回错误码 ${deviceCode}${said && `（${said}）`}。${advice.zh}`,
    },
  });
}

/** The outcome with its Result read by the thing model, when the request asks for that. */
export function decoded(
  outcome: InvokeOutcome,
  { decode, thingModel }: Pick<InvokeRequest, 'decode' | 'thingModel'>,
): InvokeOutcome {
  const { result } = outcome;
  if (!decode || !thingModel || typeof result !== 'object' || result === null || !('data' in result))
    return outcome;
  try {
    return { ...outcome, result: { ...result, data: decodeData(thingModel.service.outputs, result.data) } };
  } catch {
    // Callers in plain JavaScript are not held by the types, and the device has acted.
    return { ...outcome, warnings: [...(outcome.warnings ?? []), NOT_DECODED] };
  }
}

function parseResult(given: unknown): { result: unknown; warnings?: Texts[] } {
  if (typeof given !== 'string') return { result: given };
  try {
    return { result: parseJson(given) };
  } catch {
    return { result: given, warnings: [NOT_JSON] };
  }
}

function codeIn(result: unknown): number | undefined {
  return typeof result === 'object' && result !== null && 'code' in result
    ? deviceCodeOf(result.code)
    : undefined;
}

const NOT_JSON: Texts = {
  en: 'The device answered with something other than JSON, or nested deeper than 500 levels; it is passed on as text.',
  zh: '设备返回的内容不是 JSON，或嵌套超过 500 层，已按文本原样传递。',
};
const NOT_DECODED: Texts = {
  en: 'The Result could not be read by the thing model, which has no outputs or is broken; it is passed on as it came.',
  zh: '物模型缺少输出参数定义或已损坏，无法据此解析 Result，已按原样传递。',
};
