import { setMaxListeners } from 'node:events';
import { AliyunIotError } from '../errors';
import { Deadline } from '../limits';
import { neededMs, type InvokeContext, type JobTurn } from './plan';
import { drawInTurn } from './draw';
import { invokeValid, type Handling, type Run } from './invoke';
import { invokeChunk } from './invoke-batch';
import { chunksOf, type ChunkOfJob } from './job-chunks';
import { internalError, jobStopped, jobTooLate } from './job-errors';
import { jobReplies } from './job-replies';
import { validateJob, type JobDevice, type ValidJob } from './job-list';
import type { DeviceOutcome, DeviceSuccess, InvokeManyJob, InvokeManySummary, JobCounts } from './many-types';
import { notReadable } from './readable';
import type { InvokeOutcome } from './types';
import { serviceParams } from './validate';

/**
 * Calls a service of every device of a list, as one job: it takes one place in the queue, whatever its length, and the
 * account's other calls get their turn. What fails for one device stops no other.
 *
 * @returns when the outcome of every device is known; also when the job was stopped or ran out of time.
 * @throws ValidationError before anything is sent, AliyunIotError of kind `queue-full` when the job finds no place.
 */
export async function invokeMany(
  job: InvokeManyJob,
  context: InvokeContext,
  signal: AbortSignal,
): Promise<InvokeManySummary> {
  // As many calls listen as are under way, each at several places.
  setMaxListeners(0, signal);
  const run = await prepare(job, context, signal);
  return run.run();
}

/** Reads the whole job before anything of it is sent. */
async function prepare(job: InvokeManyJob, context: InvokeContext, signal: AbortSignal): Promise<JobRun> {
  try {
    return new JobRun(job, await validateJob(job), context, signal);
  } catch (error) {
    throw notReadable(error);
  }
}

/** How one device was called, and what came of it. */
type Ending = Omit<DeviceSuccess, 'index' | 'device' | 'mode'> | { ok: false; error: AliyunIotError };

class JobRun {
  readonly #deadline: Deadline;
  readonly #handling: Handling;
  /** The devices whose outcome is not known, although their call may be over. */
  readonly #unsettled = new Set<Promise<void>>();
  readonly #outcomes: DeviceOutcome[];
  readonly #counts: JobCounts;
  /** One for all: a list of ten thousand that is stopped at once needs no ten thousand errors. */
  readonly #stopped = jobStopped();
  readonly #tooLate = jobTooLate();
  /** What a listener threw. */
  #thrown: { error: unknown } | undefined;

