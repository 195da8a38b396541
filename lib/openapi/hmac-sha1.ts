import { createHmac } from 'node:crypto';
import { canonicalQuery, percentEncode } from './percent-encode';
import {
  API_VERSION,
  timestamp,
  type ApiCall,
  type SignedRequest,
  type SigningContext,
} from './signed-request';

/**
 * The signature of an RPC request (HMAC-SHA1, `SignatureVersion=1.0`).
 *
 * @param method the HTTP method, upper case.
 * @param params all parameters of query and form, without `Signature`.
 * @param accessKeySecret the key.
 * @see https://help.aliyun.com/document_detail/30563.html
 */
export function hmacSha1Signature(
  method: string,
  params: Readonly<Record<string, string>>,
  accessKeySecret: string,
): string {
  return signCanonical(method, canonicalQuery(params), accessKeySecret);
}

/**
 * Signs a call with HMAC-SHA1. Everything travels in the form body, where long Args are safe and no log of URLs
 * shows a signature.
 */
export function signHmacSha1(call: ApiCall, context: SigningContext): SignedRequest {
  const { credentials, endpoint } = context;
  const params: Record<string, string> = {
    AccessKeyId: credentials.accessKeyId,
    Action: call.action,
    Format: 'JSON',
    SignatureMethod: 'HMAC-SHA1',
    SignatureNonce: context.nonce,
    SignatureVersion: '1.0',
    Timestamp: timestamp(context.date),
    Version: API_VERSION,
    // At the end: V8 takes a hundred times as long to add properties to a spread object, here 5 µs a call.
    ...call.params,
  };
  if (credentials.securityToken) params['SecurityToken'] = credentials.securityToken;
  const canonical = canonicalQuery(params);
  const signature = signCanonical('POST', canonical, credentials.accessKeySecret);
  const body = `${canonical}&Signature=${percentEncode(signature)}`;
  return {
    path: endpoint.path,
    headers: {
      host: endpoint.host,
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(body.length),
    },
    body,
    signature,
  };
}

function signCanonical(method: string, canonical: string, accessKeySecret: string): string {
  // What is encoded once has none of the characters that encodeURIComponent would leave.
  const stringToSign = `${method}&%2F&${encodeURIComponent(canonical)}`;
  return createHmac('sha1', `${accessKeySecret}&`).update(stringToSign).digest('base64');
}
