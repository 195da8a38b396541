import { BusinessRefusal, GatewayRefusal } from './refusals';
import type { RawRequest, GatewayRequest } from './request';
import { isAcs3 } from './claim';
import { toXml } from './xml';

/** An answer before it is written as JSON or XML. */
export interface Answer {
  status: number;
  /** Empty for a success. */
  code: string;
  /** The name of the root element in XML. */
  root: string;
  fields: Readonly<Record<string, unknown>>;
  /** Sent beside the usual ones. */
  headers?: Record<string, string> | undefined;
}

export type Format = 'JSON' | 'XML';

/** An answer as it goes out. */
export interface WireAnswer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

/**
 * The format a request asks for. hmac-sha1: the parameter `Format`, XML when it is absent. ACS3 has no such
 * parameter: the Accept header decides, and JSON when it leaves it open (that default is inferred; the
 * official SDKs always ask for JSON).
 *
 * @param request possibly one whose parameters could not be decoded.
 * @see https://help.aliyun.com/document_detail/30561.html
 */
export function formatOf(request: RawRequest | GatewayRequest): Format {
  if (isAcs3(request)) {
    const accept = request.headers['accept'] ?? '';
    return /xml/i.test(accept) && !/json/i.test(accept) ? 'XML' : 'JSON';
  }
  const format = 'parameters' in request ? request.parameters.get('Format') : undefined;
  return format?.toUpperCase() === 'JSON' ? 'JSON' : 'XML';
}

/**
 * A success.
 *
 * @param fields what the API adds, e.g. `Data`.
 */
export function success(action: string, requestId: string, fields: Answer['fields']): Answer {
  return {
    status: 200,
    code: '',
    root: `${action}Response`,
    fields: { RequestId: requestId, Success: true, ...fields },
  };
}

/**
 * A refusal as an answer: the gateway's shape with `Message`, or the service's with `ErrorMessage`.
 * That the service answers HTTP 200 is inferred; the pages do not agree.
 *
 * @param host the Host header of the request.
 */
export function refused(
  refusal: GatewayRefusal | BusinessRefusal,
  action: string,
  requestId: string,
  host: string,
): Answer {
  const { code, message } = refusal;
  if (refusal instanceof BusinessRefusal) {
    const fields = { RequestId: requestId, Success: false, Code: code, ErrorMessage: message };
    return { status: 200, code, root: `${action}Response`, fields };
  }
  const query = new URLSearchParams({ q: code, product: 'Iot', requestId });
  const recommend = `https://api.aliyun.com/troubleshoot?${query.toString()}`;
  const fields = { RequestId: requestId, HostId: host, Code: code, Message: message, Recommend: recommend };
  return { status: refusal.status, code, root: 'Error', fields };
}

/** Writes an answer in a format. */
export function render({ status, root, fields, headers }: Answer, format: Format): WireAnswer {
  const isJson = format === 'JSON';
  const body = Buffer.from(isJson ? JSON.stringify(fields) : toXml(root, fields), 'utf8');
  const contentType = isJson ? 'application/json;charset=utf-8' : 'text/xml;charset=utf-8';
  return {
    status,
    headers: { 'Content-Type': contentType, 'Content-Length': String(body.length), ...headers },
    body,
  };
}
