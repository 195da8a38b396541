import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import rhea, { type Message } from 'rhea';
import type { DeviceMessage } from '../../../lib/messages';
import type { AmqpMessage } from '../../../lib/messages/envelope';
import { platformMessage } from './amqp-server';
import { decode } from './support';

/** Through rhea's own encoder and decoder, as over the wire. */
function overTheWire(message: Message): DeviceMessage {
  const codec = rhea.message as unknown as { encode(m: Message): Buffer; decode(b: Buffer): AmqpMessage };
  return decode(codec.decode(codec.encode(message)));
}

function decoded(topic: string, body: unknown): DeviceMessage {
  return overTheWire(platformMessage({ topic, messageId: 'm', body: Buffer.from(JSON.stringify(body)) }));
}

function reply(body: object): DeviceMessage['reply'] {
  return decoded('/pk/dn/thing/downlink/reply/message', body).reply;
}

describe('messages: decoding', () => {
  it('tells the kinds by their topics, with and without /sys', () => {
    const kinds: [string, DeviceMessage['kind']][] = [
      ['/pk/dn/thing/downlink/reply/message', 'reply'],
      ['/pk/dn/thing/event/property/post', 'property'],
      ['/pk/dn/thing/event/property/history/post', 'property'],
      ['/pk/dn/thing/event/alarm/post', 'event'],
      ['/pk/dn/thing/event/block:alarm/post', 'event'],
      ['/pk/dn/thing/lifecycle', 'lifecycle'],
      ['/pk/dn/thing/topo/lifecycle', 'other'],
      ['/pk/dn/thing/service/x', 'other'],
    ];
    for (const [topic, kind] of kinds) {
      for (const prefix of ['', '/sys']) {
        const message = decoded(prefix + topic, {});
        assert.deepEqual([message.kind, message.productKey, message.deviceName], [kind, 'pk', 'dn'], topic);
        assert.equal(message.topic, prefix + topic);
      }
    }
  });

  it('knows online and offline, and what it does not know', () => {
    const status = decoded('/as/mqtt/status/pk/dn', { status: 'online' });
    assert.deepEqual([status.kind, status.productKey, status.deviceName], ['status', 'pk', 'dn']);
    const others: [string, string, string][] = [
      ['/pk/dn/user/get', 'pk', 'dn'],
      ['/pk/dn/ota/upgrade', 'pk', 'dn'],
      ['/some/thing/else', 'p2', 'd2'],
    ];
    for (const [topic, productKey, deviceName] of others) {
      const other = decoded(topic, { productKey: 'p2', deviceName: 'd2' });
      assert.deepEqual([other.kind, other.productKey, other.deviceName], ['other', productKey, deviceName]);
    }
    assert.equal(decoded('', 1).kind, 'other');
  });

  it('keeps every digit of the times and ids, whatever their AMQP type', () => {
    const big = Buffer.alloc(8);
    big.writeBigInt64BE(1_324_198_300_680_719_361n);
    const values: [unknown, string][] = [
      [rhea.types.wrap_long(big), '1324198300680719361'],
      [rhea.types.wrap_ulong(big), '1324198300680719361'],
      [rhea.types.wrap_long(1_700_000_000_000), '1700000000000'],
      [rhea.types.wrap_timestamp(1_700_000_000_000), '1700000000000'],
      ['1324198300680719361', '1324198300680719361'],
    ];
    for (const [value, text] of values) {
      const message = overTheWire(
        platformMessage({ topic: 't', messageId: value, generateTime: value, body: '1' }),
      );
      assert.deepEqual([message.messageId, message.generateTime], [text, text]);
    }
  });

  it('keeps every digit of the numbers that the library rounds or takes for others', () => {
    const bytes = (value: bigint): Buffer => {
      const buffer = Buffer.alloc(8);
      buffer.writeBigUInt64BE(BigInt.asUintN(64, value));
      return buffer;
    };
    const long = (value: bigint): unknown => rhea.types.wrap_long(bytes(value));
    const ulong = (value: bigint): unknown => rhea.types.wrap_ulong(bytes(value));
    const timestamp = (value: bigint): unknown => rhea.types.wrap_timestamp(bytes(value));
    const values: [unknown, string][] = [
      [long(9_007_199_254_740_993n), '9007199254740993'],
      [ulong(9_007_199_254_740_993n), '9007199254740993'],
      [long(9_007_199_254_740_992n), '9007199254740992'],
      [long(9_007_203_549_708_287n), '9007203549708287'],
      [long(-9_007_199_254_740_993n), '-9007199254740993'],
      [ulong(18_446_744_073_709_551_615n), '18446744073709551615'],
      [timestamp(1_324_198_300_680_719_361n), '1324198300680719361'],
    ];
    for (const [value, text] of values) {
      const message = overTheWire(
        platformMessage({ topic: 't', messageId: value, generateTime: value, body: Buffer.from('{}') }),
      );
      assert.deepEqual([message.messageId, message.generateTime], [text, text]);
    }
  });

  it('gives no digits rather than wrong ones', () => {
    const rounded = Buffer.alloc(8);
    rounded.writeBigInt64BE(9_007_199_254_740_993n);
    const value = rhea.types.wrap_long(rounded) as unknown;
    const lost = overTheWire(
      platformMessage({ topic: 't', messageId: value, generateTime: value, body: '1' }),
    );
    assert.deepEqual([lost.messageId, lost.generateTime], ['', undefined]);
    // The bytes of another number under the same name, as an earlier message may have left them.
    const before = Buffer.concat([
      Buffer.from('\xa1\x0cgenerateTime\x81', 'latin1'),
      rounded,
      Buffer.from('{}'),
    ]);
    const application_properties = { topic: 't', generateTime: 2 ** 60 };
    const message = decode({ application_properties, body: { content: before.subarray(-2) } });
    assert.equal(message.generateTime, undefined);
    assert.equal(decode({ application_properties, body: { content: before } }).generateTime, undefined);
  });

  it('falls back to the message-id of AMQP', () => {
    assert.equal(decode({ message_id: 'x', application_properties: { topic: 't' } }).messageId, 'x');
    assert.equal(decode({ application_properties: { topic: 't' } }).messageId, '');
    assert.equal(decode({}).topic, '');
  });

  it('takes a body as data section, several of them, Buffer, text or value', () => {
    const json = '{"a":12345678901234567890}';
    const bodies = [
      rhea.message.data_section(Buffer.from(json)),
      rhea.message.data_sections([Buffer.from(json.slice(0, 5)), Buffer.from(json.slice(5))]),
      Buffer.from(json),
      json,
    ] as unknown[];
    for (const body of bodies) {
      const message = overTheWire({ application_properties: { topic: 't' }, body });
      assert.deepEqual(message.payload, { a: '12345678901234567890' });
      assert.equal(message.raw.toString(), json);
    }
    assert.deepEqual(overTheWire({ body: { a: 1 } }).payload, { a: 1 });
  });

  it('passes on as text what is no JSON', () => {
    const text = (body: Buffer): unknown => overTheWire(platformMessage({ topic: 't', body })).payload;
    assert.equal(text(Buffer.from('hello {')), 'hello {');
    assert.equal(text(Buffer.alloc(0)), '');
    assert.equal(text(Buffer.from('你好')), '你好');
  });

  it('passes on as bytes what is no text', () => {
    for (const body of [Buffer.from([0xff, 0x00]), gzipSync('{"a":1}'), Buffer.from('c4e3bac3', 'hex')]) {
      const message = overTheWire(platformMessage({ topic: '/pk/dn/user/raw', body }));
      assert.ok(Buffer.isBuffer(message.payload));
      assert.deepEqual([message.payload, message.raw], [body, body]);
    }
  });

  it('passes on as text what is nested too deeply for a flow', () => {
    const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    const payload = (text: string): unknown => overTheWire({ body: text }).payload;
    assert.equal(payload(nested(20_000)), nested(20_000));
    assert.equal(typeof payload(nested(100)), 'object');
  });

  it('takes a value that is no text, and a sequence of them, for JSON', () => {
    for (const value of [12, true, { a: [1] }]) assert.deepEqual(overTheWire({ body: value }).payload, value);
    const codec = rhea.message as unknown as { sequence_section(values: unknown[]): unknown };
    assert.deepEqual(overTheWire({ body: codec.sequence_section([1, 'x']) }).payload, [1, 'x']);
    assert.equal(overTheWire({ body: null }).payload, '');
  });

  it('reads a reply, with its id as number or text', () => {
    const body = {
      gmtCreate: 1510292739881,
      iotId: '4z81',
      productKey: 'p',
      deviceName: 'd',
      code: 200,
      message: 'success',
      topic: '/sys/p/d/thing/service/reboot_reply',
      data: { x: 1 },
    };
    for (const requestId of [1234, '1234']) {
      assert.deepEqual(reply({ ...body, requestId }), {
        requestId: '1234',
        identifier: 'reboot',
        code: 200,
        message: 'success',
        topic: body.topic,
        iotId: '4z81',
        productKey: 'p',
        deviceName: 'd',
        data: { x: 1 },
        fromDevice: true,
        result: { id: '1234', code: 200, data: { x: 1 }, message: 'success' },
      });
    }
    const exact = decode({
      application_properties: { topic: '/p/d/thing/downlink/reply/message' },
      body: '{"requestId":12345678901234567891,"code":200,"data":{}}',
    });
    assert.equal(exact.reply?.requestId, '12345678901234567891');
  });

  it('finds the service in the topic, with and without _reply, in a module, and of a property set', () => {
    const of = (topic: string): unknown[] => {
      const read = reply({ requestId: 1, topic });
      return [read?.identifier, read?.fromDevice];
    };
    assert.deepEqual(of('/sys/p/d/thing/service/reboot'), ['reboot', false]);
    assert.deepEqual(of('/p/d/thing/service/block:reboot_reply'), ['block:reboot', true]);
    assert.deepEqual(of('/sys/p/d/thing/service/property/set'), ['set', false]);
    assert.deepEqual(of('/sys/p/d/thing/service/property/set_reply'), ['set', true]);
    assert.deepEqual(of('/sys/p/d/other'), [undefined, false]);
  });

  it('takes a code in quotes, and does without one', () => {
    assert.equal(reply({ requestId: 1, code: '200' })?.code, 200);
    assert.equal(reply({ requestId: 1, code: 'ok' })?.code, undefined);
    assert.deepEqual(reply({ requestId: 1, data: 5 })?.result, { id: '1', data: 5 });
  });

  it('makes no reply of what carries no id', () => {
    for (const body of [
      { code: 200 },
      { requestId: 'null' },
      { requestId: '' },
      { requestId: null },
      [1],
      'x',
    ]) {
      const message = decoded('/pk/dn/thing/downlink/reply/message', body);
      assert.deepEqual([message.kind, message.reply], ['reply', undefined]);
    }
  });
});
