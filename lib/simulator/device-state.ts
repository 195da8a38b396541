import { statusOf } from './actions/device-status';
import type { DeviceConnection } from './device-call';
import { publishStatus } from './messages/status';
import type { Platform } from './platform';
import type { DeviceBehaviour } from './types';
import type { Device } from './world';

/** Behaviours a real device cannot be connected with. */
const AWAY: ReadonlySet<DeviceBehaviour['kind']> = new Set(['offline', 'disabled', 'inactive']);

/** Changes what a device does; a real one that may not stay is disconnected. */
export function changeBehaviour(device: Device, behaviour: DeviceBehaviour, platform: Platform): void {
  const { connection } = device;
  if (connection && AWAY.has(behaviour.kind)) {
    deviceDisconnected(device, connection, platform);
    connection.close();
  }
  const before = statusOf(device);
  device.behaviour = behaviour;
  const after = statusOf(device);
  touch(device, platform);
  if (after === before) return;
  if (after === 'ONLINE') publishStatus(device, 'online', platform);
  if (before === 'ONLINE') publishStatus(device, 'offline', platform);
}

/** A real device has come, in place of its virtual twin or of an earlier connection, which is closed. */
export function deviceConnected(
  device: Device,
  connection: DeviceConnection,
  clientIp: string,
  platform: Platform,
): void {
  const earlier = device.connection;
  device.connection = connection;
  earlier?.close();
  touch(device, platform);
  publishStatus(device, 'online', platform, clientIp);
}

/** A real device has gone. Its virtual twin does not come back: the device is offline. */
export function deviceDisconnected(
  device: Device,
  connection: DeviceConnection,
  platform: Platform,
  clientIp?: string,
): void {
  if (device.connection !== connection) return;
  delete device.connection;
  device.behaviour = { kind: 'offline' };
  touch(device, platform);
  publishStatus(device, 'offline', platform, clientIp);
}

/** Two changes never have the same time: subscribers put them in order by it. */
function touch(device: Device, { now }: Platform): void {
  device.changedAt = Math.max(now(), device.changedAt + 1);
}
