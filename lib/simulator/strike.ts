import { render, type Answer } from './envelope';
import { reset, sendHalf } from './exchange';
import { BusinessRefusal, GatewayRefusal } from './refusals';
import type { Timers } from './timers';
import type { Fault } from './types';
import { answerToError, type Visit } from './visit';

/**
 * Lets a fault strike. A request is only struck once it is let in, so its nonce is used up as without the fault.
 *
 * @param run does what the request asks for and gives the answer it would get.
 * @returns the answer to send; undefined when the fault dealt with the connection itself.
 */
export async function strike(
  fault: Fault,
  run: () => Promise<Answer>,
  visit: Visit,
  timers: Timers,
): Promise<Answer | undefined> {
  const { does } = fault;
  const own = fault.executes === true || does.kind === 'truncate' ? await run() : undefined;
  switch (does.kind) {
    case 'delay':
      await timers.wait(does.ms);
      return own ?? run();
    case 'code': {
      const refusal = new GatewayRefusal(does.code, does.status, does.message ?? does.code);
      return { ...answerToError(refusal, visit), headers: does.headers };
    }
    case 'business':
      return answerToError(new BusinessRefusal(does.code, does.message ?? does.code), visit);
    case 'answer':
      visit.exchange.outgoing.writeHead(does.status, does.headers).end(does.body);
      return undefined;
    case 'truncate':
      if (own) sendHalf(visit.exchange, render(own, visit.format));
      return undefined;
    case 'reset':
      reset(visit.exchange);
      return undefined;
    case 'stall':
      return undefined;
  }
}
