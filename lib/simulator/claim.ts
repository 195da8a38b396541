import {
  acs3CanonicalRequest,
  acs3Signature,
  acs3StringToSign,
  ACS3_ALGORITHM,
  parseAuthorization,
  sha256Hex,
} from './verify-acs3';
import { hmacSha1Signature, hmacSha1StringToSign } from './verify-hmac-sha1';
import { gatewayRefusal, missingParameter } from './refusals';
import type { GatewayRequest, RawRequest } from './request';

/** What a request says about itself, whichever signature it carries. Nothing of it is verified yet. */
export interface Claim {
  accessKeyId: string;
  timestamp: string;
  nonce: string;
  securityToken?: string;
  /**
   * Verifies the signature.
   *
   * @returns undefined when it fits, else the text the server would have signed.
   */
  mismatch(secret: string): string | undefined;
}

/** Which API is asked for. */
export interface Target {
  action: string;
  version: string;
}

/**
 * Whether a request is signed with ACS3-HMAC-SHA256; all others are taken for hmac-sha1. `x-acs-action` proves
 * nothing: `@alicloud/pop-core` sends it beside an HMAC-SHA1 signature.
 */
export function isAcs3({ headers }: RawRequest): boolean {
  return /^ACS3-/.test(headers['authorization'] ?? '') || 'x-acs-content-sha256' in headers;
}

/** The API a request names; empty where it names none. */
export function readTarget(request: GatewayRequest): Target {
  if (isAcs3(request)) {
    return { action: request.headers['x-acs-action'] ?? '', version: request.headers['x-acs-version'] ?? '' };
  }
  return { action: request.parameters.get('Action') ?? '', version: request.parameters.get('Version') ?? '' };
}

/**
 * Reads who signed a request, when, and how to verify it.
 *
 * @throws GatewayRefusal when a part of the signature is missing or names another algorithm.
 */
export function readClaim(request: GatewayRequest): Claim {
  return isAcs3(request) ? acs3Claim(request) : hmacSha1Claim(request);
}

/** @see https://help.aliyun.com/document_detail/30561.html */
function hmacSha1Claim(request: GatewayRequest): Claim {
  const required = (name: string): string => {
    const value = request.parameters.get(name);
    if (value === undefined) throw missingParameter(name);
    return value;
  };
  const accessKeyId = required('AccessKeyId');
  const signature = required('Signature');
  if (required('SignatureMethod').toUpperCase() !== 'HMAC-SHA1')
    throw gatewayRefusal('InvalidSignatureMethod');
  if (required('SignatureVersion') !== '1.0') throw gatewayRefusal('InvalidSignatureVersion');
  const securityToken = request.parameters.get('SecurityToken');
  return {
    accessKeyId,
    timestamp: required('Timestamp'),
    nonce: required('SignatureNonce'),
    ...(securityToken !== undefined && { securityToken }),
    mismatch: (secret) => {
      const stringToSign = hmacSha1StringToSign(request.method, request.parameters.pairs);
      return hmacSha1Signature(secret, stringToSign) === signature ? undefined : stringToSign;
    },
  };
}

/**
 * The codes for a missing part are inferred: the page gives none for this signature.
 * @see https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature
 */
function acs3Claim(request: GatewayRequest): Claim {
  const { headers } = request;
  const header = headers['authorization'];
  if (header === undefined)
    throw gatewayRefusal('IncompleteSignature', 'The Authorization header is missing.');
  if (!header.startsWith(`${ACS3_ALGORITHM} `)) throw gatewayRefusal('InvalidSignatureMethod');
  const authorization = parseAuthorization(header);
  if (!authorization) throw gatewayRefusal('IncompleteSignature', 'The Authorization header cannot be read.');
  refuseUnsigned(headers, authorization.signedHeaders);
  const securityToken = headers['x-acs-security-token'];
  return {
    accessKeyId: authorization.accessKeyId,
    timestamp: requiredHeader(headers, 'x-acs-date'),
    nonce: requiredHeader(headers, 'x-acs-signature-nonce'),
    ...(securityToken !== undefined && { securityToken }),
    mismatch: (secret) => {
      const { path, method, queryPairs: query, body } = request;
      const canonical = acs3CanonicalRequest(
        { method, path, query, headers, body },
        authorization.signedHeaders,
      );
      const stringToSign = acs3StringToSign(canonical);
      const fits =
        acs3Signature(secret, stringToSign) === authorization.signature &&
        requiredHeader(headers, 'x-acs-content-sha256') === sha256Hex(body);
      return fits ? undefined : `${stringToSign}, server canonical request is:${canonical}`;
    },
  };
}

/** `host` and every `x-acs-*` header must be covered by the signature, else anybody on the way could change it. */
function refuseUnsigned(headers: RawRequest['headers'], signedHeaders: readonly string[]): void {
  for (const name of [
    'host',
    'x-acs-content-sha256',
    ...Object.keys(headers).filter((n) => n.startsWith('x-acs-')),
  ]) {
    if (!signedHeaders.includes(name))
      throw gatewayRefusal('IncompleteSignature', `The header ${name} is not signed.`);
  }
}

function requiredHeader(headers: RawRequest['headers'], name: string): string {
  const value = headers[name];
  if (value === undefined || value === '') {
    throw gatewayRefusal('IncompleteSignature', `The header ${name} is missing.`);
  }
  return value;
}
