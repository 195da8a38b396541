import { createHash, createHmac } from 'node:crypto';
import { canonicalQuery } from './percent-encode';
import {
  API_VERSION,
  timestamp,
  type ApiCall,
  type SignedRequest,
  type SigningContext,
} from './signed-request';

const EMPTY_BODY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/**
 * Longest query, in characters, that is still sent as one. Servers commonly refuse request heads over 8 KB; beyond
 * this the parameters go into the form body, which the algorithm signs just as well. That the gateway reads them
 * there with this signature is inferred, not documented.
 */
const MAX_QUERY_LENGTH = 6144;

/**
 * The signature of a request with ACS3-HMAC-SHA256.
 *
 * @param request `query` is canonical already; `headers` are those to sign, names in lower case.
 * @param accessKeySecret the key.
 * @see https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature
 */
export function acs3Signature(
  request: {
    method: string;
    path: string;
    query: string;
    headers: Readonly<Record<string, string>>;
    payloadSha256: string;
  },
  accessKeySecret: string,
): { signature: string; signedHeaders: string } {
  const names = Object.keys(request.headers).sort();
  const signedHeaders = names.join(';');
  const canonicalHeaders = names.map((name) => `${name}:${request.headers[name]?.trim() ?? ''}\n`).join('');
  const canonical = [
    request.method,
    request.path,
    request.query,
    canonicalHeaders,
    signedHeaders,
    request.payloadSha256,
  ].join('\n');
  const stringToSign = `ACS3-HMAC-SHA256\n${sha256(canonical)}`;
  return {
    signature: createHmac('sha256', accessKeySecret).update(stringToSign).digest('hex'),
    signedHeaders,
  };
}

/** Signs a call with ACS3-HMAC-SHA256: parameters in the query, in the form body when they are long. */
export function signAcs3(call: ApiCall, context: SigningContext): SignedRequest {
  const { credentials, endpoint } = context;
  const params = canonicalQuery(call.params);
  const inBody = params.length > MAX_QUERY_LENGTH;
  const query = inBody ? '' : params;
  const body = inBody ? params : '';
  const payloadSha256 = inBody ? sha256(body) : EMPTY_BODY_SHA256;
  const headers: Record<string, string> = {
    host: endpoint.host,
    'x-acs-action': call.action,
    'x-acs-content-sha256': payloadSha256,
    'x-acs-date': timestamp(context.date),
    'x-acs-signature-nonce': context.nonce,
    'x-acs-version': API_VERSION,
  };
  if (inBody) headers['content-type'] = 'application/x-www-form-urlencoded';
  if (credentials.securityToken) {
    headers['x-acs-accesskey-id'] = credentials.accessKeyId;
    headers['x-acs-security-token'] = credentials.securityToken;
  }
  const { signature, signedHeaders } = acs3Signature(
    { method: 'POST', path: endpoint.path, query, headers, payloadSha256 },
    credentials.accessKeySecret,
  );
  return {
    path: query === '' ? endpoint.path : `${endpoint.path}?${query}`,
    headers: {
      accept: 'application/json',
      authorization: `ACS3-HMAC-SHA256 Credential=${credentials.accessKeyId},SignedHeaders=${signedHeaders},Signature=${signature}`,
      'content-length': String(body.length),
      // At the end because it is much quicker there, see hmac-sha1.ts.
      ...headers,
    },
    body,
    signature,
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
