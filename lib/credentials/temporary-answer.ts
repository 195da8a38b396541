import { configError, type Texts } from '../errors';
import { refused, unreadable } from './failures';
import type { SmallAnswer } from './small-http';
import type { TemporaryCredentials } from './temporary';

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads the answer of a source of temporary credentials: the four fields, at the top or under `Credentials`.
 *
 * @throws AliyunIotError of kind `auth` when the source refused, `platform` when the answer holds no credentials,
 *   `config` when they have expired already.
 */
export function readTemporary(source: Texts, { status, body }: SmallAnswer): TemporaryCredentials {
  const answer = asObject(body);
  const code = asWord(answer?.Code);
  if (status >= 400 && status < 500) {
    throw refused(source, { status, code, requestId: asWord(answer?.RequestId) });
  }
  if (status !== 200) throw unreadable(source, { en: `HTTP ${status}`, zh: ` HTTP ${status}` }, status);
  if (code !== undefined && code !== 'Success') {
    throw refused(source, { status, code, requestId: asWord(answer?.RequestId) });
  }
  const held = asRecord(answer?.Credentials) ?? answer;
  const temporary = held && asTemporary(held);
  if (!temporary) throw unreadable(source, NOT_CREDENTIALS, status);
  if (temporary.expiration <= Date.now()) throw expired(source);
  return temporary;
}

const NOT_CREDENTIALS: Texts = { en: 'something other than credentials', zh: '凭据以外的内容' };

function asTemporary(held: Json): TemporaryCredentials | undefined {
  const { AccessKeyId: accessKeyId, AccessKeySecret: accessKeySecret, SecurityToken: securityToken } = held;
  const expiration = typeof held.Expiration === 'string' ? Date.parse(held.Expiration) : Number.NaN;
  if (!isText(accessKeyId) || !isText(accessKeySecret) || !isText(securityToken)) return undefined;
  if (Number.isNaN(expiration)) return undefined;
  return { credentials: Object.freeze({ accessKeyId, accessKeySecret, securityToken }), expiration };
}

function expired(source: Texts): Error {
  return configError('credentials-expired', {
    en: `The credentials of ${source.en} have expired already. Check the clock of this machine.`,
    zh: `${source.zh}提供的凭据已经过期。请检查本机时钟。`,
  });
}

function asObject(body: string): Json | undefined {
  try {
    return asRecord(JSON.parse(body));
  } catch {
    // The parser's error would quote the answer.
    return undefined;
  }
}

function asRecord(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null ? (value as Json) : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** A code or an ID, and nothing that could hold more. */
function asWord(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w.-]{1,100}$/.test(value) ? value : undefined;
}
