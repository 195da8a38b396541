import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A request as the fault server received it, body and all. */
export interface Received {
  headers: IncomingMessage['headers'];
  url: string;
  /** Query and form together. */
  params: Record<string, string>;
  body: string;
  socket: Socket;
}

export type Behaviour = (request: Received, response: ServerResponse) => void;

/** A server that does what a test tells it, request by request, and keeps what it received. */
export interface FaultServer {
  url: string;
  received: Received[];
  sockets: Set<Socket>;
  close(): Promise<void>;
}

export async function faultServer(
  behaviour: Behaviour,
  options: http.ServerOptions = {},
): Promise<FaultServer> {
  const received: Received[] = [];
  const sockets = new Set<Socket>();
  const server = http.createServer(options, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const url = request.url ?? '';
      const params = Object.fromEntries([
        ...new URLSearchParams(url.split('?')[1] ?? ''),
        ...new URLSearchParams(body),
      ]);
      const entry = { headers: request.headers, url, params, body, socket: request.socket };
      received.push(entry);
      behaviour(entry, response);
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    sockets,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Answers with JSON. */
export function json(value: unknown, status = 200, headers: Record<string, string> = {}): Behaviour {
  return raw(JSON.stringify(value), status, { 'content-type': 'application/json', ...headers });
}

/** Answers with a body as it is. */
export function raw(body: string | Buffer, status = 200, headers: Record<string, string> = {}): Behaviour {
  return (_request, response) => {
    response.writeHead(status, headers);
    response.end(body);
  };
}

/** Does one thing after another, the last one for ever. */
export function inTurn(...behaviours: Behaviour[]): Behaviour {
  let turn = 0;
  return (request, response) => {
    const next = behaviours[Math.min(turn++, behaviours.length - 1)]!;
    next(request, response);
  };
}
