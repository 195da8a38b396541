import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** As to a server in another city: what is under way is lost when the wire is cut, in both directions. */
const DELAY_MS = 40;

/** @typedef {import('node:net').Socket} Socket */

/** The way from Node-RED to the broker, long enough for messages and answers to be under way on it. */
export class Wire {
  /** @type {Set<Socket>} */
  #sockets = new Set();
  #server;

  /** @param {number} port where it leads to. */
  constructor(port) {
    this.#server = createServer((near) => {
      const far = connect(port, '127.0.0.1');
      for (const [from, to] of /** @type {const} */ ([
        [near, far],
        [far, near],
      ])) {
        this.#sockets.add(from);
        from.on('data', (chunk) => setTimeout(() => !to.destroyed && to.write(chunk), DELAY_MS));
        from.on('error', () => undefined);
        from.on('close', () => {
          this.#sockets.delete(from);
          setTimeout(() => to.destroy(), DELAY_MS);
        });
      }
    });
  }

  /** @returns {Promise<number>} its port. */
  async lay() {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return /** @type {import('node:net').AddressInfo} */ (this.#server.address()).port;
  }

  /** What is on its way arrives nowhere. */
  async cut() {
    for (const socket of this.#sockets) socket.destroy();
  }

  async remove() {
    await this.cut();
    this.#server.close();
  }
}
