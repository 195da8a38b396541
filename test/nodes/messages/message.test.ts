import assert from 'node:assert/strict';
import { flowMessage } from '../../../nodes/messages/message';
import { decode } from '../../lib/messages/support';

/** What a flow gets under `msg.aliyun`, without what is the same for all. */
function aliyunOf(topic: string, payload: unknown): Record<string, unknown> {
  const message = decode({
    application_properties: { topic, messageId: 'e1', generateTime: '1767225600000' },
    body: Buffer.from(JSON.stringify(payload)),
  });
  const { aliyun } = flowMessage(message, false) as unknown as { aliyun: Record<string, unknown> };
  const { topic: own, generateTime, productKey, deviceName, ...rest } = aliyun;
  assert.deepEqual([own, generateTime, productKey, deviceName], [topic, '1767225600000', 'pk', 'dn']);
  return rest;
}

describe('msg.aliyun of a device message', () => {
  it('tells when an event happened, and its IDs', () => {
    const body = { identifier: 'leak', iotId: 'i', requestId: '7', gmtCreate: 5, time: 4, value: {} };
    assert.deepEqual(aliyunOf('/pk/dn/thing/event/leak/post', body), {
      kind: 'event',
      messageId: 'e1',
      time: 4,
      iotId: 'i',
      identifier: 'leak',
      requestId: '7',
    });
  });

  it('tells when properties came, and leaves out the ID that a device did not give', () => {
    const body = { iotId: 'i', requestId: 'null', gmtCreate: 5, items: { flow: { value: 1, time: 3 } } };
    assert.deepEqual(aliyunOf('/pk/dn/thing/event/property/post', body), {
      kind: 'property',
      messageId: 'e1',
      time: 5,
      iotId: 'i',
    });
  });

  it('tells the times of a status as the others, whatever the zone of the text', () => {
    const status = {
      status: 'online',
      iotId: 'i',
      time: '2026-01-01 08:00:00.250',
      lastTime: '2026-01-01 08:00:00',
    };
    const told = {
      kind: 'status',
      messageId: 'e1',
      time: 1767225600250,
      lastTime: 1767225600000,
      iotId: 'i',
    };
    assert.deepEqual(aliyunOf('/as/mqtt/status/pk/dn', status), told);
    const utc = { utcTime: '2026-01-01T00:00:00.250Z', utcLastTime: '2026-01-01T00:00:00.000Z' };
    assert.deepEqual(aliyunOf('/as/mqtt/status/pk/dn', { ...status, ...utc }), told);
  });

  it('tells when a device was created', () => {
    const body = { action: 'create', iotId: 'i', productKey: 'pk', deviceName: 'dn', messageCreateTime: 9 };
    const told = { kind: 'lifecycle', messageId: 'e1', time: 9, iotId: 'i' };
    assert.deepEqual(aliyunOf('/pk/dn/thing/lifecycle', body), told);
  });

  it('takes nothing for the platform’s that a device may have written', () => {
    const body = { time: 1, iotId: 'i', requestId: '1', productKey: 'other', deviceName: 'other' };
    assert.deepEqual(aliyunOf('/pk/dn/user/update', body), { kind: 'other', messageId: 'e1' });
  });

  it('gives each flow bytes of its own', () => {
    const message = decode({
      application_properties: { topic: '/pk/dn/user/raw' },
      body: Buffer.from([0xff, 1]),
    });
    const { payload } = flowMessage(message, false);
    assert.ok(Buffer.isBuffer(payload));
    payload[0] = 0;
    assert.deepEqual([...message.raw], [0xff, 1]);
  });

  it('does without what is not there, or unreadable', () => {
    for (const body of [null, 1, 'text', [], { time: 'soon', iotId: 3, requestId: {} }]) {
      const told = aliyunOf('/pk/dn/thing/event/property/post', body);
      assert.deepEqual(
        { ...told, iotId: undefined },
        { kind: 'property', messageId: 'e1', iotId: undefined },
      );
    }
  });
});
