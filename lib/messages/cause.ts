import { quotable } from '../errors';
import type { Cause } from './failures';
import type { Login } from './sign';

const CERTIFICATE =
  /^(CERT_|ERR_TLS_CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)/;
/** The conditions of an answer that stays the same until somebody changes a setting. */
const DENIED: ReadonlySet<string> = new Set(['amqp:unauthorized-access', 'amqp:not-found']);

const LONGEST_SAMPLE = 12;

/** How far a connection had come. */
export interface Progress {
  /** The socket stands, with TLS where it is wanted. */
  connected: boolean;
  /** The receiver stood. */
  opened: boolean;
}

/**
 * Why the socket ended.
 *
 * @param error what Node said, if anything. Only its code is used.
 */
export function causeOfSocket(error: unknown, progress: Progress): Cause {
  const detail = systemCodeOf(error);
  if (progress.opened) return { reason: 'amqp-connection-lost', detail };
  if (progress.connected) return { reason: 'amqp-ended-early', detail };
  if (detail === 'ENOTFOUND' || detail === 'EAI_AGAIN') return { reason: 'amqp-dns-failed', detail };
  if (detail !== undefined && CERTIFICATE.test(detail)) return { reason: 'amqp-certificate-refused', detail };
  return { reason: 'amqp-connect-failed', detail };
}

/**
 * Why AMQP ended the connection, the session or the link.
 *
 * @param error rhea's or the peer's, if any.
 * @param what which of them ended.
 * @param login what was sent to log in, if it was: a text of the peer that repeats any of it is not quoted.
 */
export function causeOfClose(
  error: unknown,
  what: 'connection' | 'link',
  progress: Progress,
  login?: Login,
): Cause {
  const condition = conditionOf(error);
  const detail = [condition, descriptionOf(error, login)].filter((text) => text !== undefined).join(': ');
  if (condition !== undefined && DENIED.has(condition)) {
    return login ? { reason: 'amqp-refused', detail } : { reason: 'amqp-no-plain' };
  }
  if (condition === 'amqp:resource-limit-exceeded') return { reason: 'amqp-throttled', detail };
  // The outcome of a login that could not be checked comes as an error of this kind.
  if (condition === 'amqp:internal-error' && !progress.opened) return { reason: 'amqp-busy', detail };
  return { reason: what === 'link' ? 'amqp-link-detached' : 'amqp-connection-closed', detail };
}

function systemCodeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(code) ? code : undefined;
}

function conditionOf(error: unknown): string | undefined {
  const condition = (error as { condition?: unknown } | undefined)?.condition;
  return typeof condition === 'string' && /^[\w.:-]{3,60}$/.test(condition) ? condition : undefined;
}

function descriptionOf(error: unknown, login?: Login): string | undefined {
  const text = quotable((error as { description?: unknown } | undefined)?.description);
  const repeated = partsOf(login).some((part) => text.includes(part));
  return text === '' || repeated ? undefined : text;
}

// The password, and every value of the user name that is long enough to be a key or a token, in what forms they travel.
// A long token may be cut off, so its beginning is enough.
function partsOf(login?: Login): string[] {
  if (!login) return [];
  const values = login.username.split(/[|,]/).map((pair) => pair.slice(pair.indexOf('=') + 1));
  return [login.password, ...values]
    .filter((value) => value.length >= 8)
    .map((value) => value.slice(0, LONGEST_SAMPLE))
    .flatMap((value) => [
      value,
      encodeURIComponent(value),
      Buffer.from(value).toString('base64').slice(0, -4),
    ]);
}
