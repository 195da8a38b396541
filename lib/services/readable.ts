import { AliyunIotError, ValidationError, type Texts } from '../errors';
import { isGiven } from './validate';

/**
 * Why what a call was given cannot even be read: callers in plain JavaScript are not held by the types.
 *
 * @param request what the call was given.
 */
export function unreadable(request: unknown): ValidationError | undefined {
  if (typeof request !== 'object' || request === null)
    return new ValidationError([{ path: 'request', rule: 'not-an-object', texts: NOT_AN_OBJECT }]);
  const { signal } = request as { signal?: Partial<AbortSignal> | null };
  const isSignal = (given: Partial<AbortSignal>): boolean =>
    typeof given.addEventListener === 'function' && typeof given.removeEventListener === 'function';
  if (isGiven(signal) && !isSignal(signal))
    return new ValidationError([{ path: 'signal', rule: 'not-a-signal', texts: NOT_A_SIGNAL }]);
  return undefined;
}

/**
 * Reads what a call was given, all at once and before anything is sent: what throws there cannot come between an answer
 * and its message.
 *
 * @throws AliyunIotError whatever `read` throws.
 */
export function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    throw notReadable(thrown);
  }
}

/**
 * What a call fails with when something is thrown while it reads what it was given.
 *
 * @param thrown an error of ours, or what somebody else's getter or Proxy threw.
 */
export function notReadable(thrown: unknown): AliyunIotError {
  if (thrown instanceof AliyunIotError) return thrown;
  return new ValidationError([{ path: 'request', rule: 'not-readable', texts: NOT_READABLE }]);
}

const NOT_AN_OBJECT: Texts = {
  en: 'must be an object that says what to do, such as { productKey, deviceName, identifier }.',
  zh: '必须是说明调用内容的对象，例如 { productKey, deviceName, identifier }。',
};
const NOT_READABLE: Texts = {
  en: 'cannot be read: a getter or Proxy in it throws. Give plain values.',
  zh: '无法读取：其中的 getter 或 Proxy 抛出异常。请传入普通的值。',
};
const NOT_A_SIGNAL: Texts = { en: 'must be an AbortSignal.', zh: '必须是 AbortSignal。' };
