import type { IncomingMessage } from 'node:http';
import { GatewayRefusal } from './refusals';
import { Parameters, parsePairs, type Pair } from './parameters';

const MAX_BODY_BYTES = 1024 * 1024;

/** A request as it came over the wire. */
export interface RawRequest {
  method: string;
  path: string;
  /** Without the question mark, still encoded. */
  query: string;
  /** Lower-case names; a header that came twice is joined with a comma. */
  headers: Readonly<Record<string, string>>;
  body: Buffer;
}

/** A request with its parameters decoded. */
export interface GatewayRequest extends RawRequest {
  queryPairs: readonly Pair[];
  /** Query and form together: both count, and hmac-sha1 signs both. */
  parameters: Parameters;
}

/**
 * Receives a request.
 *
 * @throws GatewayRefusal when the body is larger than 1 MiB (the real limit is not documented).
 */
export async function receive(incoming: IncomingMessage): Promise<RawRequest> {
  const body = await readBody(incoming);
  const target = incoming.url ?? '/';
  const cut = target.indexOf('?');
  return {
    method: incoming.method ?? '',
    path: (cut < 0 ? target : target.slice(0, cut)) || '/',
    query: cut < 0 ? '' : target.slice(cut + 1),
    headers: joinHeaders(incoming),
    body,
  };
}

/**
 * Decodes the parameters of a request.
 *
 * @throws GatewayRefusal when their encoding is broken.
 */
export function decodeRequest(raw: RawRequest): GatewayRequest {
  const queryPairs = parsePairs(raw.query);
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(raw.headers['content-type'] ?? '');
  const formPairs = isForm ? parsePairs(raw.body.toString('utf8')) : [];
  return { ...raw, queryPairs, parameters: new Parameters([...queryPairs, ...formPairs]) };
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  // The stream is left alive when the body is too large, so that the refusal can still be sent.
  const stream: AsyncIterable<Buffer> = incoming.iterator({ destroyOnReturn: false });
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) {
      throw new GatewayRefusal('InvalidParameter', 413, 'The request body is larger than 1 MiB.');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function joinHeaders(incoming: IncomingMessage): Record<string, string> {
  const joined: [string, string][] = [];
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) joined.push([name, Array.isArray(value) ? value.join(',') : value]);
  }
  return Object.fromEntries(joined);
}
