import http from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SeenRequest {
  method: string;
  path: string;
  headers: http.IncomingHttpHeaders;
  body: string;
}

export type Reply =
  { status?: number; body?: unknown; headers?: http.OutgoingHttpHeaders } | 'hang' | 'close';

/** A service that hands out credentials, or fails to, as a test says. */
export interface StubSource {
  url: string;
  seen: SeenRequest[];
  reply: (request: SeenRequest) => Reply | Promise<Reply>;
  close: () => Promise<void>;
}

/** Starts it on a free port of the loopback interface. */
export async function startStubSource(): Promise<StubSource> {
  const server = http.createServer((request, response) => {
    void answer(source, request, response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const source: StubSource = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: [],
    reply: () => ({ body: temporary() }),
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
  return source;
}

async function answer(
  source: StubSource,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const body = Buffer.concat((await request.toArray()) as Buffer[]).toString();
  const seen = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body };
  source.seen.push(seen);
  const reply = await source.reply(seen);
  if (reply === 'hang') return;
  if (reply === 'close') {
    request.socket.destroy();
    return;
  }
  const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? {});
  response.writeHead(reply.status ?? 200, reply.headers).end(text);
}

/** What the metadata service and a credentials URI answer. `lifeMs` may be negative. */
export function temporary(name = 'first', lifeMs = 3_600_000): Record<string, string> {
  return {
    Code: 'Success',
    AccessKeyId: `STS.${name}`,
    AccessKeySecret: `secret-${name}`,
    SecurityToken: `token-${name}`,
    Expiration: new Date(Date.now() + lifeMs).toISOString(),
  };
}
