import http, { type Agent as HttpAgent, type IncomingMessage } from 'node:http';
import https, { type Agent as HttpsAgent } from 'node:https';
import type { Texts } from '../errors';
import { timedOut, unreachable, unreadable } from './failures';

const LONGEST_ANSWER_BYTES = 64 * 1024;
const TIMEOUT_MS = 5_000;

export interface SmallRequest {
  /** Who is asked, for the message of an error. */
  source: Texts;
  method: 'GET' | 'PUT' | 'POST';
  url: string;
  headers?: Record<string, string>;
  body?: string;
  agent?: HttpAgent | HttpsAgent | undefined;
  /** For connection and answer together, in milliseconds. Default 5000. */
  timeoutMs?: number;
}

export interface SmallAnswer {
  status: number;
  body: string;
}

/**
 * One short HTTP exchange: no redirects, no proxy unless the agent has one, at most 64 KiB.
 *
 * @throws AliyunIotError of kind `network`, `timeout` or `platform` that names the source and no part of the request.
 */
export function askOnce({
  source,
  url,
  body,
  timeoutMs = TIMEOUT_MS,
  ...rest
}: SmallRequest): Promise<SmallAnswer> {
  return new Promise((resolve, reject) => {
    const client = url.startsWith('https:') ? https : http;
    const request = client.request(url, { ...rest, agent: rest.agent ?? false });
    const fail = (error: Error): void => {
      clearTimeout(timer);
      request.destroy();
      reject(error);
    };
    const timer = setTimeout(() => {
      fail(timedOut(source, timeoutMs));
    }, timeoutMs);
    request.on('error', (error) => {
      fail(unreachable(source, codeOf(error)));
    });
    request.on('response', (response) => {
      readText(response).then(
        (text) => {
          clearTimeout(timer);
          if (text === undefined) fail(unreadable(source, TOO_LONG));
          else resolve({ status: response.statusCode ?? 0, body: text });
        },
        (error: unknown) => {
          fail(unreachable(source, codeOf(error)));
        },
      );
    });
    request.end(body);
  });
}

const TOO_LONG: Texts = { en: 'more than 64 KiB', zh: '超过 64 KiB 的内容' };

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown';
}

/** The body, or undefined when it is too long. */
async function readText(response: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LONGEST_ANSWER_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
