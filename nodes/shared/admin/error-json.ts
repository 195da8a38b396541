import { DeviceError, ValidationError, type AliyunIotError, type ErrorKind } from '../../../lib/errors';
import { RequestRefusal } from './body';

/** What can be put right in the editor is the browser's fault, all else came from behind. */
const STATUS: Partial<Record<ErrorKind, number>> = {
  validation: 400,
  config: 400,
  aborted: 503,
  'queue-full': 503,
  internal: 500,
};

/**
 * The HTTP status of an error. Never 401, even when the platform refuses the AccessKey: the editor would ask the user
 * to log in to Node-RED again.
 */
export function statusOf(error: AliyunIotError): number {
  if (error instanceof RequestRefusal) return error.status;
  // A permission that the platform does not grant has its status; this one is Node-RED's.
  if (error.kind === 'permission' && error.httpStatus === undefined) return 403;
  return STATUS[error.kind] ?? 502;
}

const FACTS = [
  'kind',
  'code',
  'executed',
  'requestId',
  'messageId',
  'httpStatus',
  'deviceCode',
  'attempts',
  'retryAfterMs',
  'ramAction',
] as const satisfies readonly (keyof AliyunIotError)[];

/** An error as the browser gets it: its facts and its texts in both languages, and no cause, which may hold anything. */
export function errorJson(error: AliyunIotError): object {
  return {
    ...Object.fromEntries(FACTS.map((fact) => [fact, error[fact]])),
    message: error.in('en'),
    messageZh: error.in('zh'),
    ...(error instanceof ValidationError && { problems: error.problems }),
    ...(error instanceof DeviceError && { result: error.result }),
  };
}