  constructor(
    private readonly job: InvokeManyJob,
    private readonly valid: ValidJob,
    private readonly context: InvokeContext,
    private readonly signal: AbortSignal,
  ) {
    const total = valid.devices.length;
    this.#deadline = new Deadline(valid.jobDeadlineMs);
    const replies = job.mode === 'each' && job.replies ? jobReplies(job.replies, this.#deadline) : undefined;
    this.#handling = { ...job, replies };
    this.#outcomes = new Array<DeviceOutcome>(total);
    this.#counts = { total, settled: 0, succeeded: 0, accepted: 0, failed: 0, unknown: 0 };
  }

  async run(): Promise<InvokeManySummary> {
    const { concurrency, devices, warnings } = this.valid;
    const { chunks, singles } = chunksOf(devices, this.job.mode);
    if (singles.length > 0) this.context.limiter.takeJob();
    if (chunks.length > 0) this.context.batchLimiter().takeJob();
    await Promise.all([
      drawInTurn(singles, concurrency, (index, onTurn) => this.#single(index, onTurn)),
      drawInTurn(chunks, concurrency, (chunk, onTurn) => this.#chunk(chunk, onTurn)),
    ]);
    await Promise.all(this.#unsettled);
    if (this.#thrown) throw this.#thrown.error;
    return { ...this.#counts, outcomes: this.#outcomes, ...(warnings.length > 0 && { warnings }) };
  }

  /** Resolves when the call is over: a device whose reply is waited for holds up no other. */
  #single(index: number, onTurn: () => void): Promise<void> {
    return new Promise((onOver) => {
      const run = { signal: this.signal, job: this.#turn(onTurn), onTaken: onOver };
      const settled = this.#ending(() => this.#callOne(this.#at(index), run)).then((ending) => {
        this.#unsettled.delete(settled);
        this.#settle([index], 'each', ending);
        onOver();
      });
      this.#unsettled.add(settled);
    });
  }

  async #chunk({ productKey, args, indexes }: ChunkOfJob, onTurn: () => void): Promise<void> {
    const chunk = {
      ...this.valid.settings,
      productKey,
      deviceNames: indexes.map((index) => this.#at(index).device.deviceName ?? ''),
      args,
      deadlineMs: this.#deadlineMs(),
      safeToRepeat: this.#handling.safeToRepeat === true,
    };
    const ending = await this.#ending(async () => {
      const run = { signal: this.signal, job: this.#turn(onTurn) };
      const answer = await invokeChunk(chunk, this.context, run);
      return { ok: true, accepted: true, executed: 'unknown', ...answer };
    });
    this.#settle(indexes, 'batch', ending);
  }

  async #callOne({ device, args }: JobDevice, run: Run): Promise<Ending> {
    const { settings } = this.valid;
    const target: Record<string, string> = device.iotId
      ? { IotId: device.iotId }
      : { ProductKey: device.productKey ?? '', DeviceName: device.deviceName ?? '' };
    const params = { ...target, ...serviceParams(settings, args) };
    const valid = { ...settings, params, deadlineMs: this.#deadlineMs(), warnings: [] };
    return endingOf(await invokeValid(valid, this.#handling, this.context, run));
  }

  /** Never rejects. */
  async #ending(call: () => Promise<Ending>): Promise<Ending> {
    if (this.signal.aborted || this.#thrown) return { ok: false, error: this.#stopped };
    if (this.#deadline.remainingMs() < 0) return { ok: false, error: this.#tooLate };
    try {
      return await call();
    } catch (error) {
      return { ok: false, error: error instanceof AliyunIotError ? error : internalError(error) };
    }
  }

  #turn(onTurn: () => void): JobTurn {
    const { timeoutMs } = this.valid.settings;
    return { onTurn, deadline: new Deadline(this.#deadline.remainingMs() + neededMs(timeoutMs)) };
  }

  /** A call drawn now may take this long: it is sent until the job's deadline, and what was sent may end by itself. */
  #deadlineMs(): number {
    const { timeoutMs, deadlineMs } = this.valid.settings;
    return Math.min(deadlineMs, this.#deadline.remainingMs() + neededMs(timeoutMs));
  }

  #settle(indexes: readonly number[], mode: 'each' | 'batch', ending: Ending): void {
    for (const index of indexes) {
      const facts = { index, device: this.#at(index).device, mode };
      const outcome: DeviceOutcome = ending.ok
        ? { ...facts, ...ending }
        : { ...facts, ...ending, executed: ending.error.executed };
      this.#outcomes[index] = outcome;
      this.#counts.settled += 1;
      this.#counts[countOf(outcome)] += 1;
      this.#tell(outcome);
    }
  }

  #tell(outcome: DeviceOutcome): void {
    if (this.#thrown) return;
    try {
      this.job.onOutcome?.(outcome, { ...this.#counts });
    } catch (error) {
      this.#thrown = { error };
    }
  }

  #at(index: number): JobDevice {
    return this.valid.devices[index] as JobDevice;
  }
}

function endingOf({ mode, ...answer }: InvokeOutcome): Ending {
  const answered = mode === 'sync' || answer.timings.replyMs !== undefined;
  return { ok: true, accepted: !answered, executed: answered ? 'yes' : 'unknown', ...answer };
}

function countOf(outcome: DeviceOutcome): 'succeeded' | 'accepted' | 'failed' | 'unknown' {
  if (outcome.ok) return outcome.accepted ? 'accepted' : 'succeeded';
  return outcome.executed === 'unknown' ? 'unknown' : 'failed';
}
