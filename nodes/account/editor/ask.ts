import { inLanguage, textsOf } from '../../shared/editor/text';

/** Why the server, or what is behind it, did not do what was asked. */
export interface Failure {
  /** In the language of the editor. */
  message: string;
  code?: string;
  /** `no`, `unknown` or `yes`: whether a device may have acted. */
  executed?: string;
  requestId?: string;
  /** The RAM action that has to be allowed. */
  ramAction?: string;
  deviceCode?: number;
  result?: unknown;
}

/** What is done with the outcome. Neither is called once the request was ended. */
interface Handlers<T> {
  answer(answer: T): void;
  failure(failure: Failure): void;
}

interface ErrorAnswer {
  error?: Failure & { messageZh?: string };
}

const text = textsOf('aliyun-iot-account');

/**
 * Asks one of this package's routes of the editor's server.
 *
 * @param path below the prefix of this package.
 * @param body sent as JSON.
 * @param handlers called later, at most one of them and only once.
 * @returns ends the request, which the server then also ends towards the platform.
 */
export function ask<T>(path: string, body: object, handlers: Handlers<T>): () => void {
  let ended = false;
  const request = $.ajax({
    // Relative, so that it goes below httpAdminRoot and carries the login of the editor.
    url: `aliyun-iot/${path}`,
    type: 'POST',
    contentType: 'application/json; charset=utf-8',
    dataType: 'json',
    data: JSON.stringify(body),
    success: (answer: T) => {
      if (!ended) handlers.answer(answer);
    },
    error: (refused: JQuery.jqXHR) => {
      if (!ended) handlers.failure(failureOf(refused, permissionFor(path)));
    },
  });
  return () => {
    ended = true;
    request.abort();
  };
}

/** What our server says, in the language of the editor. */
export function messageOf({ message, messageZh = message }: { message: string; messageZh?: string }): string {
  return inLanguage(text, { en: message, zh: messageZh });
}

function permissionFor(path: string): string {
  return path === 'invoke' ? 'aliyun-iot.write' : 'aliyun-iot.read';
}

function failureOf(refused: JQuery.jqXHR, permission: string): Failure {
  const { error } = (refused.responseJSON ?? {}) as ErrorAnswer;
  if (error) return { ...error, message: messageOf(error) };
  // Node-RED itself refuses without JSON, and says alike that nobody is logged in and that somebody may not.
  if (refused.status === 401 && RED.user.hasPermission(permission)) return { message: text('failure.login') };
  if (refused.status === 401 || refused.status === 403)
    return { message: text('failure.forbidden', { permission }) };
  if (refused.status === 413) return { message: text('models.too-large') };
  if (refused.status === 0) return { message: text('failure.unreachable') };
  return { message: text('failure.unexpected', { status: refused.status }) };
}
