import { gzipSync } from 'node:zlib';
import { response, type AnswerInit, type Exchange, type Fault } from './server';

/** What a device and the platform say when all is well; the Result names the message it belongs to. */
export function success(marker: string): object {
  const result = { id: '1', code: 200, data: { marker }, message: 'success' };
  return {
    RequestId: `r-${marker}`,
    Success: true,
    Data: { MessageId: `m-${marker}`, Result: JSON.stringify(result) },
  };
}

/** Executes and answers. */
export const ok: Fault = (exchange) => {
  exchange.execute();
  exchange.answer(success(exchange.marker));
};

/** Answers without that the device acts: a refusal. */
export function says(body: object | string | Buffer, init: AnswerInit = {}): Fault {
  return (exchange) => exchange.answer(body, init);
}

/** The device acts, and the answer is this one. */
export function actsAndSays(body: object | string | Buffer, init: AnswerInit = {}): Fault {
  return (exchange) => {
    exchange.execute();
    exchange.answer(body, init);
  };
}

/** A refusal in the gateway's shape. */
export function refusal(
  code: string,
  status = 400,
  headers: Record<string, string> = {},
  message = 'no',
): Fault {
  return says({ RequestId: 'r-refused', HostId: 'iot', Code: code, Message: message }, { status, headers });
}

/** One fault after another, the last one for ever. */
export function inTurn(...faults: [Fault, ...Fault[]]): Fault {
  let turn = 0;
  return (exchange) => (faults[Math.min(turn++, faults.length - 1)] ?? faults[0])(exchange);
}

/** The device acts at once; its answer comes late. */
export function slow(ms: number): Fault {
  return (exchange) => {
    exchange.execute();
    later(exchange, ms, () => exchange.answer(success(exchange.marker)));
  };
}

function later({ socket }: Exchange, ms: number, then: () => void): void {
  setTimeout(() => socket.writable && then(), ms).unref();
}

/** The device acts, and then this happens to the connection. */
function acts(then: (exchange: Exchange, answer: Buffer) => void): Fault {
  return (exchange) => {
    exchange.execute();
    then(exchange, response(success(exchange.marker)));
  };
}

const headLength = (answer: Buffer): number => answer.indexOf('\r\n\r\n') + 4;
const chunkedHead = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n';

/** Writes a part of the answer, and when it has left, does the rest. */
function partly(part: (answer: Buffer) => Buffer, then: (exchange: Exchange) => void): Fault {
  return acts((exchange, answer) =>
    exchange.socket.write(part(answer), () => later(exchange, 20, () => then(exchange))),
  );
}

const reset = ({ socket }: Exchange): void => void socket.resetAndDestroy();
const finish = ({ socket }: Exchange): void => void socket.end();
const nothing = (): void => undefined;

export const stall = acts(nothing);
export const resetAfterRequest = acts(reset);
export const finAfterRequest = acts(finish);
export const resetMidHeader = partly((answer) => answer.subarray(0, 30), reset);
export const finMidHeader = partly((answer) => answer.subarray(0, 30), finish);
export const resetMidBody = partly((answer) => answer.subarray(0, headLength(answer) + 20), reset);
export const shortLength = partly((answer) => answer.subarray(0, -5), finish);
export const stallAfterHeaders = partly((answer) => answer.subarray(0, headLength(answer)), nothing);
export const stallMidBody = partly((answer) => answer.subarray(0, headLength(answer) + 20), nothing);
export const noLastChunk = partly((answer) => chunked(answer.subarray(headLength(answer)), false), finish);
export const inChunks = partly((answer) => chunked(answer.subarray(headLength(answer)), true), nothing);

function chunked(body: Buffer, last: boolean): Buffer {
  const size = `${body.length.toString(16)}\r\n`;
  return Buffer.concat([Buffer.from(chunkedHead + size), body, Buffer.from(last ? '\r\n0\r\n\r\n' : '\r\n')]);
}

/** One byte at a time, from the answer's first byte or only in its body. */
export function drip(where: 'header' | 'body', everyMs = 400): Fault {
  return acts((exchange, answer) => {
    let at = where === 'header' ? 1 : headLength(answer);
    exchange.socket.write(answer.subarray(0, at));
    const timer = setInterval(() => {
      if (exchange.socket.writable) exchange.socket.write(answer.subarray(at, ++at));
      else clearInterval(timer);
    }, everyMs).unref();
  });
}

/** The interim answer that some gateways send before the real one, also unasked. */
export const continueFirst = acts((exchange, answer) => {
  exchange.socket.write('HTTP/1.1 100 Continue\r\n\r\n');
  later(exchange, 20, () => exchange.socket.write(answer));
});

/** Wants another protocol, which nobody asked for. */
export const switchProtocols = acts(({ socket }) => {
  socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n');
});

export const notHttp = acts(({ socket }) => void socket.end('SSH-2.0-OpenSSH_9.2\r\n\r\n'));

export const bigHeaders = acts((exchange) =>
  exchange.answer(success(exchange.marker), { headers: { 'x-long': 'x'.repeat(20_000) } }),
);

/** A body that goes on for 64 MB. It is made as it leaves, so that this process holds none of it. */
export const bigBody = acts(({ socket }) => {
  const block = Buffer.alloc(65_536, 'x');
  let left = 1024;
  socket.write('HTTP/1.1 200 OK\r\ncontent-length: 67108864\r\n\r\n');
  const more = (): void => {
    while (left > 0 && socket.writable) {
      left -= 1;
      if (!socket.write(block)) break;
    }
  };
  socket.on('drain', more);
  more();
});

let bomb: Buffer | undefined;
/** 50 MB of nothing in 50 KB, which take a quarter of a second to make. */
export const gzipBomb: Fault = (exchange) => {
  bomb ??= gzipSync(Buffer.alloc(50 * 1024 * 1024));
  actsAndSays(bomb, { headers: { 'content-encoding': 'gzip' } })(exchange);
};

export function redirect(status: number, location: string): Fault {
  return says('', { status, headers: { location } });
}

/** Answers, and hangs up at the moment the next request comes on the same connection. */
export const closeAsWeSend: Fault = (exchange) => {
  if (exchange.turn === 1) {
    exchange.execute();
    exchange.answer(success(exchange.marker));
  } else exchange.socket.resetAndDestroy();
};
