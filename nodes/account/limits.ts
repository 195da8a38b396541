import type { Texts } from '../../lib/errors';
import type { Limits, SharedLimit } from '../../lib/services';
import type { SettingsReader } from '../shared/settings-reader';
import { LABELS } from './labels';
import type { AccountConfig, AccountCredentials } from './types';

/**
 * The account's share of the quota, and how its calls wait for each other.
 *
 * @param reader gets a problem for each limit that cannot be used.
 */
export function readLimits(
  reader: SettingsReader,
  config: AccountConfig,
  credentials: AccountCredentials,
): Limits {
  const maxQps = reader.number(LABELS.maxQps, config.maxQps, { min: 0, exclusive: true });
  const batchQps = reader.number(LABELS.batchQps, config.batchQps, { min: 0, exclusive: true });
  const concurrency = reader.number(LABELS.concurrency, config.concurrency, { min: 1, whole: true });
  const queue = reader.number(LABELS.queue, config.queue, { min: 0, whole: true });
  const shared = readShared(reader, config, credentials);
  return {
    ...(maxQps !== undefined && { maxQps }),
    ...(batchQps !== undefined && { batchQps }),
    ...(concurrency !== undefined && { concurrency }),
    ...(queue !== undefined && { queue }),
    ...(config.oneAtATimePerDevice === true && { oneAtATimePerDevice: true }),
    ...(shared && { shared }),
  };
}

function readShared(
  reader: SettingsReader,
  config: AccountConfig,
  credentials: AccountCredentials,
): SharedLimit | undefined {
  const redisUrl = reader.optionalKey(LABELS.redisUrl, credentials.redisUrl);
  if (redisUrl === '') return undefined;
  const maxQps = reader.number(LABELS.sharedQps, config.sharedQps, { min: 0, exclusive: true });
  if (maxQps === undefined) {
    reader.add(
      LABELS.sharedQps,
      'shared-qps-missing',
      'is missing: enter how many calls per second all Node-RED instances may make together.',
      '未填写：请填写所有 Node-RED 实例合计每秒可以调用的次数。',
    );
    return undefined;
  }
  return { redisUrl, maxQps };
}

/**
 * What to tell when Redis is out of reach, and when it is back.
 *
 * @param reason why, in a word of Node.js or Redis; empty when it is not known.
 */
export function sharedState(state: 'shared' | 'own-share', reason = ''): Texts {
  if (state === 'shared')
    return {
      en: 'Redis is back: the limit is shared again.',
      zh: 'Redis 已恢复：重新使用共享限额。',
    };
  return {
    en: `Redis cannot be used${reason && ` (${reason})`}: this Node-RED now keeps to its own Max QPS instead of the shared limit. Check the Redis server and the account's Redis URL.`,
    zh: `Redis 无法使用${reason && `（${reason}）`}：当前 Node-RED 改为按自己的“每秒调用数”限流，不再使用共享限额。请检查 Redis 服务器和账号中的 Redis 地址。`,
  };
}
