import assert from 'node:assert/strict';
import type { DeviceMessage } from '../../../lib/messages';
import { StatusOrder } from '../../../nodes/messages/status-order';

function status(payload: unknown, change: Partial<DeviceMessage> = {}): DeviceMessage {
  const device = { productKey: 'p', deviceName: 'd' };
  return { kind: 'status', topic: 't', messageId: '1', ...device, payload, raw: Buffer.alloc(0), ...change };
}

const at = (second: string): object => ({ utcLastTime: `2026-01-01T00:00:${second}.000Z` });

describe('StatusOrder', () => {
  it('tells what is older than the newest of its device', () => {
    const order = new StatusOrder();
    assert.equal(order.isOutdated(status(at('10'))), false);
    assert.equal(order.isOutdated(status(at('09'))), true);
    assert.equal(order.isOutdated(status(at('10'))), false, 'as new as the newest');
    assert.equal(order.isOutdated(status(at('11'))), false);
    assert.equal(order.isOutdated(status(at('10'))), true);
    assert.equal(order.isOutdated(status(at('01'), { deviceName: 'another' })), false);
  });

  it('reads the time in UTC+8 when there is no other', () => {
    const order = new StatusOrder();
    assert.equal(order.isOutdated(status(at('10'))), false);
    assert.equal(order.isOutdated(status({ lastTime: '2026-01-01 08:00:09.999' })), true);
    assert.equal(order.isOutdated(status({ lastTime: '2026-01-01 08:00:10.001' })), false);
    assert.equal(order.isOutdated(status(at('10'))), true);
  });

  it('leaves alone what it cannot read, and what is no status', () => {
    const order = new StatusOrder();
    order.isOutdated(status(at('10')));
    for (const payload of ['text', null, {}, { lastTime: 5 }, { utcLastTime: 'soon' }]) {
      assert.equal(order.isOutdated(status(payload)), false);
    }
    assert.equal(order.isOutdated(status(at('01'), { kind: 'property' })), false);
  });

  it('forgets the device heard of longest ago when there are too many', () => {
    const order = new StatusOrder(2);
    for (const deviceName of ['a', 'b', 'a', 'c']) order.isOutdated(status(at('10'), { deviceName }));
    const late = (deviceName: string): boolean => order.isOutdated(status(at('05'), { deviceName }));
    assert.deepEqual([late('a'), late('c'), late('b')], [true, true, false]);
  });
});
