import type { Platform } from '../platform';
import type { Device } from '../world';

/**
 * Tells that a device came or went.
 *
 * @param clientIp where it is; the virtual ones are here.
 * @see https://help.aliyun.com/document_detail/73736.html
 */
export function publishStatus(
  device: Device,
  status: 'online' | 'offline',
  platform: Platform,
  clientIp = '127.0.0.1',
): void {
  const { iotId, productKey, deviceName, changedAt } = device;
  const now = Math.max(platform.now(), changedAt);
  platform.messages.publish({
    topic: `/as/mqtt/status/${productKey}/${deviceName}`,
    body: {
      status,
      iotId,
      productKey,
      deviceName,
      time: chinaTime(now),
      utcTime: new Date(now).toISOString(),
      lastTime: chinaTime(changedAt),
      utcLastTime: new Date(changedAt).toISOString(),
      clientIp,
    },
  });
}

/** `2018-08-31 15:32:28.205`, which is UTC+8. */
function chinaTime(ms: number): string {
  return new Date(ms + 8 * 60 * 60 * 1000).toISOString().slice(0, 23).replace('T', ' ');
}
