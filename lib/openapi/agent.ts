import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import type { ConnectionOptions } from 'node:tls';
import { parseEndpoint } from './endpoint';
import { type ProxyAddress, proxyFor, type ProxySetting } from './no-proxy';

export interface AgentOptions {
  /** Where requests go: a region ID or a base URL, see `parseEndpoint`. */
  endpoint: string;
  /** Default `environment`. */
  proxy?: ProxySetting | 'environment' | 'none';
  /** As Node-RED's `tls-config` node writes them. For the endpoint; a proxy of its own sees only `ca`. */
  tls?: ConnectionOptions;
  /** Connections at the same time, at most. Default: as many as there are requests. */
  maxSockets?: number;
  /** How long a proxy may take to open the tunnel, in milliseconds. Default 10000. */
  proxyTimeoutMs?: number;
}

/** The proxy answered, and said no. Not a byte of the request was written. */
export class ProxyRefusal extends Error {
  override name = 'ProxyRefusal';
  readonly code: string;

  /** @param status the proxy's HTTP status, e.g. 407 when it wants a user and a password. */
  constructor(readonly status: number) {
    super(`The proxy refused the connection with status ${status}`);
    this.code = `PROXY_${status}`;
  }
}

/** The proxy, or the endpoint from there, could not be reached. Not a byte of the request was written. */
export class ProxyFailure extends Error {
  override name = 'ProxyFailure';

  /**
   * @param code `PROXY_TIMEOUT`, or behind `PROXY_` Node's own code (`PROXY_ECONNREFUSED`) or a status from 500
   *   (`PROXY_502`). A certificate's code stays as it is.
   */
  constructor(readonly code: string) {
    super(`The connection through the proxy failed: ${code}`);
  }
}

/**
 * A keep-alive agent for one endpoint, with proxy and TLS.
 *
 * @returns an agent for the endpoint's protocol. Whoever made it destroys it.
 * @throws AliyunIotError of kind `config` when endpoint or proxy cannot be used. Its requests fail with `ProxyRefusal`
 *   or `ProxyFailure` when the proxy is to blame.
 */
export function createAgent(options: AgentOptions): http.Agent | https.Agent {
  const endpoint = parseEndpoint(options.endpoint);
  const secure = endpoint.protocol === 'https:';
  const settings: https.AgentOptions = { ...(secure ? options.tls : undefined), keepAlive: true };
  if (options.maxSockets !== undefined) settings.maxSockets = options.maxSockets;
  const proxy = proxyFor(endpoint, options.proxy ?? 'environment');
  if (!proxy) return closeIdleSockets(secure ? new https.Agent(settings) : new http.Agent(settings));
  const agent = tunnelAgent(secure, proxy, settings);
  return closeIdleSockets(watchTunnels(agent, options.tls?.ca, options.proxyTimeoutMs ?? 10_000));
}

const IDLE_MS = 15_000;
const IDLE_MARGIN_MS = 1_000;
/** However long a server promises to wait: what lies between may forget a connection that is silent for longer. */
const LONGEST_IDLE_MS = 60_000;

/**
 * Closes idle connections before the server does, so that no request is written into one that is just being closed:
 * nobody could say whether such a request was executed. One on which the server says something unasked is closed too,
 * since its answers may belong to other requests from then on.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-9.2
 */
function closeIdleSockets<A extends http.Agent>(agent: A): A {
  const keepSocketAlive = agent.keepSocketAlive.bind(agent);
  const reuseSocket = agent.reuseSocket.bind(agent);
  agent.keepSocketAlive = (socket: Duplex): boolean => {
    keepSocketAlive(socket);
    const idleMs = allowedIdleMs(socket);
    agentSocket(socket).setTimeout(idleMs);
    socket.once('data', close);
    return idleMs > 0;
  };
  agent.reuseSocket = (socket, request) => {
    agentSocket(socket).setTimeout(0);
    socket.off('data', close);
    reuseSocket(socket, request);
  };
  return agent;
}

function close(this: Duplex): void {
  this.destroy();
}

/** Node types an agent's sockets as any stream; those of its own agents have a timer and know their last request. */
interface AgentSocket {
  setTimeout: (ms: number) => unknown;
  _httpMessage?: { res?: IncomingMessage | null };
}

function agentSocket(socket: Duplex): AgentSocket {
  return socket as unknown as AgentSocket;
}

function allowedIdleMs(socket: Duplex): number {
  const hint = String(agentSocket(socket)._httpMessage?.res?.headers['keep-alive'] ?? '');
  const seconds = /\btimeout=(\d+)/i.exec(hint)?.[1];
  if (seconds === undefined) return IDLE_MS;
  return Math.min(LONGEST_IDLE_MS, Math.max(0, Number(seconds) * 1000 - IDLE_MARGIN_MS));
}

/** What Node's agent and hpagent have at run time and their types leave out. */
interface TunnelAgent extends http.Agent {
  proxyRequestOptions: object;
  createSocket: (request: ClientRequest, options: object, done: SocketCallback) => void;
}
type SocketCallback = (error: Error | null | undefined, socket?: Duplex) => void;

function tunnelAgent(secure: boolean, proxy: ProxyAddress, settings: https.AgentOptions): TunnelAgent {
  // Loaded here because most installations have no proxy.
  const hpagent = require('hpagent') as typeof import('hpagent');
  const Agent = secure ? hpagent.HttpsProxyAgent : hpagent.HttpProxyAgent;
  return new Agent({ ...settings, proxy: proxy as unknown as URL }) as unknown as TunnelAgent;
}

/**
 * Ends a CONNECT request that takes too long or that nobody waits for any more; hpagent would leave both running,
 * and Node tells an agent nothing about a request that is destroyed before it has a socket.
 */
function watchTunnels(agent: TunnelAgent, ca: ConnectionOptions['ca'], timeoutMs: number): TunnelAgent {
  const createSocket = agent.createSocket.bind(agent);
  agent.createSocket = (request, options, done) => {
    const stop = new AbortController();
    const timer = setTimeout(() => {
      stop.abort(new ProxyFailure('PROXY_TIMEOUT'));
    }, timeoutMs);
    const destroy = request.destroy.bind(request);
    request.destroy = (error) => {
      stop.abort(error ?? new Error('socket hang up'));
      return destroy(error);
    };
    // hpagent reads this while createSocket runs, and passes it on to the CONNECT request.
    agent.proxyRequestOptions = { ca, signal: stop.signal };
    createSocket(request, options, (error, socket) => {
      clearTimeout(timer);
      request.destroy = destroy;
      if (error) done(stop.signal.aborted ? (stop.signal.reason as Error) : proxyError(error));
      else done(null, socket);
    });
  };
  return agent;
}

/** Leaves hpagent's and Node's errors behind: only their codes go on. */
function proxyError(error: Error & { code?: unknown }): ProxyRefusal | ProxyFailure {
  const status = Number(/^Bad response: (\d{3})$/.exec(error.message)?.[1]);
  if (status >= 500) return new ProxyFailure(`PROXY_${status}`);
  if (status > 0) return new ProxyRefusal(status);
  const code = typeof error.code === 'string' ? error.code : 'FAILED';
  return new ProxyFailure(/CERT|SIGNATURE/.test(code) ? code : `PROXY_${code}`);
}
