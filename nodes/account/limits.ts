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

/** What to tell when Redis is out of reach, and when it is back. */
export const SHARED_STATES: Readonly<Record<'shared' | 'own-share', Texts>> = {
  'own-share': {
    en: 'Redis is out of reach: this Node-RED now keeps to its own Max QPS instead of the shared limit.',
    zh: '无法连接 Redis：当前 Node-RED 改为按自己的“每秒调用数”限流，不再使用共享限额。',
  },
  shared: {
    en: 'Redis is back: the limit is shared again.',
    zh: 'Redis 已恢复：重新使用共享限额。',
  },
};
