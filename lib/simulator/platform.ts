import { History } from './history';
import { Timers } from './timers';
import type { Execution, SimulatorOptions } from './types';
import type { World } from './world';

/** What an action works with: the world and what happens in it. */
export interface Platform {
  readonly world: World;
  readonly now: () => number;
  readonly timers: Timers;
  readonly executions: History<Execution>;
  readonly rrpcTimeoutMs: number;
  readonly numbers: 'documented' | 'lenient';
  /** The next MessageId: a decimal string that does not survive being read as a JavaScript number. */
  nextMessageId(): string;
}

/** The platform gives up on a synchronous call after 8 s. https://help.aliyun.com/document_detail/69584.html */
const RRPC_TIMEOUT_MS = 8000;
const MAX_EXECUTIONS = 10_000;
const MAX_EXECUTION_CHARACTERS = 32 * 1024 * 1024;

/** Puts a platform around a world. */
export function createPlatform(world: World, options: SimulatorOptions): Platform {
  const now = options.now ?? Date.now;
  let messages = BigInt(now()) << 20n;
  return {
    world,
    now,
    timers: new Timers(),
    executions: new History<Execution>(
      MAX_EXECUTIONS,
      MAX_EXECUTION_CHARACTERS,
      (execution) => execution.args.length,
    ),
    rrpcTimeoutMs: options.rrpcTimeoutMs ?? RRPC_TIMEOUT_MS,
    numbers: options.numbers ?? 'documented',
    nextMessageId: () => (++messages).toString(),
  };
}
