import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** One side of the soak: a process that is killed and started again. */
export class Child {
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #process;
  #program;
  #args;
  #told;
  #asked = 0;
  /** @type {Map<number, (value: any) => void>} */
  #answers = new Map();

  /**
   * @param {string} program beside this file.
   * @param {readonly (string | number)[]} args
   * @param {(message: any) => void} told gets what it tells of itself.
   */
  constructor(program, args, told) {
    this.#program = fileURLToPath(new URL(program, import.meta.url));
    this.#args = args.map(String);
    this.#told = told;
  }

  /** Resolves when it is ready. */
  async start() {
    const child = fork(this.#program, this.#args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.#process = child;
    await new Promise((resolve, reject) => {
      child.once('exit', () => reject(new Error(`${this.#program} ended while it was starting`)));
      child.on('message', (/** @type {any} */ message) => {
        if (message.type === 'ready') resolve(undefined);
        else if (message.type === 'answer') this.#answers.get(message.id)?.(message.value);
        else this.#told(message);
      });
    });
  }

  /**
   * Lets it do something.
   *
   * @param {string} command
   * @param {unknown} [argument]
   * @returns {Promise<any>}
   */
  ask(command, argument) {
    const id = (this.#asked += 1);
    return new Promise((resolve) => {
      this.#answers.set(id, (value) => {
        this.#answers.delete(id);
        resolve(value);
      });
      this.#process?.send({ id, command, argument });
    });
  }

  /** Ends it as a loss of power does; what it had told is heard. */
  async kill() {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, 'close');
    child.kill('SIGKILL');
    await closed;
  }
}
