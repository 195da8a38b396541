import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { decodeBody } from './decode-body';
import type { Endpoint } from './endpoint';
import { ExchangeFailure } from './exchange-failure';
import type { SignedRequest } from './signed-request';

/** What came back, whatever it is. */
export interface RawResponse {
  status: number;
  /** Names in lower case. */
  headers: IncomingMessage['headers'];
  body: Buffer;
}

export interface ExchangeOptions {
  agent: http.Agent | https.Agent;
  /** Bounds name look-up, connection, proxy and TLS, in milliseconds. */
  connectTimeoutMs: number;
  /** Called when the connection stands and nothing is written yet: how long the attempt may take, in milliseconds. */
  attemptTimeoutMs: () => number;
  /** The longest body that is read, after decompression, in bytes. */
  maxBodyBytes: number;
  signal: AbortSignal;
}

/**
 * Sends one signed request, once, and reads the whole answer. Nothing is written before the connection stands, so
 * every failure knows whether the platform can have seen the request. Redirects are not followed.
 *
 * @throws ExchangeFailure, and what `attemptTimeoutMs` throws.
 */
export function exchange(
  endpoint: Endpoint,
  signed: SignedRequest,
  options: ExchangeOptions,
): Promise<RawResponse> {
  return new Promise((resolve, reject) => {
    let written = false;
    let timer: NodeJS.Timeout | undefined;
    const request = (endpoint.protocol === 'https:' ? https : http).request({
      method: 'POST',
      host: endpoint.hostname,
      port: endpoint.port,
      path: signed.path,
      headers: asList(signed.headers),
      agent: options.agent,
      setHost: false,
    });

    const settle = (): void => {
      clearTimeout(timer);
      options.signal.removeEventListener('abort', onAbort);
    };
    const fail = (reason: unknown): void => {
      settle();
      request.destroy();
      reject(asError(reason));
    };
    const failAs = (cause: 'aborted' | 'connect-timeout' | 'attempt-timeout'): void => {
      fail(new ExchangeFailure(cause, written));
    };
    const onAbort = (): void => {
      failAs('aborted');
    };

    const write = (): void => {
      if (request.destroyed) return;
      clearTimeout(timer);
      try {
        timer = setTimeout(failAs, options.attemptTimeoutMs(), 'attempt-timeout');
      } catch (refusal) {
        fail(refusal);
        return;
      }
      written = true;
      request.end(signed.body);
    };

    // A connection that was kept stands already, and a timer costs more than signing does.
    if (!request.reusedSocket) timer = setTimeout(failAs, options.connectTimeoutMs, 'connect-timeout');
    options.signal.addEventListener('abort', onAbort, { once: true });
    // Stays for good: a socket may report a second error after the first one settled the exchange.
    request.on('error', (error) => {
      fail(ExchangeFailure.from(error, written));
    });
    request.on('socket', (socket) => {
      // A connection that failed at once is no longer `connecting`, and would pass for one that stands.
      if (socket.destroyed) fail(ExchangeFailure.from(socket.errored, written));
      else whenConnected(socket, write);
    });
    // Without a listener, Node would close the connection and say nothing.
    request.on('upgrade', (_response, socket) => {
      socket.destroy();
      fail(new ExchangeFailure('not-http', written));
    });
    request.on('response', (response) => {
      readBody(response, options.maxBodyBytes).then(
        (body) => {
          settle();
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
        },
        (error: unknown) => {
          fail(ExchangeFailure.from(error, written));
        },
      );
    });
    if (options.signal.aborted) onAbort();
  });
}

/** For Node, which files the headers of an object one by one first. By a loop, since `flat` takes 2 µs. */
function asList(headers: Readonly<Record<string, string>>): string[] {
  const list: string[] = [];
  for (const [name, value] of Object.entries(headers)) list.push(name, value);
  return list;
}

function whenConnected(socket: Socket, then: () => void): void {
  // There is no cipher before the handshake has chosen one; the types do not say so.
  const handshake = socket instanceof TLSSocket && (socket.getCipher() as object | undefined) === undefined;
  if (handshake) socket.once('secureConnect', then);
  else if (socket.connecting) socket.once('connect', then);
  else then();
}

// By events, since an async iterator costs more than everything else that is done with an answer.
function readBody(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    response.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > maxBytes) reject(new ExchangeFailure('answer-too-large', true));
      else chunks.push(chunk);
    });
    response.on('error', reject);
    response.on('end', () => {
      resolve(decodeBody(Buffer.concat(chunks, length), response.headers['content-encoding'], maxBytes));
    });
  });
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
