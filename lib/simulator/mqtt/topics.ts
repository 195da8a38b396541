import type { Device } from '../world';

/** Nobody may subscribe to it: where publications go that are for the platform alone, or for nobody. */
const NOWHERE = '$simulator/nowhere';

/**
 * Whether a filter is the device's own: it names its product and itself, without wildcards there.
 *
 * @see https://help.aliyun.com/document_detail/73731.html
 */
export function isOwn({ productKey, deviceName }: Device, filter: string): boolean {
  return `${filter}/`.includes(`/${productKey}/${deviceName}/`);
}

/**
 * Where a device's publication is routed to. The platform shows a device its own replies when it subscribes to
 * `thing/service/+`, as firmware has to know; nothing else comes back to it.
 */
export function routeOf({ productKey, deviceName }: Device, topic: string): string {
  const echo =
    topic.startsWith(`/sys/${productKey}/${deviceName}/thing/service/`) && topic.endsWith('_reply');
  return echo ? topic : NOWHERE;
}

/**
 * What the platform subscribes to for a device that says `_ss=1`. That this is what triggers it is inferred.
 *
 * @see https://help.aliyun.com/document_detail/197770.html
 */
export function automaticSubscriptions({ productKey, deviceName }: Device): { topic: string; qos: 0 | 1 }[] {
  const own = `/sys/${productKey}/${deviceName}`;
  return [
    { topic: `${own}/rrpc/request/+`, qos: 0 },
    { topic: `/ext/rrpc/+${own}/thing/service/+`, qos: 0 },
    { topic: `${own}/thing/service/+`, qos: 1 },
    { topic: `${own}/thing/service/property/set`, qos: 1 },
    { topic: `${own}/thing/event/+/post_reply`, qos: 1 },
  ];
}
