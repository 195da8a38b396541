import { ACTIONS } from './actions';
import type { Action } from './actions/action';
import { readClaim, readTarget } from './claim';
import { formatOf, render, success, type Answer } from './envelope';
import { send, type Exchange } from './exchange';
import type { Faults } from './faults';
import { admit, checkInstance } from './guard';
import type { History } from './history';
import type { Nonces } from './nonces';
import type { Platform } from './platform';
import type { Quota } from './quota';
import { gatewayRefusal, missingParameter } from './refusals';
import { decodeRequest, receive, type GatewayRequest } from './request';
import { strike } from './strike';
import type { GatewayCall } from './types';
import { answerToError, newVisit, type Visit } from './visit';

/** The only version there is. https://help.aliyun.com/document_detail/30561.html */
const API_VERSION = '2018-01-20';
/** What a stranger asked for is kept in the list of calls only so far. */
const MAX_ACTION_LENGTH = 100;

/** What the gateway needs to know of the simulator. */
export interface GatewayState {
  platform: Platform;
  faults: Faults;
  nonces: Nonces;
  /** By the name of the API; the others have none. */
  quotas: ReadonlyMap<string, Quota>;
  calls: History<GatewayCall>;
}

/**
 * Answers one request.
 *
 * @returns settles when the answer is on its way; never rejects.
 */
export async function handle(exchange: Exchange, state: GatewayState): Promise<void> {
  exchange.outgoing.on('error', () => undefined);
  const visit = newVisit(exchange, state.platform.now());
  state.calls.add(visit.call);
  const answer = await answerTo(visit, state).catch((error: unknown) => answerToError(error, visit));
  if (!answer) return;
  visit.call.code = answer.code;
  send(exchange, render(answer, visit.format));
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
  const run = (): Promise<Answer> =>
    runAction(action, request, visit, state).catch((error: unknown) => answerToError(error, visit));
  const fault = state.faults.take(action.name);
  return fault ? strike(fault, run, visit, state.platform.timers) : run();
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
  { platform, quotas }: GatewayState,
): Promise<Answer> {
  const absent = action.required.find((name) => parameters.get(name) === undefined);
  if (absent !== undefined) throw missingParameter(absent);
  if (quotas.get(action.name)?.take(platform.now()) === false) throw gatewayRefusal('Throttling.User');
  checkInstance(parameters.get('IotInstanceId'), platform.world);
  const fields = await action.run({ parameters, requestId }, platform);
  return success(action.name, requestId, { ...fields });
}
