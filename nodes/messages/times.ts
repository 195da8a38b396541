import type { DeviceMessage } from '../../lib/messages';

/** Where a body says when it came about, in UTC milliseconds; the first that is there. */
const MOMENTS = ['time', 'gmtCreate', 'messageCreateTime'] as const;

/** When something happened, in UTC milliseconds. */
export interface Times {
  /** What the message tells of: the event, the change of status, else when the platform wrote it down. */
  time?: number;
  /** Of a status: when the device was last heard of, which tells the newer of two. */
  lastTime?: number;
}

/**
 * The times a message's body tells, as far as they can be read.
 *
 * @see https://help.aliyun.com/document_detail/73736.html
 */
export function timesOf({ kind, payload }: Pick<DeviceMessage, 'kind' | 'payload'>): Times {
  const body = Object(payload) as Record<string, unknown>;
  if (kind === 'status') {
    return defined({
      time: instant(body['utcTime'], body['time']),
      lastTime: instant(body['utcLastTime'], body['lastTime']),
    });
  }
  // A custom topic's body is the device's own; its `time` may be anything.
  if (kind === 'other') return {};
  return defined({ time: MOMENTS.map((name) => body[name]).find(isInstant) });
}

function isInstant(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value);
}

/**
 * @param utc ISO 8601.
 * @param local `2018-08-31 15:32:28.205`, which is UTC+8.
 */
function instant(utc: unknown, local: unknown): number | undefined {
  const texts = [utc, typeof local === 'string' ? `${local.replace(' ', 'T')}+08:00` : undefined];
  return texts.map((text) => (typeof text === 'string' ? Date.parse(text) : NaN)).find(Number.isFinite);
}

function defined({ time, lastTime }: { time: number | undefined; lastTime?: number | undefined }): Times {
  return { ...(time !== undefined && { time }), ...(lastTime !== undefined && { lastTime }) };
}
