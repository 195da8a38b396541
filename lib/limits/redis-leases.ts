import { configError } from '../errors';
import type { LeaseSource } from './shared-rate';

const CONNECT_TIMEOUT_MS = 2_000;
const COMMAND_TIMEOUT_MS = 500;
/** Below it, windows of several calls would waste too much. */
const ONE_BY_ONE_QPS = 12;
/** A call may come a little late in its window, and the next one early. */
const SECOND_WITH_JITTER_MS = 1040;
/** How many windows a second may touch, in whole or in part: windows of a ninth of a second to half a one. */
const TOUCHED = [10, 9, 8, 7, 6, 5, 4, 3];

type LeaseWindow = Pick<LeaseSource, 'windowMs' | 'callsPerWindow'>;

export interface RedisLeaseOptions {
  /** `redis://` or `rediss://`, with user and password when the server wants them. */
  url: string;
  /** Who shares: the same for all processes of one Alibaba Cloud account and action. */
  key: string;
  /** Calls a second, of all processes together. */
  maxQps: number;
}

/** What is used of the `ioredis` package. */
interface RedisClient {
  on(event: 'error' | 'ready', handler: (error?: Error & { code?: unknown }) => void): unknown;
  disconnect(): void;
}

/**
 * Leases from a Redis server, counted there by rate-limiter-flexible. Its windows begin with the first lease and end
 * by the server's clock, so the clocks of the processes need not agree.
 *
 * @throws AliyunIotError of kind `config` when the `ioredis` package is not installed or the URL is none.
 */
export function redisLeases({ url, key, maxQps }: RedisLeaseOptions): LeaseSource {
  const { windowMs, callsPerWindow } = windowOf(maxQps);
  const { redis, reason } = connect(url);
  const { RateLimiterRedis, RateLimiterRes } = loadLimiter();
  const limiter = new RateLimiterRedis({
    storeClient: redis,
    keyPrefix: 'aliyun-iot',
    points: callsPerWindow,
    duration: 1,
    // The library counts windows in whole seconds; ours are shorter.
    customIncrTtlLuaScript: `
      redis.call('set', KEYS[1], 0, 'PX', ${windowMs}, 'NX')
      local consumed = redis.call('incrby', KEYS[1], ARGV[1])
      return { consumed, redis.call('pttl', KEYS[1]) }`,
    rejectIfRedisNotReady: false,
  });
  return {
    windowMs,
    callsPerWindow,
    lease: (calls) =>
      limiter.consume(key, calls).then(
        ({ msBeforeNext }) => ({ granted: true, ms: msBeforeNext }),
        (refusal: unknown) => {
          if (refusal instanceof RateLimiterRes)
            return { granted: false, ms: Math.max(1, refusal.msBeforeNext) };
          // Without its cause: that of a refused login holds the password.
          throw new Error(reason(refusal));
        },
      ),
    close: () => redis.disconnect(),
  };
}

/**
 * The window in which calls are counted: so that no second, wherever it begins, holds more calls than it may, even
 * when it cuts a window on either side. Of the windows that promise this, those that waste the least; four calls
 * or more are even, so that none is left over when two processes take half of them each. A slow rate has one call in a window.
 *
 * @param maxQps calls a second.
 */
export function windowOf(maxQps: number): LeaseWindow {
  if (maxQps < ONE_BY_ONE_QPS)
    return { callsPerWindow: 1, windowMs: Math.ceil(SECOND_WITH_JITTER_MS / maxQps) };
  const choices = TOUCHED.map((touched) => {
    const most = Math.floor(maxQps / touched);
    return {
      callsPerWindow: most < 4 ? most : most - (most % 2),
      windowMs: Math.ceil(1000 / (touched - 1)),
    };
  });
  const qps = ({ callsPerWindow, windowMs }: LeaseWindow): number => callsPerWindow / windowMs;
  return choices.reduce((best, next) => (qps(next) > qps(best) ? next : best));
}

function loadLimiter(): typeof import('rate-limiter-flexible') {
  return require('rate-limiter-flexible') as typeof import('rate-limiter-flexible');
}

/**
 * @returns the client, and what names the reason of a failure in a word, such as `WRONGPASS`: what Redis writes
 *   besides may hold anything.
 */
function connect(url: string): { redis: RedisClient; reason: (failure: unknown) => string } {
  // Also what cannot be read: the error for that would hold the URL, and with it the password.
  if (!/^rediss?:\/\/./.test(url) || !URL.canParse(url)) {
    throw configError('redis-url', {
      en: 'The Redis URL must have the form redis://user:password@host:6379, or begin with rediss://.',
      zh: 'Redis URL 应形如 redis://user:password@host:6379，或以 rediss:// 开头。',
    });
  }
  const redis = new (loadRedis())(url, {
    connectTimeout: CONNECT_TIMEOUT_MS,
    commandTimeout: COMMAND_TIMEOUT_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: (times: number) => Math.min(5_000, times * 200),
  });
  // Of a connection that failed, the command only says that there is none.
  let broken = '';
  // Without a handler an error ends the process.
  redis.on('error', (error) => (broken = wordOf(error)));
  redis.on('ready', () => (broken = ''));
  return { redis, reason: (failure) => broken || wordOf(failure) };
}

/** Node.js names it in `code`, Redis in the first word of its answer. */
function wordOf(failure: unknown): string {
  const { code, message } = failure as { code?: unknown; message?: unknown };
  const word = typeof code === 'string' ? code : /^[A-Z]{3,}(?= )/.exec(String(message))?.[0];
  return word ?? (/timed out/.test(String(message)) ? 'ETIMEDOUT' : '');
}

function loadRedis(): new (url: string, options: object) => RedisClient {
  try {
    const { Redis } = require('ioredis') as { Redis: new (url: string, options: object) => RedisClient };
    return Redis;
  } catch (cause) {
    throw configError(
      'redis-missing',
      {
        en: 'Sharing a limit through Redis needs the package ioredis. Run "npm install ioredis" in the Node-RED user directory and restart Node-RED.',
        zh: '通过 Redis 共享限额需要 ioredis。请在 Node-RED 用户目录中运行 npm install ioredis，然后重启 Node-RED。',
      },
      cause instanceof Error ? cause.message : undefined,
    );
  }
}
