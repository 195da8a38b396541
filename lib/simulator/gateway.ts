import { randomUUID } from 'node:crypto';
import { ACTIONS } from './actions';
import { readClaim, readTarget } from './claim';
import { formatOf, refused, render, success, type Answer, type Format } from './envelope';
import { reset, send, sendHalf, type Exchange } from './exchange';
import type { Faults } from './faults';
import { admit, checkInstance } from './guard';
import type { History } from './history';
import type { Nonces } from './nonces';
import type { Platform } from './platform';
import type { Quota } from './quota';
import { BusinessRefusal, gatewayRefusal, GatewayRefusal, missingParameter } from './refusals';
import { decodeRequest, receive, type GatewayRequest } from './request';
import type { Fault, GatewayCall } from './types';
import type { Action } from './actions/action';

/** The only version there is. https://help.aliyun.com/document_detail/30561.html */
const API_VERSION = '2018-01-20';
/** What a stranger asked for is kept in the list of calls only so far. */
const MAX_ACTION_LENGTH = 100;

/** What the gateway needs to know of the simulator. */
export interface GatewayState {
  platform: Platform;
  faults: Faults;
  nonces: Nonces;
  invokeQuota: Quota;
  calls: History<GatewayCall>;
}

/** What becomes known of a request while it is read; a refusal is written with as much of it as there is. */
interface Visit {
  exchange: Exchange;
  call: GatewayCall;
  host: string;
  format: Format;
}

/**
 * Answers one request.
 *
 * @returns settles when the answer is on its way; never rejects.
 */
export async function handle(exchange: Exchange, state: GatewayState): Promise<void> {
  const { incoming, outgoing } = exchange;
  outgoing.on('error', () => undefined);
  const call: GatewayCall = {
    at: state.platform.now(),
    action: '',
    code: '',
    requestId: randomUUID().toUpperCase(),
  };
  const visit: Visit = { exchange, call, host: incoming.headers.host ?? '', format: 'JSON' };
  state.calls.add(call);
  try {
    const answer = await answerTo(visit, state);
    if (answer) send(exchange, render(answer, visit.format));
  } catch (error) {
    if (!outgoing.headersSent) refuse(visit, error);
  }
}

/** @returns undefined when a fault took the answer's place. */
async function answerTo(visit: Visit, state: GatewayState): Promise<Answer | undefined> {
  const raw = await receive(visit.exchange.incoming);
  visit.format = formatOf(raw);
  const request = decodeRequest(raw);
  visit.format = formatOf(request);
  const target = readTarget(request);
  visit.call.action = target.action.slice(0, MAX_ACTION_LENGTH);
  if (!['GET', 'POST'].includes(request.method)) throw gatewayRefusal('UnsupportedOperation');
  const action = chooseAction(target.action, target.version);
  admit(readClaim(request), state.platform.world, state.nonces, state.platform.now());
  const run = (): Promise<Answer> => runAction(action, request, visit, state);
  const fault = state.faults.take(action.name);
  return fault ? strike(fault, run, visit, state) : run();
}

function chooseAction(name: string, version: string): Action {
  if (name === '') throw missingParameter('Action');
  if (version === '') throw missingParameter('Version');
  if (version !== API_VERSION) throw gatewayRefusal('InvalidVersion');
  const action = ACTIONS.get(name);
  if (!action) throw gatewayRefusal('InvalidAction.NotFound');
  return action;
}

async function runAction(
  action: Action,
  { parameters }: GatewayRequest,
  { call: { requestId } }: Visit,
  { platform, invokeQuota }: GatewayState,
): Promise<Answer> {
  const absent = action.required.find((name) => parameters.get(name) === undefined);
  if (absent !== undefined) throw missingParameter(absent);
  if (action.name === 'InvokeThingService' && !invokeQuota.take(platform.now())) {
    throw gatewayRefusal('Throttling.User');
  }
  checkInstance(parameters.get('IotInstanceId'), platform.world);
  const fields = await action.run({ parameters, requestId }, platform);
  return success(action.name, requestId, { ...fields });
}

/** Lets a fault strike. A request is only struck once it is let in, so a nonce is used up as without the fault. */
async function strike(
  fault: Fault,
  run: () => Promise<Answer>,
  visit: Visit,
  { platform }: GatewayState,
): Promise<Answer | undefined> {
  const { exchange, format } = visit;
  const { does } = fault;
  const acted = fault.executes === true || does.kind === 'truncate' ? await run() : undefined;
  switch (does.kind) {
    case 'delay':
      await platform.timers.wait(does.ms);
      return acted ?? run();
    case 'code':
      visit.call.code = does.code;
      send(
        exchange,
        render(
          refused(
            new GatewayRefusal(does.code, does.status, does.message ?? does.code),
            visit.call.action,
            visit.call.requestId,
            visit.host,
          ),
          format,
        ),
        does.headers,
      );
      return undefined;
    case 'business':
      throw new BusinessRefusal(does.code, does.message ?? does.code);
    case 'answer':
      exchange.outgoing.writeHead(does.status, does.headers).end(does.body);
      return undefined;
    case 'truncate':
      if (acted) sendHalf(exchange, render(acted, format));
      return undefined;
    case 'reset':
      reset(exchange);
      return undefined;
    case 'stall':
      return undefined;
  }
}

/** Anything that is no refusal is a mistake of the simulator; the client sees what a failing platform would say. */
function refuse({ exchange, call, host, format }: Visit, error: unknown): void {
  const isRefusal = error instanceof GatewayRefusal || error instanceof BusinessRefusal;
  const refusal = isRefusal ? error : gatewayRefusal('InternalError');
  call.code = refusal.code;
  send(exchange, render(refused(refusal, call.action, call.requestId, host), format));
}
