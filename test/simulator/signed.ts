/** Signs and sends requests for the tests: a third implementation, apart from the simulator's and from lib/openapi. */
import { createHash, createHmac, randomUUID } from 'node:crypto';
import * as http from 'node:http';
import { SIMULATOR_ACCESS_KEY_ID, SIMULATOR_ACCESS_KEY_SECRET } from '../../lib/simulator';

export type Scheme = 'hmac-sha1' | 'acs3';
type Params = Record<string, string>;

export interface SignedCall {
  scheme?: Scheme;
  action?: string;
  params?: Params;
  method?: string;
  path?: string;
  /** Where the parameters travel. Default: form for hmac-sha1, query for acs3. */
  in?: 'query' | 'form' | 'both';
  accessKeyId?: string;
  secret?: string;
  securityToken?: string;
  timestamp?: string;
  nonce?: string;
  /** Put over the common parameters or headers before signing; undefined takes one away. */
  common?: Record<string, string | undefined>;
  /** Put over the finished request, after signing. */
  tamper?: { params?: Params; headers?: Params; body?: string; path?: string };
  /** acs3: names that are left out of SignedHeaders. */
  unsigned?: string[];
}

export interface Reply {
  status: number;
  headers: http.IncomingHttpHeaders;
  text: string;
  /** The text as JSON; empty when it is none. */
  json: Record<string, unknown>;
}

const enc = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

const pairs = (params: Params): string =>
  Object.keys(params)
    .sort()
    .map((name) => `${enc(name)}=${enc(params[name]!)}`)
    .join('&');

const hex = (text: string): string => createHash('sha256').update(text).digest('hex');

export const timestampOf = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

const present = (params: Record<string, string | undefined>): Params =>
  Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined)) as Params;

/** Signs a call and sends it. */
export function call(url: string, options: SignedCall = {}): Promise<Reply> {
  return options.scheme === 'acs3' ? callAcs3(url, options) : callHmacSha1(url, options);
}

function callHmacSha1(url: string, options: SignedCall): Promise<Reply> {
  const { method = 'POST', secret = SIMULATOR_ACCESS_KEY_SECRET, tamper = {}, path = '/' } = options;
  const params = present({
    Action: options.action ?? 'InvokeThingService',
    Version: '2018-01-20',
    Format: 'JSON',
    AccessKeyId: options.accessKeyId ?? SIMULATOR_ACCESS_KEY_ID,
    SignatureMethod: 'HMAC-SHA1',
    SignatureVersion: '1.0',
    SignatureNonce: options.nonce ?? randomUUID(),
    Timestamp: options.timestamp ?? timestampOf(Date.now()),
    SecurityToken: options.securityToken,
    ...options.params,
    ...options.common,
  });
  const stringToSign = `${method}&%2F&${enc(pairs(params))}`;
  const signature = createHmac('sha1', `${secret}&`).update(stringToSign).digest('base64');
  const [query, form] = split({ Signature: signature, ...params, ...tamper.params }, options.in ?? 'form');
  const isGet = method === 'GET';
  return send(
    url,
    method,
    `${tamper.path ?? path}?${isGet ? [query, form].filter(Boolean).join('&') : query}`,
    { 'content-type': 'application/x-www-form-urlencoded', ...tamper.headers },
    isGet ? '' : (tamper.body ?? form),
  );
}

/** The parameters as query and form; `both` sends every other one either way. */
function split(params: Params, where: 'query' | 'form' | 'both'): [query: string, form: string] {
  const half = (odd: number): Params =>
    Object.fromEntries(Object.entries(params).filter((_, index) => index % 2 === odd));
  if (where === 'both') return [pairs(half(0)), pairs(half(1))];
  return where === 'query' ? [pairs(params), ''] : ['', pairs(params)];
}

function callAcs3(url: string, options: SignedCall): Promise<Reply> {
  const { method = 'POST', secret = SIMULATOR_ACCESS_KEY_SECRET, tamper = {}, path = '/' } = options;
  const [query, body] = split(options.params ?? {}, options.in ?? 'query');
  const headers = present({
    host: new URL(url).host,
    accept: 'application/json',
    'x-acs-action': options.action ?? 'InvokeThingService',
    'x-acs-version': '2018-01-20',
    'x-acs-date': options.timestamp ?? timestampOf(Date.now()),
    'x-acs-signature-nonce': options.nonce ?? randomUUID(),
    'x-acs-content-sha256': hex(body),
    'x-acs-security-token': options.securityToken,
    'content-type': body ? 'application/x-www-form-urlencoded' : undefined,
    ...options.common,
  });
  const signed = Object.keys(headers)
    .filter((name) => /^(host|content-type|x-acs-.*)$/.test(name) && !options.unsigned?.includes(name))
    .sort();
  const canonical = [
    method,
    path,
    query,
    ...signed.map((name) => `${name}:${headers[name]!.trim()}`),
    '',
    signed.join(';'),
    hex(body),
  ].join('\n');
  const signature = createHmac('sha256', secret)
    .update(`ACS3-HMAC-SHA256\n${hex(canonical)}`)
    .digest('hex');
  const credential = options.accessKeyId ?? SIMULATOR_ACCESS_KEY_ID;
  const authorization = `ACS3-HMAC-SHA256 Credential=${credential},SignedHeaders=${signed.join(';')},Signature=${signature}`;
  const sentQuery = tamper.params ? pairs({ ...options.params, ...tamper.params }) : query;
  return send(
    url,
    method,
    `${tamper.path ?? path}?${sentQuery}`,
    present({ ...headers, authorization, ...tamper.headers }),
    tamper.body ?? body,
  );
}

/** Sends a request as it is. */
export function send(
  url: string,
  method: string,
  path: string,
  headers: Params = {},
  body = '',
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: parse(text) });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** What lies deep in a parsed JSON value. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
  return path.reduce<unknown>((part, key) => (part as Record<string | number, unknown>)[key], value);
}

/** A list that lies deep in a parsed JSON value. */
export function listAt(value: unknown, ...path: (string | number)[]): Record<string, unknown>[] {
  return at(value, ...path) as Record<string, unknown>[];
}
