import type { ServerResponse } from 'node:http';
import type { NodeAPI } from 'node-red';
import { AliyunIotError } from '../../../lib/errors';
import { internalError } from '../problems';
import { readBody, RequestRefusal, type AdminRequest } from './body';
import { errorJson, statusOf } from './error-json';
import { readShape, type Shape } from './shape';

/** All routes of this package are below it. */
const PREFIX = '/aliyun-iot/';

/** What an answer may need to know of the request. */
export interface AdminCall {
  /** Ends when the browser hangs up. */
  readonly signal: AbortSignal;
  /** Whether whoever asks may also deploy flows. */
  mayDeploy(): Promise<boolean>;
}

/** One route: who may use it, what it takes, and what it answers. */
export interface AdminRoute<T> {
  /** Below the prefix of this package. */
  path: string;
  permission: 'aliyun-iot.read' | 'aliyun-iot.write';
  shape: Shape<T>;
  /** @throws AliyunIotError */
  answer(input: T, call: AdminCall): Promise<object>;
}

/**
 * Adds a route to the editor's server. Everything that goes wrong becomes an answer in JSON, in both languages, and no
 * promise is left rejected, which would end the whole Node-RED process.
 */
export function addAdminRoute<T>(RED: NodeAPI, route: AdminRoute<T>): void {
  RED.httpAdmin.post(
    PREFIX + route.path,
    RED.auth.needsPermission(route.permission),
    (request: AdminRequest, response: ServerResponse) => {
      void respond(RED, route, request, response);
    },
  );
}

async function respond<T>(
  RED: NodeAPI,
  route: AdminRoute<T>,
  request: AdminRequest,
  response: ServerResponse,
): Promise<void> {
  const hangUp = new AbortController();
  response.on('close', () => hangUp.abort());
  response.on('error', () => undefined);
  try {
    refuseOtherSites(request);
    const input = readShape(route.shape, await readBody(request));
    const call = { signal: hangUp.signal, mayDeploy: () => mayDeploy(RED, request) };
    send(response, 200, await route.answer(input, call));
  } catch (thrown) {
    const error = thrown instanceof AliyunIotError ? thrown : internalError(thrown, 'unknown');
    send(response, statusOf(error), { error: errorJson(error) });
  }
}

/** Without a login the browser of whoever has the editor open would do what another site asks of it. */
function refuseOtherSites({ headers }: AdminRequest): void {
  const site = headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return;
  throw new RequestRefusal(
    403,
    'cross-site',
    'The request came from another site and was refused.',
    '请求来自其他站点，已拒绝。',
  );
}

/** Asks Node-RED's own guard, which would answer the request itself when it says no. */
function mayDeploy(RED: NodeAPI, request: AdminRequest): Promise<boolean> {
  const guard = RED.auth.needsPermission('flows.write') as unknown as (
    request: AdminRequest,
    response: object,
    next: () => void,
  ) => void;
  return new Promise((resolve) => {
    const no = (): void => resolve(false);
    guard(request, { status: () => ({ end: no }), setHeader: no, end: no }, () => resolve(true));
  });
}

function send(response: ServerResponse, status: number, answer: object): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(JSON.stringify(answer));
}
