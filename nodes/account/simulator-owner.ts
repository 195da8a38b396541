import { configError } from '../../lib/errors';
import type { Simulator } from '../../lib/simulator';

/** How long an unused simulator waits for a new user, in milliseconds. A redeploy takes less. */
const GRACE_MS = 1000;

/** What is used of `lib/simulator`. */
export type SimulatorModule = Pick<
  typeof import('../../lib/simulator'),
  'startSimulator' | 'SIMULATOR_ACCESS_KEY_ID' | 'SIMULATOR_ACCESS_KEY_SECRET'
>;

/** A simulator in use. */
export interface Lease {
  /** What a client needs to reach it. */
  readonly target: { endpoint: string; accessKeyId: string; accessKeySecret: string };
  /** Where its messages are; the first one to ask starts that part of it. */
  amqpUrl(): Promise<string>;
  /** Gives it back; to be called once. */
  release(): void;
}

/**
 * Owns the one simulator of this process: started for the first user, shared by all, and closed a while after the
 * last one has left, so that a redeploy finds it still there with everything its devices remember.
 */
export class SimulatorOwner {
  readonly #load: () => SimulatorModule;
  readonly #graceMs: number;
  #running: Promise<Simulator> | undefined;
  #users = 0;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param load gives the module that starts simulators.
   * @param graceMs how long it stays without a user, in milliseconds.
   */
  constructor(load: () => SimulatorModule, graceMs = GRACE_MS) {
    this.#load = load;
    this.#graceMs = graceMs;
  }

  /**
   * @throws AliyunIotError of kind `config` when the simulator cannot be started.
   */
  async acquire(): Promise<Lease> {
    clearTimeout(this.#timer);
    this.#users += 1;
    const running = (this.#running ??= this.#start());
    try {
      const simulator = await running;
      const { SIMULATOR_ACCESS_KEY_ID, SIMULATOR_ACCESS_KEY_SECRET } = this.#load();
      return {
        target: {
          endpoint: simulator.url,
          accessKeyId: SIMULATOR_ACCESS_KEY_ID,
          accessKeySecret: SIMULATOR_ACCESS_KEY_SECRET,
        },
        amqpUrl: () => simulator.startAmqp(),
        release: once(() => this.#release()),
      };
    } catch (error) {
      if (this.#running === running) {
        this.#running = undefined;
      }
      this.#release();
      throw startError(error);
    }
  }

  async #start(): Promise<Simulator> {
    return this.#load().startSimulator();
  }

  #release(): void {
    this.#users -= 1;
    if (this.#users > 0) {
      return;
    }
    clearTimeout(this.#timer);
    // Not a reason to keep the process alive; the simulator's own socket does that until it is closed.
    this.#timer = setTimeout(() => this.#close(), this.#graceMs).unref();
  }

  #close(): void {
    const running = this.#running;
    this.#running = undefined;
    running
      ?.then((simulator) => simulator.close())
      .catch(() => {
        // Nobody is left who could be told, and the process does not depend on it.
      });
  }
}

/** Loaded when the first account needs it: most installations talk to the cloud. */
function loadSimulator(): SimulatorModule {
  return require('../../lib/simulator') as SimulatorModule;
}

/** The one deliberate module-level state of the package: accounts come and go, the process has one simulator. */
export const simulatorOwner = new SimulatorOwner(loadSimulator);

function startError(cause: unknown): Error {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return configError(
    'simulator-failed',
    {
      en: `The simulator could not be started (${reason}). Check that programs may listen on 127.0.0.1.`,
      zh: `模拟器无法启动（${reason}）。请检查本机是否允许程序监听 127.0.0.1。`,
    },
    cause,
  );
}

function once(action: () => void): () => void {
  let called = false;
  return () => {
    if (!called) {
      called = true;
      action();
    }
  };
}
