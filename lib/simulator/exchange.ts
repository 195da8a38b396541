import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WireAnswer } from './envelope';

/** One HTTP exchange: the request that came and the response that waits for an answer. */
export interface Exchange {
  incoming: IncomingMessage;
  outgoing: ServerResponse;
}

/** Sends an answer. One whose client has gone is dropped. */
export function send({ incoming, outgoing }: Exchange, { status, headers, body }: WireAnswer): void {
  // What is left of a request that was refused half-read would be taken for the next request.
  if (!incoming.complete) outgoing.setHeader('Connection', 'close');
  outgoing.writeHead(status, headers).end(body);
}

/** Sends the first half of an answer under the length of the whole, then closes the connection. */
export function sendHalf({ outgoing }: Exchange, { status, headers, body }: WireAnswer): void {
  outgoing.writeHead(status, headers);
  outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => outgoing.destroy());
}

/** Resets the connection without an answer. */
export function reset({ incoming }: Exchange): void {
  incoming.socket.resetAndDestroy();
}
