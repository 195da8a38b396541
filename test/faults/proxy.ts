import net, { type AddressInfo, type Socket } from 'node:net';
import { TLSSocket, type SecureContextOptions } from 'node:tls';

/** What a proxy does once it has read a CONNECT request. */
export type ProxyFault = (socket: Socket, port: number) => void;

const ESTABLISHED = 'HTTP/1.1 200 Connection established\r\n\r\n';

/** As it should be. */
export const tunnel: ProxyFault = (socket, port) => {
  const onward = net.connect(port, '127.0.0.1', () => {
    socket.write(ESTABLISHED);
    socket.pipe(onward).pipe(socket);
  });
  onward.on('error', () => socket.destroy());
  socket.on('close', () => onward.destroy());
};

/** Says no. */
export function refuses(status: number, body = ''): ProxyFault {
  return (socket) => socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
}

/** Says yes and then sends this instead of what the other end says. */
export function lies(text: string): ProxyFault {
  return (socket) => {
    socket.write(ESTABLISHED);
    setTimeout(() => socket.write(text), 20).unref();
  };
}

/**
 * Says yes and then pretends to be the other end.
 *
 * @param secure its certificate and key.
 * @param heard gets what it was told.
 */
export function pretends(secure: SecureContextOptions, heard: string[]): ProxyFault {
  return (socket) => {
    socket.write(ESTABLISHED);
    const inside = new TLSSocket(socket, { isServer: true, ...secure });
    inside.on('error', () => undefined).on('data', (chunk: Buffer) => heard.push(chunk.toString()));
  };
}

export const saysYesAndCloses: ProxyFault = (socket) => void socket.end(ESTABLISHED);
export const saysNothing: ProxyFault = () => undefined;
export const talksNonsense: ProxyFault = (socket) => void socket.end('220 smtp.example ESMTP\r\n\r\n');

/** A proxy that goes wrong as told, and keeps what it was asked. */
export class Proxy {
  readonly asked: string[] = [];
  readonly #server: net.Server;
  readonly #sockets = new Set<Socket>();

  private constructor(fault: ProxyFault) {
    this.#server = net.createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => socket.destroy()).on('close', () => this.#sockets.delete(socket));
      socket.once('data', (chunk: Buffer) => {
        this.asked.push(chunk.toString());
        fault(socket, Number(/^CONNECT \S+:(\d+) /.exec(chunk.toString())?.[1]));
      });
    });
  }

  static async start(fault: ProxyFault): Promise<Proxy> {
    const proxy = new Proxy(fault);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}
