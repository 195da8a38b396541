import type { AliyunIotError, Texts } from '../errors';
import { isClockError } from '../openapi';
import type { ConnectionCheck } from './read-types';

/** The platform refuses a request whose time is off by more than 15 minutes; this is when to begin to worry. */
const TOLERANCE_MS = 5 * 60_000;

/**
 * Judges this machine's clock.
 *
 * @param aheadMs the platform's clock minus ours in milliseconds; undefined when no answer told.
 * @param refusal why the platform refused a request, if it did.
 * @see https://help.aliyun.com/document_detail/435312.html
 */
export function checkOfClock(
  aheadMs: number | undefined,
  refusal: AliyunIotError | undefined,
): Omit<ConnectionCheck, 'name'> {
  const refused = refusal !== undefined && isClockError(refusal);
  if (aheadMs === undefined) {
    return refused ? { ok: false, texts: refusal.texts } : { ok: 'unknown', texts: NOT_TOLD };
  }
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  if (!refused && Math.abs(aheadMs) <= TOLERANCE_MS) return { ok: true, texts: right(seconds) };
  if (Math.abs(aheadMs) <= TOLERANCE_MS) return { ok: false, texts: REFUSED_ALL_THE_SAME };
  return { ok: false, texts: aheadMs > 0 ? slow(seconds) : fast(seconds) };
}

function right(seconds: number): Texts {
  return seconds < 2
    ? { en: 'The clock of this machine is right.', zh: '本机时钟准确。' }
    : {
        en: `The clock of this machine is off by ${seconds} s, which is fine.`,
        zh: `本机时钟偏差 ${seconds} 秒，不影响使用。`,
      };
}

function slow(seconds: number): Texts {
  return {
    en: `The clock of this machine is ${seconds} s slow. ${SET_CLOCK.en}`,
    zh: `本机时钟慢了 ${seconds} 秒。${SET_CLOCK.zh}`,
  };
}

function fast(seconds: number): Texts {
  return {
    en: `The clock of this machine is ${seconds} s fast. ${SET_CLOCK.en}`,
    zh: `本机时钟快了 ${seconds} 秒。${SET_CLOCK.zh}`,
  };
}

const SET_CLOCK: Texts = {
  en: 'The platform refuses requests that are off by more than 15 minutes: set the clock, best with NTP.',
  zh: '平台会拒绝时间偏差超过 15 分钟的请求：请校准时钟，建议启用 NTP。',
};
const REFUSED_ALL_THE_SAME: Texts = {
  en: 'The platform refused the time of the request, although its own time agrees with the clock of this machine. Look for a proxy that holds requests back or answers with a time of its own.',
  zh: '平台拒绝了请求的时间，但其应答中的时间与本机时钟一致。请检查是否有代理延迟转发请求，或在应答中改写了时间。',
};
const NOT_TOLD: Texts = {
  en: 'Unknown: no answer said what time it is there.',
  zh: '未知：没有收到带时间的应答。',
};
