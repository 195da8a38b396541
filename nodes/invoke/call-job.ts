import type { NodeStatus } from 'node-red';
import type { InputJob } from '../shared/run-input';
import { InvokeCall, type CallParts } from './call';
import { noted } from './replies';
import { invokeStatus } from './status';

/**
 * What a node that calls one device does with its messages.
 *
 * @param show shows a status.
 */
export function callJob(
  { replies, ...parts }: CallParts,
  show: (status: NodeStatus) => void,
): Pick<InputJob, 'begin' | 'changed'> {
  let inFlight = 0;
  let waiting = 0;
  const waitingChanged = (more: 1 | -1): void => {
    waiting += more;
    if (inFlight > 0) show(invokeStatus(inFlight, undefined, waiting));
  };
  const notedReplies: CallParts['replies'] = () => {
    const source = replies();
    return source && noted(source, waitingChanged);
  };
  return {
    begin: (msg) => new InvokeCall({ ...parts, replies: notedReplies }, msg),
    changed: (now, ended) => {
      inFlight = now;
      show(invokeStatus(now, ended, waiting));
    },
  };
}
