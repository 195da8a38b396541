import type { Node, NodeMessage, NodeMessageInFlow } from 'node-red';
import { AliyunIotError, type Executed } from '../../lib/errors';
import { closedError, internalError } from './problems';

/** How long closing waits for what it aborted, in milliseconds. A deploy must not take longer than 5 s. */
const CLOSE_WAIT_MS = 4000;

/** What a node does with one message. */
export interface Work {
  /** Whether the device may have acted, as far as the work has come. */
  readonly executed: Executed;
  /** In how many calls a device may have acted that no flow hears of when the node is closed now; 1 when not given. */
  readonly untold?: number;
  /**
   * Does the work and gives the message to send; nothing when all has been sent.
   *
   * @param signal ends when the node is closed.
   * @param send for what is ready before the work is over. Sends nothing once the message has been settled, and
   *   throws what sending throws.
   * @throws whatever went wrong; `fail` gets it.
   */
  run(signal: AbortSignal, send: (msg: NodeMessage) => void): Promise<NodeMessage | undefined>;
  /** Writes a failure on the message, for Catch nodes to see, and gives the error to report. */
  fail(failure: AliyunIotError): Error;
}

/** How work went. */
export interface Ended {
  work: Work;
  /** Absent when it went well. */
  failure?: AliyunIotError;
}

/** What a node does with its messages. */
export interface InputJob {
  /** Takes a message on. Must not throw: nothing has been done yet. */
  begin(msg: NodeMessageInFlow): Work;
  /** Told after each message that begins or ends: how many are in flight, and how the one that ended went. */
  changed(inFlight: number, ended?: Ended): void;
  /**
   * Told when closing ended messages whose devices may have acted, in how many calls. A deploy closes Catch nodes before ours, so that
   * nobody else would hear of it.
   */
  cutShort?(mayHaveActed: number): void;
}

/**
 * The one way from Node-RED's input event to asynchronous work and back. Whatever happens - the work throws, sending
 * throws, the node is closed meanwhile - each message gets exactly one `done`, and no promise is left rejected, which
 * would end the whole Node-RED process.
 *
 * Closing refuses new messages, aborts those in flight and waits for them; what is still not settled then is
 * reported as aborted.
 *
 * @param node whose messages they are.
 * @param job what to do with them.
 * @param closeWaitMs how long closing waits, in milliseconds.
 */
export function handleInput(node: Node, job: InputJob, closeWaitMs = CLOSE_WAIT_MS): void {
  const running = new Set<Run>();
  let closing = false;
  let mayHaveActed = 0;

  node.on('input', (msg, send, done) => {
    const work = job.begin(msg);
    const run: Run = new Run(work, send, (error, failure) => {
      running.delete(run);
      if (closing && failure !== undefined && failure.executed !== 'no') mayHaveActed += work.untold ?? 1;
      try {
        settle(node, done, error);
      } finally {
        job.changed(running.size, failure === undefined ? { work } : { work, failure });
      }
    });
    if (closing) {
      run.giveUp();
      return;
    }
    running.add(run);
    void run.start();
    job.changed(running.size);
  });

  // With both parameters, or Node-RED does not wait for `done`.
  node.on('close', (_removed: boolean, done: () => void) => {
    closing = true;
    void closeAll([...running], closeWaitMs).then(() => {
      if (mayHaveActed > 0) job.cutShort?.(mayHaveActed);
      done();
    });
  });
}

/** Node-RED copies a message for Catch nodes before it logs anything, and not every message can be copied. */
function settle(node: Node, done: (error?: Error) => void, error: Error | undefined): void {
  try {
    done(error);
  } catch (thrown) {
    if (error === undefined) throw thrown;
    node.error(error);
  }
}

async function closeAll(runs: readonly Run[], waitMs: number): Promise<void> {
  for (const run of runs) {
    run.abort();
  }
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, waitMs);
  });
  await Promise.race([Promise.all(runs.map((run) => run.ended)), patience]);
  clearTimeout(timer);
  for (const run of runs) {
    run.giveUp();
  }
}

type Settle = (error?: Error, failure?: AliyunIotError) => void;

/** One message on its way through the node. */
class Run {
  /** Resolves when the message has been settled; never rejects. */
  readonly ended: Promise<void>;
  readonly #abort = new AbortController();
  readonly #work: Work;
  readonly #send: (msg: NodeMessage) => void;
  /** Gone once the message has been settled. */
  #settle: Settle | undefined;

  constructor(work: Work, send: (msg: NodeMessage) => void, settle: Settle) {
    this.#work = work;
    this.#send = send;
    this.ended = new Promise((resolve) => {
      this.#settle = (error, failure) => {
        this.#settle = undefined;
        try {
          settle(error, failure);
        } catch {
          // A logger or hook of another package threw inside `done`. The message is settled as far as it can be.
        }
        resolve();
      };
    });
  }

  /** Never rejects. */
  async start(): Promise<void> {
    try {
      const out = await this.#work.run(this.#abort.signal, (msg) => this.#sendUnsettled(msg));
      if (out !== undefined) this.#sendUnsettled(out);
      this.#settle?.();
    } catch (error) {
      this.#fail(error);
    }
  }

  #sendUnsettled(msg: NodeMessage): void {
    if (this.#settle !== undefined) this.#send(msg);
  }

  abort(): void {
    this.#abort.abort();
  }

  /** Reports the message as aborted, unless it has been settled. */
  giveUp(): void {
    this.#fail(closedError(this.#work.executed));
  }

  #fail(thrown: unknown): void {
    if (this.#settle === undefined) {
      return;
    }
    const failure = thrown instanceof AliyunIotError ? thrown : internalError(thrown, this.#work.executed);
    let error: Error = failure;
    try {
      error = this.#work.fail(failure);
    } catch {
      // A frozen message cannot be written on; the error itself is still reported.
    }
    this.#settle(error, failure);
  }
}
