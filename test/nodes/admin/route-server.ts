import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { EventEmitter } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { NodeAPI } from 'node-red';

/** What came back. */
export interface Reply {
  status: number;
  text: string;
  body: Record<string, unknown> & {
    error?: Record<string, unknown> & { problems?: { path: string; rule: string }[] };
  };
}

type Handler = (
  request: IncomingMessage & { body?: unknown },
  response: ServerResponse,
  next: () => void,
) => void;

/** Serves the routes of the editor without Node-RED: without a login, and without anybody who has read the body. */
export class RouteServer {
  readonly RED: NodeAPI;
  readonly events = new EventEmitter();
  /** Nodes that are deployed, by their ID. */
  readonly nodes = new Map<string, object>();
  readonly #routes = new Map<string, Handler[]>();
  #server: http.Server | undefined;

  /**
   * @param addRoutes adds the routes, e.g. `addAccountRoutes`.
   */
  constructor(addRoutes: (RED: NodeAPI) => void) {
    this.RED = {
      httpAdmin: { post: (path: string, ...handlers: Handler[]) => this.#routes.set(path, handlers) },
      auth: { needsPermission: () => (_: unknown, __: unknown, next: () => void) => next() },
      nodes: { getNode: (id: string) => this.nodes.get(id) ?? null, eachNode: () => undefined },
      util: { getSetting: (_: unknown, name: string) => process.env[name] },
      events: this.events,
    } as unknown as NodeAPI;
    addRoutes(this.RED);
  }

  async start(): Promise<void> {
    this.#server = http.createServer((request, response) => {
      const handlers = [...(this.#routes.get(request.url ?? '') ?? [])];
      const next = (): void => handlers.shift()?.(request, response, next);
      if (handlers.length > 0) next();
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => this.#server!.listen(0, '127.0.0.1', resolve));
  }

  /** As Node-RED does it when it ends. */
  async stop(): Promise<void> {
    this.events.emit('flows:stopping');
    this.#server!.closeAllConnections();
    await new Promise((resolve) => this.#server!.close(resolve));
  }

  /**
   * @param body an object, or the text that is sent.
   */
  async ask(
    path: string,
    body: object | string,
    options: { headers?: Record<string, string>; signal?: AbortSignal } = {},
  ): Promise<Reply> {
    const response = await fetch(`${this.url}/aliyun-iot/${path}`, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'Content-Type': 'application/json', ...options.headers },
      signal: options.signal ?? null,
    });
    const text = await response.text();
    return { status: response.status, text, body: text === '' ? {} : (JSON.parse(text) as Reply['body']) };
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server!.address() as AddressInfo).port}`;
  }
}
