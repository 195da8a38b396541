import { createHmac } from 'node:crypto';
import type { Pair } from './parameters';
import { canonicalPairs, percentEncode } from './percent-encode';

/**
 * The text that an HMAC-SHA1 request is signed over. The path is always `/`, whatever path was asked for.
 *
 * @param method `GET` or `POST`.
 * @param pairs all parameters, query and form together; `Signature` is left out here.
 * @see https://help.aliyun.com/document_detail/30563.html
 */
export function hmacSha1StringToSign(method: string, pairs: readonly Pair[]): string {
  const signed = pairs.filter(([name]) => name !== 'Signature');
  return `${method}&%2F&${percentEncode(canonicalPairs(signed))}`;
}

/**
 * The signature a request with this text to sign must carry.
 *
 * @param secret the AccessKey secret.
 * @returns base64.
 */
export function hmacSha1Signature(secret: string, stringToSign: string): string {
  return createHmac('sha1', `${secret}&`).update(stringToSign, 'utf8').digest('base64');
}
