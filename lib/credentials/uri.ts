import { configError, type Texts } from '../errors';
import { notSetUp } from './failures';
import { askOnce } from './small-http';
import { type SourceOptions, surroundingsOf } from './surroundings';
import { TemporaryProvider } from './temporary';
import { readTemporary } from './temporary-answer';
import type { CredentialProvider } from './types';

const VARIABLE = 'ALIBABA_CLOUD_CREDENTIALS_URI';
const SOURCE: Texts = { en: `the address in ${VARIABLE}`, zh: ` ${VARIABLE} 中的地址` };

/**
 * Temporary credentials from a service of the user's own, whose address is in `ALIBABA_CLOUD_CREDENTIALS_URI`. The
 * address is never shown: it may hold a password.
 *
 * @see https://help.aliyun.com/zh/sdk/developer-reference/v2-manage-node-js-access-credentials
 */
export function uriCredentials(options: SourceOptions = {}): CredentialProvider {
  const { env } = surroundingsOf(options);
  return new TemporaryProvider(
    () => readAddress(env[VARIABLE] ?? ''),
    async (url) => readTemporary(SOURCE, await askOnce({ source: SOURCE, method: 'GET', url })),
  );
}

function readAddress(text: string): string {
  if (text === '') throw notSetUp({ en: `URI: ${VARIABLE} is not set.`, zh: `URI：没有设置 ${VARIABLE}。` });
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url.href;
  throw configError('credentials-uri-invalid', {
    en: `${VARIABLE} is not an http or https address.`,
    zh: `${VARIABLE} 不是 http 或 https 地址。`,
  });
}
