import type { IncomingMessage } from 'node:http';
import { AliyunIotError } from '../../../lib/errors';

/** A request as it comes to a route: Node-RED has read JSON bodies already, but need not. */
export type AdminRequest = IncomingMessage & { body?: unknown };

/** Room for the thing models of an account (512 KB each) and less than what Node-RED itself takes. */
const MAX_BODY_BYTES = 4_194_304;

/** A request that is refused before anything is looked at. */
export class RequestRefusal extends AliyunIotError {
  /** @param status the HTTP status of the answer. */
  constructor(
    readonly status: number,
    code: string,
    en: string,
    zh: string,
  ) {
    super({ code, kind: 'validation', executed: 'no', texts: { en, zh } });
  }
}

/**
 * The JSON of a request. Only JSON is taken: a form of another site can send all else without asking.
 *
 * @throws RequestRefusal
 */
export async function readBody(request: AdminRequest): Promise<unknown> {
  if (!/^application\/json\s*(?:;|$)/i.test(request.headers['content-type'] ?? '')) throw notJsonType();
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  if (request.body === undefined) return parse(await readAll(request));
  // Without a length, or packed, only the outcome tells how much it was.
  const isPlain = request.headers['content-length'] !== undefined && !request.headers['content-encoding'];
  if (!isPlain && Buffer.byteLength(JSON.stringify(request.body)) > MAX_BODY_BYTES) throw tooLarge();
  return request.body;
}

async function readAll(request: IncomingMessage): Promise<string> {
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') throw notJsonType();
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new RequestRefusal(
      400,
      'request-not-json',
      'The request is not JSON. Reload the editor and try again.',
      '请求不是有效的 JSON，请刷新编辑器后重试。',
    );
  }
}

function notJsonType(): RequestRefusal {
  return new RequestRefusal(
    415,
    'request-not-json',
    'The request has to be JSON (Content-Type: application/json).',
    '请求必须是 JSON（Content-Type: application/json）。',
  );
}

function tooLarge(): RequestRefusal {
  return new RequestRefusal(
    413,
    'request-too-large',
    `The request is larger than ${MAX_BODY_BYTES} bytes. Give fewer or smaller thing models.`,
    `请求超过 ${MAX_BODY_BYTES} 字节，请减少物模型的数量或大小。`,
  );
}
