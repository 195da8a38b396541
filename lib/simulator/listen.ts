import type { AddressInfo, Server, Socket } from 'node:net';
import { configError } from '../errors';

/** A server that listens. */
export interface Listening {
  readonly port: number;
  /** Stops listening and destroys every connection; resolves when all are gone. */
  close(): Promise<void>;
}

/**
 * Lets a server listen.
 *
 * @param port 0 for any free one.
 * @throws AliyunIotError of kind `config` when the port is taken or the host is not ours.
 */
export async function listen(server: Server, port: number, host: string): Promise<Listening> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, port, host)));
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // With an error, because libraries stop their timers when they hear of one.
        for (const socket of sockets) socket.destroy(new Error('The simulator was closed.'));
      }),
  };
}

/** The address to reach a server at: one that stands for "any" is reached over loopback. */
export function urlOf(protocol: string, host: string, port: number): string {
  if (host === '0.0.0.0' || host === '::' || host === '') return `${protocol}://127.0.0.1:${port}`;
  return `${protocol}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function listenError(error: NodeJS.ErrnoException, port: number, host: string): Error {
  if (error.code === 'EADDRINUSE') {
    return configError('port-taken', {
      en: `Port ${port} is taken by another program. Choose another one, or 0 for any free port.`,
      zh: `端口 ${port} 已被其他程序占用，请换一个端口，或用 0 表示任意空闲端口。`,
    });
  }
  return configError(
    'cannot-listen',
    {
      en: `The simulator cannot listen on ${host} port ${port} (${error.code ?? error.message}). Choose another host or port.`,
      zh: `模拟器无法监听 ${host} 的端口 ${port}（${error.code ?? error.message}），请更换主机或端口。`,
    },
    error,
  );
}
