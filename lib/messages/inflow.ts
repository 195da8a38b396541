import type { Socket } from 'node:net';
import type { EndReason } from './failures';

/** In bytes. The platform's messages have 256 KB at most. */
const LARGEST_FRAME = 16 * 1024 * 1024;
/** What a frame begins with, size included; as long is the word with which each side opens a protocol. */
const SMALLEST_FRAME = 8;
const SIZE_BYTES = 4;

/** Follows the frames that a peer sends by their sizes. */
export class FrameSizes {
  /** Of a size, as far as it has come. */
  #begun = Buffer.alloc(0);
  /** Of the frame whose size is known. */
  #missing = 0;

  /** @returns false when there is a size that no frame has. */
  take(bytes: Buffer): boolean {
    let at = 0;
    while (at < bytes.length) {
      const wanted = this.#missing || SIZE_BYTES - this.#begun.length;
      const part = bytes.subarray(at, at + wanted);
      at += part.length;
      if (this.#missing > 0) this.#missing -= part.length;
      else if (!this.#addToSize(part)) return false;
    }
    return true;
  }

  #addToSize(part: Buffer): boolean {
    this.#begun = Buffer.concat([this.#begun, part]);
    if (this.#begun.length < SIZE_BYTES) return true;
    const opens = this.#begun.toString('latin1') === 'AMQP';
    const size = opens ? SMALLEST_FRAME : this.#begun.readUInt32BE();
    this.#begun = Buffer.alloc(0);
    this.#missing = size - SIZE_BYTES;
    return size >= SMALLEST_FRAME && size <= LARGEST_FRAME;
  }
}

/**
 * Watches what a peer sends for what the AMQP library does not see: a size that is none, for which it would wait and
 * keep all that comes; and silence in the middle of a frame, where its own clock stands still.
 *
 * @param silenceMs how long the peer may say nothing, in milliseconds.
 * @param told which of the two it was; may be called again.
 */
export function watchInflow(socket: Socket, silenceMs: number, told: (reason: EndReason) => void): void {
  const sizes = new FrameSizes();
  const timer = setTimeout(() => told('amqp-connection-lost'), silenceMs);
  socket.on('data', (bytes: Buffer) => {
    timer.refresh();
    if (!sizes.take(bytes)) told('amqp-protocol');
  });
  socket.on('close', () => clearTimeout(timer));
}
