import { configError } from '../errors';
import type { LeaseSource } from './shared-rate';

const CONNECT_TIMEOUT_MS = 2_000;
const COMMAND_TIMEOUT_MS = 500;

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
  on(event: 'error', handler: () => void): unknown;
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
  const redis = connect(url);
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
    async lease(calls) {
      try {
        const { msBeforeNext } = await limiter.consume(key, calls);
        return { granted: true, ms: msBeforeNext };
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes)
          return { granted: false, ms: Math.max(1, refusal.msBeforeNext) };
        throw refusal;
      }
    },
    close: () => redis.disconnect(),
  };
}

/**
 * The window in which calls are counted: of a quarter of a second to half a one, so that they are spread over a second,
 * with an even number of calls, so that none is left over when two processes take half of it each. A slow rate has one
 * call in a window.
 *
 * @param maxQps calls a second.
 */
export function windowOf(maxQps: number): Pick<LeaseSource, 'windowMs' | 'callsPerWindow'> {
  const callsPerWindow = maxQps < 4 ? 1 : 2 * Math.ceil(maxQps / 8);
  return { callsPerWindow, windowMs: Math.ceil((callsPerWindow * 1000) / maxQps) };
}

function loadLimiter(): typeof import('rate-limiter-flexible') {
  return require('rate-limiter-flexible') as typeof import('rate-limiter-flexible');
}

function connect(url: string): RedisClient {
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
  // Without a handler an error ends the process. What it means is told by the lease that fails.
  redis.on('error', () => undefined);
  return redis;
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
