import { History } from './history';
import { MessageHub } from './messages/hub';
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
  readonly asyncOffline: 'refused' | 'message';
  readonly messages: MessageHub;
  /** How long an answer to an asynchronous call is on its way to the subscribers, in milliseconds. */
  readonly replyDelayMs: number;
  /** The next MessageId: a decimal string that does not survive being read as a JavaScript number. */
  nextMessageId(): string;
  /** The next for a real device: its `id` is documented as 0 to 4294967295, and firmware may rely on it. */
  nextDeviceMessageId(): string;
}

/** The platform gives up on a synchronous call after 8 s. https://help.aliyun.com/document_detail/69584.html */
const RRPC_TIMEOUT_MS = 8000;
/** Long enough for the caller to have its MessageId first, short enough not to be waited for. */
const REPLY_DELAY_MS = 200;
const MAX_DEVICE_MESSAGE_ID = 4_294_967_295;
const MAX_EXECUTIONS = 10_000;
const MAX_EXECUTION_CHARACTERS = 32 * 1024 * 1024;

/** Puts a platform around a world. */
export function createPlatform(world: World, options: SimulatorOptions): Platform {
  const now = options.now ?? Date.now;
  const timers = new Timers();
  let messages = BigInt(now()) << 20n;
  // By the millisecond, so that another life of the simulator begins beyond those that this one gives away.
  let deviceMessages = Math.floor(now()) % MAX_DEVICE_MESSAGE_ID;
  const nextMessageId = (): string => (++messages).toString();
  return {
    world,
    now,
    timers,
    executions: new History<Execution>(
      MAX_EXECUTIONS,
      MAX_EXECUTION_CHARACTERS,
      (execution) => execution.args.length,
    ),
    rrpcTimeoutMs: options.rrpcTimeoutMs ?? RRPC_TIMEOUT_MS,
    numbers: options.numbers ?? 'documented',
    asyncOffline: options.asyncOffline ?? 'refused',
    messages: new MessageHub({ timers, now, nextId: nextMessageId, rules: options.amqp }),
    replyDelayMs: options.replyDelayMs ?? REPLY_DELAY_MS,
    nextMessageId,
    nextDeviceMessageId: () => {
      deviceMessages = (deviceMessages + 1) % MAX_DEVICE_MESSAGE_ID;
      return String(deviceMessages);
    },
  };
}
