import type { Device } from '../world';

/** The status words of the platform, its own spelling. */
export type DeviceStatus = 'ONLINE' | 'OFFLINE' | 'UNACTIVE' | 'DISABLE';

/**
 * How the platform sees a device. A half-open one still counts as online (inferred): its connection was lost
 * less than a heartbeat ago.
 *
 * @see https://help.aliyun.com/document_detail/69594.html
 */
export function statusOf(device: Device): DeviceStatus {
  if (device.connection) return 'ONLINE';
  switch (device.behaviour.kind) {
    case 'offline':
      return 'OFFLINE';
    case 'inactive':
      return 'UNACTIVE';
    case 'disabled':
      return 'DISABLE';
    default:
      return 'ONLINE';
  }
}
