import { changeBehaviour } from '../device-state';
import type { Platform } from '../platform';
import type { Device } from '../world';
import { repeatedly } from './repeatedly';

/**
 * Lets the virtual devices that are seeded with `comesAndGoes` do so, as long as somebody is there to hear of it.
 *
 * @returns the way to stop it.
 */
export function startComings(platform: Platform): () => void {
  const stops = [...platform.world.devicesByIotId.values()].flatMap((device) => {
    const { comesAndGoes } = device;
    return comesAndGoes ? [repeatedly(platform, comesAndGoes.everyMs, () => change(device, platform))] : [];
  });
  return () => {
    for (const stop of stops) stop();
  };
}

/** What somebody has made of the device is left as it is. */
function change(device: Device, platform: Platform): void {
  const { behaviour, connection } = device;
  if (connection !== undefined || !platform.messages.consumed) return;
  if (behaviour.kind === 'ordinary') changeBehaviour(device, { kind: 'offline' }, platform);
  else if (behaviour.kind === 'offline') changeBehaviour(device, { kind: 'ordinary' }, platform);
}
