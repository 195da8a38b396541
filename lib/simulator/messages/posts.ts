import { statusOf } from '../actions/device-status';
import { valueFor } from '../outputs';
import type { Platform } from '../platform';
import type { Device, Product } from '../world';
import { repeatedly } from './repeatedly';
import { publishProperties } from './report';

/** A value swings once up and down in this time. */
const SWING_MS = 120_000;

/**
 * Lets the virtual devices that are seeded with `posts` report, as long as somebody is there to take it.
 *
 * @returns the way to stop it.
 */
export function startPosts(platform: Platform): () => void {
  const stops = [...platform.world.products.values()].flatMap((product) =>
    [...product.devices.values()].map((device) => startDevice(device, product, platform)),
  );
  return () => {
    for (const stop of stops) stop();
  };
}

function startDevice(device: Device, product: Product, platform: Platform): () => void {
  const { posts } = device;
  if (!posts) return () => undefined;
  return repeatedly(platform, posts.everyMs, () => post(device, product, posts.property, platform));
}

function post(device: Device, product: Product, property: string, platform: Platform): void {
  const model = product.reportable.properties.get(property);
  const silent = device.connection !== undefined || statusOf(device) !== 'ONLINE';
  if (!model || silent || !platform.messages.consumed) return;
  const now = platform.now();
  const level = 0.5 + 0.3 * Math.sin((2 * Math.PI * now) / SWING_MS);
  const params = { [property]: valueFor(model.dataType, level, now) };
  publishProperties(device, product, { requestId: 'null', params }, platform);
}
