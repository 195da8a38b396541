import { randomUUID } from 'node:crypto';
import { refused, type Answer, type Format } from './envelope';
import type { Exchange } from './exchange';
import { BusinessRefusal, GatewayRefusal, gatewayRefusal } from './refusals';
import type { GatewayCall } from './types';

/** What becomes known of a request while it is read; a refusal is written with as much of it as there is. */
export interface Visit {
  exchange: Exchange;
  call: GatewayCall;
  host: string;
  format: Format;
}

/** @param now milliseconds since the epoch. */
export function newVisit(exchange: Exchange, now: number): Visit {
  const requestId = randomUUID().toUpperCase();
  return {
    exchange,
    call: { at: now, action: '', code: '', requestId },
    host: exchange.incoming.headers.host ?? '',
    format: 'JSON',
  };
}

/**
 * The answer to a refusal. Anything that is no refusal is a mistake of the simulator; the client sees what a
 * failing platform would say.
 */
export function answerToError(error: unknown, { call, host }: Visit): Answer {
  const isRefusal = error instanceof GatewayRefusal || error instanceof BusinessRefusal;
  return refused(isRefusal ? error : gatewayRefusal('InternalError'), call.action, call.requestId, host);
}
