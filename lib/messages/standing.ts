import { AliyunIotError, type AliyunIotErrorInit, type Texts } from '../errors';
import { LONGEST_TIMER_MS } from './times';
import type { SubscriptionState } from './types';

const DEFAULT_MOST = 10_000;

interface Waiter {
  resolve(): void;
  reject(error: AliyunIotError): void;
}

/** Whether a subscription stands, for calls that are sent only when their reply will be heard. */
export class Standing {
  readonly #waiting = new Set<Waiter>();
  readonly #most: number;
  #state: SubscriptionState = 'disconnected';
  /** Why it does not stand, as far as that was told. */
  #reason: AliyunIotError | undefined;
  #closed = false;

  /**
   * @param most how many may wait at once.
   */
  constructor(most = DEFAULT_MOST) {
    this.#most = most;
  }

  /** How many wait. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Takes a change of the state, with its reason. */
  tell(state: SubscriptionState, reason?: AliyunIotError): void {
    this.#state = state;
    if (state === 'connected') this.#reason = undefined;
    else if (reason) this.#reason = reason;
    if (state === 'connected') for (const waiter of this.#waiting) waiter.resolve();
    if (state === 'refused') for (const waiter of this.#waiting) waiter.reject(refused(this.#reason));
  }

  /**
   * Resolves when the subscription stands.
   *
   * @param patience how long to wait, in milliseconds; 0 or less: not at all.
   * @throws AliyunIotError, always with `executed: no`: of the reason's kind at once when the subscription is refused,
   *   `network` when it does not stand in time, `queue-full`, `aborted`.
   */
  async ready({ withinMs, signal }: { withinMs: number; signal: AbortSignal }): Promise<void> {
    if (this.#closed || signal.aborted) throw aborted();
    if (this.#state === 'connected') return;
    if (this.#state === 'refused') throw refused(this.#reason);
    if (withinMs <= 0) throw notStanding(this.#reason);
    if (this.#waiting.size >= this.#most) throw tooMany();
    await this.#untilTold(withinMs, signal);
  }

  /** Ends all waiting. */
  close(): void {
    this.#closed = true;
    for (const waiter of this.#waiting) waiter.reject(aborted());
  }

  #untilTold(withinMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
        this.#waiting.delete(waiter);
      };
      const waiter: Waiter = {
        resolve: () => {
          leave();
          resolve();
        },
        reject: (error) => {
          leave();
          reject(error);
        },
      };
      const abort = (): void => waiter.reject(aborted());
      const giveUp = (): void => waiter.reject(notStanding(this.#reason));
      const timer = setTimeout(giveUp, Math.min(withinMs, LONGEST_TIMER_MS));
      signal.addEventListener('abort', abort, { once: true });
      this.#waiting.add(waiter);
    });
  }
}

type Unsent = Omit<AliyunIotErrorInit, 'executed'>;

function unsent(init: Unsent, reason?: AliyunIotError): AliyunIotError {
  const { en, zh } = init.texts;
  const texts = reason ? { en: `${en} ${reason.in('en')}`, zh: `${zh}${reason.in('zh')}` } : init.texts;
  return new AliyunIotError({ ...init, texts, executed: 'no' });
}

function refused(reason: AliyunIotError | undefined): AliyunIotError {
  const { code = 'subscription-refused', kind = 'auth' } = reason ?? {};
  return unsent({ code, kind, texts: REFUSED }, reason);
}

function notStanding(reason: AliyunIotError | undefined): AliyunIotError {
  return unsent(
    { code: 'subscription-not-connected', kind: 'network', retryable: true, texts: NOT_STANDING },
    reason,
  );
}

function tooMany(): AliyunIotError {
  return unsent({ code: 'queue-full', kind: 'queue-full', retryable: true, texts: TOO_MANY });
}

function aborted(): AliyunIotError {
  return unsent({ code: 'aborted', kind: 'aborted', texts: ABORTED });
}

const REFUSED: Texts = {
  en: "Nothing was sent: the subscription that brings the device's reply does not stand.",
  zh: '请求未发出：用于接收设备应答的订阅无法建立。',
};
const NOT_STANDING: Texts = {
  en: "Nothing was sent: the subscription that brings the device's reply was not connected in time.",
  zh: '请求未发出：用于接收设备应答的订阅未能及时连接。',
};
const TOO_MANY: Texts = {
  en: "Nothing was sent: too many calls wait already for the subscription that brings the devices' replies to connect. Send fewer messages a second until it is connected.",
  zh: '请求未发出：已有过多调用在等待用于接收设备应答的订阅连接。请在连接之前降低消息频率。',
};
const ABORTED: Texts = {
  en: 'Nothing was sent: the call was stopped while it waited for the subscription to connect (redeploy, shutdown or signal).',
  zh: '请求未发出：调用在等待订阅连接时被中止（重新部署、关闭或收到中止信号）。',
};
