import { ReplyMatcher, Standing } from '../../lib/messages';
import type { JoinedReplies, Listener } from './types';

/** Calls of all nodes that may wait for replies at once; each takes about a kilobyte. */
const MOST_WAITING = 50_000;

/** What the users of the replies share as long as there are any. */
interface Desk {
  matcher: ReplyMatcher;
  standing: Standing;
  leave(): void;
}

/**
 * The replies of one subscription, for all nodes that wait for them: a reply that comes before its call is known to be
 * taken is kept, whichever node made the call.
 */
export class Replies {
  readonly #join: (listener: Listener) => () => void;
  #desk: Desk | undefined;
  #users = 0;

  /**
   * @param join joins the subscription; called when the first user comes.
   */
  constructor(join: (listener: Listener) => () => void) {
    this.#join = join;
  }

  /** Adds a user. With the last one that leaves all waiting ends, and what was kept is forgotten. */
  join(): JoinedReplies {
    const desk = (this.#desk ??= this.#open());
    let joined = true;
    this.#users += 1;
    return {
      ready: (patience) => desk.standing.ready(patience),
      wait: (call) => desk.matcher.wait(call),
      leave: () => {
        if (!joined) return;
        joined = false;
        this.#users -= 1;
        if (this.#users === 0) this.close();
      },
    };
  }

  /** Ends all waiting. */
  close(): void {
    const desk = this.#desk;
    this.#desk = undefined;
    desk?.leave();
    desk?.standing.close();
    desk?.matcher.close();
  }

  #open(): Desk {
    const matcher = new ReplyMatcher({ maxWaiting: MOST_WAITING });
    const standing = new Standing();
    const leave = this.#join({
      message: (message) => void matcher.take(message),
      state: (state, error) => standing.tell(state, error),
    });
    return { matcher, standing, leave };
  }
}
