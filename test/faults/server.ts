import { createHmac } from 'node:crypto';
import net, { type AddressInfo, type Socket } from 'node:net';
import tls from 'node:tls';

/** A request that arrived whole, and the means to do something about it. */
export interface Exchange {
  /** Names the message: the caller puts it into Args as `marker`. */
  marker: string;
  socket: Socket;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  path: string;
  /** Query and form together. */
  params: Readonly<Record<string, string>>;
  body: string;
  /** The how-manieth request on its connection, from 1. */
  turn: number;
  /** The DeviceNames it is for. */
  devices: readonly string[];
  /** All its devices act. */
  execute: () => void;
  /** Writes an answer, and nothing else happens. */
  answer: (body: object | string | Buffer, init?: AnswerInit) => void;
}

export interface AnswerInit {
  status?: number;
  headers?: Readonly<Record<string, string>>;
}

/** What the server does with a request. */
export type Fault = (exchange: Exchange) => void;

export interface FaultServerOptions {
  tls?: tls.TlsOptions;
  /** Called for each connection before anything is read from it. */
  connected?: (socket: Socket, count: number) => void;
}

/**
 * A platform that goes wrong as told, on bare sockets. It shares no code with the simulator or with the client, and
 * counts how often the device acts on each message: that is what the promise of the package is held against.
 */
export class FaultServer {
  readonly received: Exchange[] = [];
  /** By message. */
  readonly executions = new Map<string, number>();
  /** By DeviceName. */
  readonly acted = new Map<string, number>();
  readonly sockets = new Set<Socket>();
  connections = 0;
  fault: Fault;
  readonly #listener: net.Server;
  readonly #secure: boolean;

  private constructor(fault: Fault, { tls: secure, connected }: FaultServerOptions) {
    this.fault = fault;
    this.#secure = secure !== undefined;
    this.#listener = secure ? tls.createServer(secure) : net.createServer();
    this.#listener.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.sockets.delete(socket));
      this.connections += 1;
      connected?.(socket, this.connections);
    });
    this.#listener.on('tlsClientError', () => undefined);
    this.#listener.on(this.#secure ? 'secureConnection' : 'connection', (socket: Socket) => {
      socket.on('error', () => undefined);
      this.#read(socket);
    });
  }

  static async start(fault: Fault, options: FaultServerOptions = {}): Promise<FaultServer> {
    const server = new FaultServer(fault, options);
    await new Promise<void>((resolve) => server.#listener.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get port(): number {
    return (this.#listener.address() as AddressInfo).port;
  }

  get url(): string {
    return this.#secure ? `https://localhost:${this.port}` : `http://127.0.0.1:${this.port}`;
  }

  /** How often the device acted on this message. */
  executed(marker: string): number {
    return this.executions.get(marker) ?? 0;
  }

  /** Requests that came for this message. */
  of(marker: string): Exchange[] {
    return this.received.filter((exchange) => exchange.marker === marker);
  }

  /** What nobody may ever see, of one message or of all: each signature that came, and each body that was signed. */
  secrets(marker?: string): string[] {
    return (marker === undefined ? this.received : this.of(marker)).flatMap(({ body, headers, params }) => {
      const signature = params['Signature'] ?? /Signature=(\w+)/.exec(headers['authorization'] ?? '')?.[1];
      return [body, signature].filter((text) => text !== undefined && text !== '') as string[];
    });
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#listener.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  #read(socket: Socket): void {
    let pending = Buffer.alloc(0);
    let turn = 0;
    socket.on('data', (chunk: Buffer) => {
      pending = Buffer.concat([pending, chunk]);
      for (let request = parse(pending); request; request = parse(pending)) {
        pending = pending.subarray(request.length);
        turn += 1;
        this.#take(request, socket, turn);
      }
    });
  }

  #take({ headers, path, body }: Request, socket: Socket, turn: number): void {
    const form = (headers['content-type'] ?? '').includes('form') ? body : '';
    const params = Object.fromEntries([
      ...new URLSearchParams(path.split('?')[1] ?? ''),
      ...new URLSearchParams(form),
    ]);
    const marker = /"marker":\s*"([^"]*)"/.exec(params['Args'] ?? '')?.[1] ?? '';
    const exchange: Exchange = {
      ...{ marker, socket, headers, path, params, body, turn, devices: devicesOf(params) },
      execute: () => {
        count(this.executions, marker);
        for (const device of exchange.devices) count(this.acted, device);
      },
      answer: (content, init) => socket.write(response(content, init)),
    };
    this.received.push(exchange);
    this.fault(exchange);
  }
}

function devicesOf(params: Readonly<Record<string, string>>): string[] {
  return Object.keys(params)
    .filter((name) => /^DeviceName(\.\d+)?$/.test(name))
    .map((name) => params[name] ?? '');
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

interface Request {
  headers: Record<string, string>;
  path: string;
  body: string;
  /** Bytes it took. */
  length: number;
}

function parse(bytes: Buffer): Request | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [start = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  );
  const length = end + 4 + Number(headers['content-length'] ?? 0);
  if (bytes.length < length) return undefined;
  return { headers, path: start.split(' ')[1] ?? '', body: bytes.toString('utf8', end + 4, length), length };
}

/** An answer as it goes over the wire. */
export function response(
  content: object | string | Buffer,
  { status = 200, headers = {} }: AnswerInit = {},
): Buffer {
  const plain = typeof content === 'string' || Buffer.isBuffer(content);
  const body = Buffer.from(plain ? content : JSON.stringify(content));
  const all = { 'content-type': 'application/json', 'content-length': String(body.length), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status} Status\r\n${lines.join('')}\r\n`), body]);
}

/** Whether the HMAC-SHA1 signature of a request is right, by code of the test's own. */
export function signatureIsRight({ params }: Exchange, accessKeySecret: string): boolean {
  const encode = (text: string): string =>
    encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const pairs = Object.entries(params)
    .filter(([name]) => name !== 'Signature')
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const canonical = pairs.map(([name, value]) => `${name}=${value}`).join('&');
  const signature = createHmac('sha1', `${accessKeySecret}&`).update(`POST&%2F&${encode(canonical)}`);
  return signature.digest('base64') === params['Signature'];
}
