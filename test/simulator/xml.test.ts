import assert from 'node:assert/strict';
import { startSimulator, type Simulator } from '../../lib/simulator';
import { toXml } from '../../lib/simulator/xml';
import { call, send, type Reply, type SignedCall } from './signed';

/** Fails unless the text is well-formed: one root, tags that match, no bare `<` or `&`. */
function assertWellFormed(xml: string): void {
  const [, body] = /^<\?xml version="1\.0" encoding="UTF-8"\?>(.*)$/s.exec(xml) ?? [];
  assert.ok(body !== undefined, xml);
  const open: string[] = [];
  let roots = 0;
  for (const [, text = '', slash, name = ''] of body.matchAll(/([^<]*)<(\/?)([A-Za-z][A-Za-z0-9]*)>/g)) {
    assert.doesNotMatch(text, /&(?!(amp|lt|gt|quot|apos|#\d+);)|>/);
    if (slash) assert.equal(open.pop(), name, xml);
    else if (open.push(name) === 1) roots += 1;
  }
  assert.deepEqual([open.length, roots], [0, 1], xml);
  assert.equal(body.replace(/<\/?[A-Za-z][A-Za-z0-9]*>/g, '').includes('<'), false, xml);
}

describe('simulator: XML', () => {
  let simulator: Simulator;
  before(async () => {
    simulator = await startSimulator();
  });
  after(() => simulator.close());

  const xml = async (options: SignedCall): Promise<Reply> => {
    const reply = await call(simulator.url, { ...options, common: { Format: 'xml', ...options.common } });
    assert.equal(reply.headers['content-type'], 'text/xml;charset=utf-8');
    assertWellFormed(reply.text);
    return reply;
  };
  const room = { ProductKey: 'a1SimRoom01', DeviceName: 'room-101', Identifier: 'setTarget' };

  it('is the default of hmac-sha1; Format=JSON, in any case, asks for JSON', async () => {
    const params = { ProductKey: 'a1SimPump01' };
    const byDefault = await xml({ action: 'QueryProduct', params, common: { Format: undefined } });
    assert.match(
      byDefault.text,
      /<QueryProductResponse><RequestId>.*<Success>true<\/Success><Data><ProductKey>/,
    );
    for (const Format of ['JSON', 'json', 'Json']) {
      const { json } = await call(simulator.url, { action: 'QueryProduct', params, common: { Format } });
      assert.equal(json['Success'], true);
    }
  });

  it('is given to acs3 only when Accept wants it', async () => {
    const ask = async (accept: string | undefined): Promise<boolean> => {
      const options = { scheme: 'acs3', action: 'QueryProduct', params: { ProductKey: 'x' } } as const;
      return (await call(simulator.url, { ...options, common: { accept } })).text.startsWith('<?xml');
    };
    assert.deepEqual(
      [
        await ask('application/xml'),
        await ask('text/xml'),
        await ask('application/json'),
        await ask('*/*'),
        await ask(undefined),
      ],
      [true, true, false, false, false],
    );
  });

  it('carries a Result, escaped', async () => {
    simulator.onService('a1SimRoom01', 'room-101', () => ({ note: `<b>&'"]]>\u0001\r\n中😀` }));
    const { text } = await xml({ params: { ...room, Args: '{}' } });
    assert.match(
      text,
      /^<\?xml[^>]*\?><InvokeThingServiceResponse>.*<Data><Result>.*<\/Result><MessageId>\d+<\/MessageId><\/Data>/s,
    );
    const result = /<Result>(.*)<\/Result>/s.exec(text)![1]!;
    const unescaped = result
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&apos;', "'")
      .replaceAll('&amp;', '&');
    assert.deepEqual((JSON.parse(unescaped) as { data: unknown }).data, { note: `<b>&'"]]>\u0001\r\n中😀` });
  });

  it('repeats the elements of a list', async () => {
    const { text } = await xml({ action: 'QueryDevice', params: { ProductKey: 'a1SimRoom01' } });
    assert.match(text, /<Data><DeviceInfo>.*<\/DeviceInfo><DeviceInfo>.*<\/DeviceInfo><\/Data>/);
  });

  it('has both shapes of errors', async () => {
    const business = await xml({ params: { ...room, Args: '<&' } });
    assert.match(
      business.text,
      /<InvokeThingServiceResponse><RequestId>.*<Success>false<\/Success><Code>iot\.check\.InvalidFormattedParameter<\/Code><ErrorMessage>/,
    );
    const gateway = await xml({ params: { ...room, Args: '{}' }, secret: 'wrong' });
    assert.match(
      gateway.text,
      /<Error><RequestId>.*<\/RequestId><HostId>.*<\/HostId><Code>SignatureDoesNotMatch<\/Code><Message>.*&amp;%2F&amp;/,
    );
    const hostile = await send(simulator.url, 'GET', '/?Action=%3Cscript%3E&Version=%26', { host: '<&">' });
    assertWellFormed(hostile.text);
  });

  it('has no characters XML cannot write', () => {
    assert.equal(
      toXml('a', { t: '\u0000\u001f\uD800x\uFFFF\t\n\r😀', n: null, u: undefined, list: [] }),
      '<?xml version="1.0" encoding="UTF-8"?><a><t>\uFFFD\uFFFD\uFFFDx\uFFFD\t\n&#13;😀</t><n>null</n></a>',
    );
  });
});
