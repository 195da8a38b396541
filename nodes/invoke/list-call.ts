import type { NodeMessage } from 'node-red';
import type { AliyunIotError, Executed } from '../../lib/errors';
import type { DeviceOutcome, InvokeManySummary, JobCounts } from '../../lib/services';
import { closedError } from '../shared/problems';
import type { Work } from '../shared/run-input';
import { writeFailure } from './answer';
import { refuse, type Asked } from './asked';
import type { CallParts } from './call';

/** How far a list is. */
export type Progress = Pick<JobCounts, 'settled' | 'total'>;

/** Brings what is known of a list's devices into the flow. */
export interface ListOutput {
  /** Told of each device when its outcome is known. */
  device?: (outcome: DeviceOutcome) => void;
  /** The message at the end, if there is one. */
  end?: (summary: InvokeManySummary) => Promise<NodeMessage>;
}

/** What an invoke node lends to each of its lists. */
export interface ListParts extends CallParts {
  /**
   * Prepares the output of one list.
   *
   * @param send sends a message, unless the input has been settled.
   */
  output: (msg: NodeMessage, asked: Asked, send: (msg: NodeMessage) => void) => ListOutput;
  /** Told when the list has come further. */
  moved: () => void;
}

/** One message, one list of devices: resolve the fields, call the service of each device, tell the outcomes. */
export class ListCall implements Work {
  executed: Executed = 'no';
  progress: Progress = { settled: 0, total: 0 };
  /** How it went, once it is over. */
  summary: InvokeManySummary | undefined;
  readonly #parts: ListParts;
  readonly #msg: NodeMessage;
  readonly #stop = new AbortController();
  #untold = 0;
  #isOver = false;
  #identifier = '';
  /** What the flow threw when a message was given to it. */
  #thrown: { error: unknown } | undefined;

  constructor(parts: ListParts, msg: NodeMessage) {
    this.#parts = parts;
    this.#msg = msg;
  }

  get untold(): number {
    return this.#isOver ? this.#untold : Math.max(1, this.#untold);
  }

  /** Sends no more calls, and ends those under way. */
  stop(): void {
    this.#stop.abort();
  }

  async run(signal: AbortSignal, send: (msg: NodeMessage) => void): Promise<NodeMessage | undefined> {
    const stop = (): void => this.stop();
    signal.addEventListener('abort', stop, { once: true });
    try {
      return await this.#run(signal, send);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  fail(failure: AliyunIotError): Error {
    const { language } = this.#parts;
    failure.message = failure.in(language);
    writeFailure(this.#msg, { identifier: this.#identifier }, failure, language);
    return failure;
  }

  async #run(signal: AbortSignal, send: (msg: NodeMessage) => void): Promise<NodeMessage | undefined> {
    const { ask, client, label, replies, output } = this.#parts;
    const asked = await ask(this.#msg);
    this.#identifier = asked.request.identifier;
    refuse(asked, label);
    const source = replies();
    const account = await client();
    if (signal.aborted) throw closedError('no');
    const { device, end } = output(this.#msg, asked, send);
    const list = asked.list ?? { devices: [], mode: 'each' };
    this.#move({ settled: 0, total: list.devices.length });
    // From here on only the client knows; should it break, devices may have acted.
    this.executed = 'unknown';
    const summary = await account.invokeMany({
      ...asked.request,
      ...list,
      ...(source && { replies: source }),
      signal: this.#stop.signal,
      onOutcome: (outcome, counts) => {
        // Who closed the node hears of it once, not for each device.
        if (device && !signal.aborted) this.#tell(() => device(outcome));
        else if (outcome.executed !== 'no') this.#untold += 1;
        this.#move(counts);
      },
    });
    this.#isOver = true;
    this.#end(summary, signal);
    return await end?.(summary);
  }

  /** Throws when it is not the list that ended, but the node or the flow. */
  #end(summary: InvokeManySummary, signal: AbortSignal): void {
    this.executed = summary.outcomes.some(({ executed }) => executed !== 'no') ? 'unknown' : 'no';
    if (signal.aborted) throw closedError(this.executed);
    if (this.#thrown) throw this.#thrown.error;
    this.summary = summary;
    const { language, warn } = this.#parts;
    summary.warnings?.forEach((texts) => warn(texts[language]));
  }

  #move(progress: Progress): void {
    this.progress = progress;
    this.#parts.moved();
  }

  /** A flow that cannot take what becomes of the devices gets no more devices called. */
  #tell(tell: () => void): void {
    if (this.#thrown) return;
    try {
      tell();
    } catch (error) {
      this.#thrown = { error };
      this.stop();
    }
  }
}
