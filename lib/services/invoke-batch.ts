import {
  AliyunIotError,
  ValidationError,
  type AliyunIotErrorInit,
  type Problem,
  type Texts,
} from '../errors';
import { argsText } from './args';
import { attemptUntilSettled } from './attempts';
import type { InvokeContext, JobTurn } from './plan';
import type { InvokeThingsOutcome, InvokeThingsRequest } from './many-types';
import { reading } from './readable';
import { checkId, checkSettings, serviceParams, type CallSettings } from './validate';

/** The documented limit; the API's schema allows more. */
export const MAX_DEVICE_NAMES = 100;

/** A call for many devices that may be sent. */
export interface Chunk extends CallSettings {
  productKey: string;
  deviceNames: readonly string[];
  args: string;
  safeToRepeat: boolean;
}

/**
 * Calls a service of up to 100 devices of one product at once, asynchronously whatever the thing model says. A success
 * means that the platform took the call.
 *
 * @throws AliyunIotError
 * @see https://help.aliyun.com/document_detail/96242.html
 */
export async function invokeThings(
  request: InvokeThingsRequest,
  context: InvokeContext,
  signal: AbortSignal,
): Promise<InvokeThingsOutcome> {
  const { chunk, warnings } = reading(() => validateThings(request));
  const outcome = await invokeChunk(chunk, context, { signal });
  return warnings.length > 0 ? { ...outcome, warnings } : outcome;
}

function validateThings(request: InvokeThingsRequest): { chunk: Chunk; warnings: Texts[] } {
  const problems: Problem[] = [];
  const { productKey, deviceNames } = request;
  checkId('productKey', productKey, problems);
  checkNames(deviceNames, problems);
  const settings = checkSettings(request, problems);
  const { text: args, warnings, problems: ofArgs } = argsText(request.args, request.thingModel);
  problems.push(...ofArgs);
  if (problems.length > 0) throw new ValidationError(problems);
  const safeToRepeat = request.safeToRepeat === true;
  return { chunk: { ...settings, productKey, deviceNames, args, safeToRepeat }, warnings };
}

/**
 * The same for a call that is validated already.
 *
 * @param run `job`: the job it is part of, if any.
 * @throws AliyunIotError
 */
export function invokeChunk(
  chunk: Chunk,
  context: InvokeContext,
  run: { signal: AbortSignal; job?: JobTurn },
): Promise<InvokeThingsOutcome> {
  const { productKey, deviceNames, qos, timeoutMs, deadlineMs, safeToRepeat } = chunk;
  const { iotInstanceId } = context;
  const names = deviceNames.map((deviceName, index) => [`DeviceName.${index + 1}`, deviceName] as const);
  return attemptUntilSettled(
    {
      call: {
        action: 'InvokeThingsService',
        params: {
          ProductKey: productKey,
          ...Object.fromEntries(names),
          ...serviceParams(chunk, chunk.args),
          ...(iotInstanceId ? { IotInstanceId: iotInstanceId } : {}),
        },
      },
      devices: deviceNames.map((deviceName) => `${productKey}/${deviceName}`),
      limiter: context.batchLimiter(),
      qos,
      timeoutMs,
      deadlineMs,
      safeToRepeat,
      read: ({ requestId }) => ({ requestId }),
      meaning: (error) => chunkError(error, deviceNames.length),
      ...run,
    },
    context,
  );
}

/** The families of codes that speak of one device. */
const OF_ONE_DEVICE = /^iot\.(device|messagebroker|message\.broker)\./i;

/**
 * What the error of a call means for all its devices. The catalogue knows what a code says about the one device of
 * InvokeThingService; nothing documented says that a call for many which fails for one of them has reached none of the
 * others.
 */
function chunkError(error: AliyunIotError, devices: number): AliyunIotError {
  const { texts } = error;
  if (error.ramAction !== undefined) {
    return remade(error, { texts: ofThisAction(texts), ramAction: 'iot:InvokeThingsService' });
  }
  if (devices === 1) return error;
  if (error.executed === 'unknown') return remade(error, { texts: both(texts, holdsForAll(devices)) });
  const othersUnknown =
    error.executed === 'no' && error.kind !== 'validation' && OF_ONE_DEVICE.test(error.code);
  if (!othersUnknown) return error;
  return remade(error, { texts: both(texts, OTHERS_UNKNOWN), executed: 'unknown', retryable: false });
}

function remade(
  error: AliyunIotError,
  change: Partial<AliyunIotErrorInit> & Pick<AliyunIotErrorInit, 'texts'>,
): AliyunIotError {
  return new AliyunIotError(Object.assign({}, error, change));
}

function ofThisAction({ en, zh }: Texts): Texts {
  const named = (text: string): string =>
    text.replaceAll('iot:InvokeThingService', 'iot:InvokeThingsService');
  return { en: named(en), zh: named(zh) };
}

function both(first: Texts, second: Texts): Texts {
  return { en: `${first.en} ${second.en}`, zh: `${first.zh}${second.zh}` };
}

function checkNames(deviceNames: unknown, problems: Problem[]): void {
  if (!Array.isArray(deviceNames) || deviceNames.length === 0 || deviceNames.length > MAX_DEVICE_NAMES) {
    problems.push({ path: 'deviceNames', rule: 'invalid-length', texts: BAD_LENGTH });
    return;
  }
  const places = new Map<unknown, number>();
  for (const [index, deviceName] of (deviceNames as unknown[]).entries()) {
    const path = `deviceNames[${index}]`;
    checkId(path, deviceName, problems);
    const first = places.get(deviceName);
    if (first !== undefined)
      problems.push({ path, rule: 'duplicate', texts: duplicate(`deviceNames[${first}]`) });
    places.set(deviceName, first ?? index);
  }
}

/** The text of the problem that a device is named twice. */
export function duplicate(first: string): Texts {
  return {
    en: `names the same device as ${first}, which would act twice. Take one of them out.`,
    zh: `与 ${first} 是同一台设备，会重复执行。请去掉其中一个。`,
  };
}

const BAD_LENGTH: Texts = {
  en: `must be a list of 1 to ${MAX_DEVICE_NAMES} DeviceNames.`,
  zh: `必须是 1 到 ${MAX_DEVICE_NAMES} 个 DeviceName 的列表。`,
};
const OTHERS_UNKNOWN: Texts = {
  en: 'The code speaks of one of the devices in the call; whether the others got it is not known.',
  zh: '该错误码只针对本次批量调用中的某一台设备，其余设备是否收到调用无法得知。',
};

function holdsForAll(devices: number): Texts {
  return {
    en: `This holds for all ${devices} devices of the call.`,
    zh: `本次批量调用的 ${devices} 台设备均是如此。`,
  };
}
