import type { Deadline } from '../limits';
import type { ReplySource } from './types';

/**
 * The replies to the calls of a job, none of which is waited for longer than the job may take. Once a call waited in
 * vain for replies to be heard, the calls after it find out at once: a list of thousands must not wait for each.
 *
 * @param deadline of the job.
 */
export function jobReplies(replies: ReplySource, deadline: Deadline): ReplySource {
  let patient = true;
  return {
    ready: async ({ withinMs, signal }) => {
      try {
        await replies.ready({ withinMs: patient ? withinMs : 0, signal });
        patient = true;
      } catch (error) {
        patient = false;
        throw error;
      }
    },
    wait: (call) => replies.wait({ ...call, timeoutMs: Math.min(call.timeoutMs, deadline.remainingMs()) }),
  };
}
