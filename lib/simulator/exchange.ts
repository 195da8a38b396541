import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WireAnswer } from './envelope';

/** One HTTP exchange: the request that came and the response that waits for an answer. */
export interface Exchange {
  incoming: IncomingMessage;
  outgoing: ServerResponse;
}

/**
 * Sends an answer. One whose client has gone is dropped.
 *
 * @param headers are sent beside the content type.
 */
export function send(
  { incoming, outgoing }: Exchange,
  answer: WireAnswer,
  headers: Record<string, string> = {},
): void {
  const body = Buffer.from(answer.body, 'utf8');
  outgoing.writeHead(answer.status, {
    'Content-Type': answer.contentType,
    'Content-Length': body.length,
    // What is left of a request that was refused half-read would be taken for the next request.
    ...(!incoming.complete && { Connection: 'close' }),
    ...headers,
  });
  outgoing.end(body);
}

/** Sends the first half of an answer under the length of the whole, then closes the connection. */
export function sendHalf({ outgoing }: Exchange, answer: WireAnswer): void {
  const body = Buffer.from(answer.body, 'utf8');
  outgoing.writeHead(answer.status, { 'Content-Type': answer.contentType, 'Content-Length': body.length });
  outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => outgoing.destroy());
}

/** Resets the connection without an answer. */
export function reset({ incoming }: Exchange): void {
  incoming.socket.resetAndDestroy();
}
