import { configError } from '../../lib/errors';
import type { DeviceMessage } from '../../lib/messages';
import { expand, missingTexts, type Lookup } from '../shared/env';
import type { MessagesConfig } from './types';

/**
 * Which messages a node wants.
 *
 * @param config as the editor stored it; without `kinds` all are wanted.
 * @param lookup where environment variables come from.
 * @throws AliyunIotError of kind `config` when a variable is not set: an empty filter would let everything pass.
 */
export function filterOf(config: MessagesConfig, lookup: Lookup): (message: DeviceMessage) => boolean {
  const { kinds } = config;
  const read = (text = ''): string => {
    const expanded = expand(text.trim(), lookup);
    if (expanded.missing.length > 0) throw configError('env-not-set', missingTexts(expanded.missing));
    return expanded.text;
  };
  const productKey = read(config.productKey);
  const deviceName = read(config.deviceName);
  return (message) =>
    (kinds === undefined || kinds.includes(message.kind)) &&
    (productKey === '' || productKey === message.productKey) &&
    (deviceName === '' || deviceName === message.deviceName);
}
