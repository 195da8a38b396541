import type { Texts } from '../errors';
import type { Answer } from '../openapi';
import { attemptUntilSettled } from './attempts';
import { SYNC_ANSWER_MS, type InvokeContext, type JobTurn } from './plan';
import { decoded, deviceErrorOf, readInvokeAnswer, type InvokeAnswer } from './outcome';
import { withReply } from './reply';
import { reading } from './readable';
import type { InvokeOutcome, InvokeRequest } from './types';
import { validateInvoke, type ValidInvocation } from './validate';

/** What is done with the answer, and with one that is missing. */
export type Handling = Pick<
  InvokeRequest,
  'safeToRepeat' | 'passDeviceErrors' | 'decode' | 'thingModel' | 'replies'
>;

/** How a call is made. */
export interface Run {
  signal: AbortSignal;
  /** The job it is part of, if any. */
  job?: JobTurn;
  /** Told when the call itself is over, and only the device's reply is waited for. */
  onTaken?: () => void;
}

/**
 * One invocation: validate, wait for the account's share, send, read; again only where nothing was executed. Then wait
 * for the device's reply, when it is asked for.
 *
 * @throws AliyunIotError
 */
export function invoke(
  request: InvokeRequest,
  context: InvokeContext,
  signal: AbortSignal,
): Promise<InvokeOutcome> {
  const { valid, handling } = reading(() => read(request));
  return invokeValid(valid, handling, context, { signal });
}

function read(request: InvokeRequest): { valid: ValidInvocation; handling: Handling } {
  const { safeToRepeat, passDeviceErrors, decode, thingModel, replies } = request;
  const handling = { safeToRepeat, passDeviceErrors, decode, thingModel, replies };
  return { valid: validateInvoke(request), handling };
}

/**
 * One invocation that is validated already.
 *
 * @throws AliyunIotError
 */
export function invokeValid(
  valid: ValidInvocation,
  handling: Handling,
  context: InvokeContext,
  run: Run,
): Promise<InvokeOutcome> {
  const { replies } = handling;
  if (!replies) return callOnce(valid, handling, context, run);
  const wanted = { ...handling, ...valid, replies, signal: run.signal };
  return withReply(wanted, async (deadlineMs) => {
    const outcome = await callOnce({ ...valid, deadlineMs }, handling, context, run);
    run.onTaken?.();
    return outcome;
  });
}

async function callOnce(
  valid: ValidInvocation,
  handling: Handling,
  context: InvokeContext,
  { signal, job }: Run,
): Promise<InvokeOutcome> {
  const { params, qos, timeoutMs } = valid;
  const { iotInstanceId, limiter } = context;
  const settled = await attemptUntilSettled<InvokeAnswer>(
    {
      call: {
        action: 'InvokeThingService',
        params: iotInstanceId ? { IotInstanceId: iotInstanceId, ...params } : params,
      },
      devices: [params['IotId'] ?? `${params['ProductKey'] ?? ''}/${params['DeviceName'] ?? ''}`],
      limiter,
      qos,
      timeoutMs,
      deadlineMs: valid.deadlineMs,
      safeToRepeat: handling.safeToRepeat === true,
      read: (answer, attempts) => readReply(answer, attempts, handling),
      signal,
      ...(job && { job }),
    },
    context,
  );
  const outcome = decoded(settled, handling);
  const warnings = [...valid.warnings, ...(outcome.warnings ?? [])];
  if (outcome.mode === 'sync' && timeoutMs < SYNC_ANSWER_MS) warnings.push(SHORT_TIMEOUT);
  return warnings.length > 0 ? { ...outcome, warnings } : outcome;
}

function readReply(answer: Answer, attempts: number, { passDeviceErrors }: Handling): InvokeAnswer {
  const reply = readInvokeAnswer(answer);
  const deviceError = passDeviceErrors === true ? undefined : deviceErrorOf(reply, attempts);
  if (deviceError) throw deviceError;
  return reply;
}

const SHORT_TIMEOUT: Texts = {
  en: 'The service is synchronous and its timeout is shorter than 9000 ms: the platform may take 8 s, so a call can end as unknown although the device acts.',
  zh: '该服务是同步服务，而超时短于 9000 毫秒：平台最多需要 8 秒，调用可能在设备已执行时以“未知”结束。',
};
