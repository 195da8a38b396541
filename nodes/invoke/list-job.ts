import type { NodeMessageInFlow, NodeStatus } from 'node-red';
import type { InputJob, Work } from '../shared/run-input';
import { ListCall, type ListParts } from './list-call';
import { invokeStatus, listProgress, listStatus } from './status';

/** Ends the lists of a node. The message that asks for it goes no further. */
class StopLists implements Work {
  readonly executed = 'no';

  constructor(private readonly lists: Iterable<ListCall>) {}

  run(): Promise<undefined> {
    for (const list of this.lists) list.stop();
    return Promise.resolve(undefined);
  }

  fail(failure: Error): Error {
    return failure;
  }
}

/**
 * What a node whose target is a list does with its messages.
 *
 * @param show shows a status.
 */
export function listJob(
  parts: Omit<ListParts, 'moved'>,
  show: (status: NodeStatus) => void,
): Pick<InputJob, 'begin' | 'changed'> {
  const running = new Set<ListCall>();
  /** How the last list ended, for when there is no other. */
  let last: NodeStatus | undefined;
  const moved = (): void => show(listProgress([...running].map(({ progress }) => progress)));

  return {
    begin: (msg) => {
      if (isStop(msg)) return new StopLists(running);
      const list = new ListCall({ ...parts, moved }, msg);
      running.add(list);
      return list;
    },
    changed: (_, ended) => {
      if (ended?.work instanceof ListCall) {
        running.delete(ended.work);
        const { summary } = ended.work;
        last = summary ? listStatus(summary, parts.language) : invokeStatus(0, ended);
      }
      if (running.size > 0) moved();
      else if (last) show(last);
    },
  };
}

function isStop(msg: NodeMessageInFlow): boolean {
  try {
    return (msg as { control?: unknown }).control === 'stop';
  } catch {
    return false;
  }
}
