import { createHash, createHmac } from 'node:crypto';
import type { Pair } from './parameters';
import { canonicalPairs } from './percent-encode';

export const ACS3_ALGORITHM = 'ACS3-HMAC-SHA256';

/** The Authorization header, taken apart. */
export interface Acs3Authorization {
  accessKeyId: string;
  /** Lower case, as listed. */
  signedHeaders: readonly string[];
  signature: string;
}

/** What an ACS3 signature covers. */
export interface Acs3Request {
  method: string;
  path: string;
  query: readonly Pair[];
  /** Lower-case names. */
  headers: Readonly<Record<string, string>>;
  body: Buffer;
}

/**
 * Takes an Authorization header apart.
 *
 * @param header `ACS3-HMAC-SHA256 Credential=...,SignedHeaders=a;b,Signature=...`
 * @returns undefined when it is anything else.
 */
export function parseAuthorization(header: string): Acs3Authorization | undefined {
  const match =
    /^ACS3-HMAC-SHA256\s+Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-fA-F]+)$/.exec(
      header.trim(),
    );
  const [, accessKeyId, signedHeaders, signature] = match ?? [];
  if (accessKeyId === undefined || signedHeaders === undefined || signature === undefined) return undefined;
  return { accessKeyId, signedHeaders: signedHeaders.split(';'), signature: signature.toLowerCase() };
}

/** SHA-256 in hexadecimal. */
export function sha256Hex(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

/**
 * The canonical request of ACS3-HMAC-SHA256, from the request as it really came.
 *
 * @param signedHeaders lower-case names as the Authorization header lists them.
 * @see https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature
 */
export function acs3CanonicalRequest(request: Acs3Request, signedHeaders: readonly string[]): string {
  const names = [...signedHeaders].sort();
  const headers = names.map((name) => `${name}:${ownValue(request.headers, name).trim()}\n`).join('');
  return [
    request.method,
    request.path,
    canonicalPairs(request.query),
    headers,
    names.join(';'),
    sha256Hex(request.body),
  ].join('\n');
}

/** The text that is signed. */
export function acs3StringToSign(canonicalRequest: string): string {
  return `${ACS3_ALGORITHM}\n${sha256Hex(canonicalRequest)}`;
}

/**
 * The signature a request with this text to sign must carry.
 *
 * @param secret the AccessKey secret.
 * @returns lower-case hexadecimal.
 */
export function acs3Signature(secret: string, stringToSign: string): string {
  return createHmac('sha256', secret).update(stringToSign, 'utf8').digest('hex');
}

function ownValue(headers: Readonly<Record<string, string>>, name: string): string {
  return Object.hasOwn(headers, name) ? (headers[name] ?? '') : '';
}
