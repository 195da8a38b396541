import { aborted } from './failures';

/**
 * Waits for something shared. The signal ends this wait and nothing else.
 *
 * @throws AliyunIotError of kind `aborted`, or what the promise rejects with.
 */
export function waitFor<T>(shared: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return shared;
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      reject(aborted());
    };
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    const leave = (): void => {
      signal.removeEventListener('abort', stop);
    };
    shared.finally(leave).then(resolve, reject);
  });
}
