import assert from 'node:assert/strict';
import { deflateRawSync } from 'node:zlib';
import type { Locator } from 'playwright-core';
import { artifact, openSession, type Session } from '../../scripts/editor/session.mjs';
import { Editor } from './editor';
import { flow, invoke } from './flows';

const ANGLE = { identifier: 'angle', name: 'Angle', dataType: { type: 'int', specs: { max: '90' } } };
const PROPERTY = { identifier: 'level', name: 'Level', dataType: { type: 'int', specs: {} } };
const TSL = JSON.stringify({
  schema: 'https://iotx-tsl.oss-ap-southeast-1.aliyuncs.com/schema.json',
  profile: { productKey: 'a1Valve' },
  services: [service('open', [ANGLE]), { identifier: 'get', inputData: ['level'], outputData: [] }],
  properties: [PROPERTY],
  events: [],
  functionBlocks: [{ functionBlockId: 'heat', functionBlockName: 'Heating', productKey: 'a1Valve' }],
});
const MODULE = JSON.stringify({
  functionBlockId: 'heat',
  functionBlockName: 'Heating',
  services: [service('on', [])],
});
const SIMPLE = JSON.stringify({
  services: [{ identifier: 'open', inputData: [{ identifier: 'angle', dataType: { type: 'int' } }] }],
});

function service(identifier: string, inputData: object[]): object {
  return { identifier, name: `Name of ${identifier}`, callType: 'sync', inputData, outputData: [] };
}

describe('the TSL of an invoke node', function () {
  this.timeout(60_000);
  let session: Session;
  let editor: Editor;

  before(async () => {
    const blank = { account: '', productKey: '', deviceName: '' };
    session = await openSession({
      flows: flow(
        invoke({ ...blank, identifier: '' }),
        invoke({ id: 'typed', ...blank, identifier: 'open', productKey: 'a1Copy', y: 180 }),
        invoke({ id: 'broken', ...blank, tsl: '{"services":[1', y: 240 }),
        invoke({ id: 'zip', ...blank, identifier: '', y: 300 }),
        invoke({ id: 'simple', ...blank, identifier: '', y: 360 }),
      ),
      height: 1300,
    });
    editor = new Editor(session.page);
  });
  after(() => session.close());
  afterEach(() => assert.deepEqual(session.complaints.splice(0), []));

  const part = (name: string): Locator => session.page.locator(`#aliyun-iot-invoke-model-${name}`);
  const options = (): Locator => session.page.locator('.aliyun-iot-picker [role="option"]');
  const foot = (): Locator => session.page.locator('.aliyun-iot-picker-foot');
  const findService = (): Promise<void> =>
    session.page.locator('#aliyun-iot-pick-identifier > .aliyun-iot-icon-button').click();
  const open = async (id: string): Promise<void> => {
    await editor.openNode(id);
    await session.page.locator('#aliyun-iot-invoke-model > summary').click();
  };
  const whenRead = (): Promise<void> => part('message').locator('.fa-spinner').waitFor({ state: 'detached' });
  const paste = async (tsl: string): Promise<string> => {
    await part('tsl').fill(tsl);
    await part('add').click();
    await whenRead();
    return part('message').innerText();
  };
  const upload = async (files: Record<string, string | Buffer>): Promise<string> => {
    await part('files').setInputFiles(
      Object.entries(files).map(([name, content]) => ({
        name,
        mimeType: 'application/octet-stream',
        buffer: Buffer.from(content),
      })),
    );
    await part('message').locator('.aliyun-iot-line').first().waitFor();
    await whenRead();
    return part('message').innerText();
  };
  const kept = async (id: string): Promise<Record<string, unknown>> =>
    JSON.parse(await editor.run<string>(`RED.nodes.node('${id}').tsl`)) as Record<string, unknown>;

  it('that cannot be read is explained, and stays to be corrected', async () => {
    await open('invoke');
    assert.match(await paste('{"services": ['), /is not JSON: the text breaks at line 1, column 15/);
    assert.equal(await part('tsl').inputValue(), '{"services": [');
    const other = { services: [{ identifier: 'open', serviceName: 'Open', inputParams: [] }] };
    assert.match(await paste(JSON.stringify(other)), /This is a ThingModelJson \(from QueryThingModel\)/);
    assert.match(await upload({ 'a.json': TSL, 'b.json': '{' }), /b\.json: .* is not JSON/);
    assert.match(await upload({ 'a.zip': Buffer.from('PK\x03\x04 and no more') }), /cannot be read/);
    assert.match(await paste('{"services":[]}'), /has no services that could be called/);
    assert.equal(await part('list').locator('li').count(), 0);
    await session.page.screenshot({ path: artifact('own-tsl-unreadable') });
    await editor.close('node-dialog-ok');
    assert.equal(await editor.run("RED.nodes.node('invoke').tsl"), '');
    assert.equal(session.complaints.splice(0).length, 6, '400 and its line in the console, three times');
  });

  it('lists its services without an account and without a product', async () => {
    await open('invoke');
    const told = await paste(TSL);
    assert.match(told, /Added\. Services: 1\./);
    assert.match(told, /names further modules: Heating/);
    assert.equal(await part('tsl').inputValue(), '');
    assert.match(await paste(MODULE), /Added/);
    assert.match(await part('list').innerText(), /a1Valve - services: 2, strong validation/);
    await findService();
    assert.deepEqual(await options().locator('code').allInnerTexts(), ['open', 'heat:on']);
    assert.deepEqual(await session.page.locator('.aliyun-iot-group').allInnerTexts(), [
      'Default module',
      'Heating',
    ]);
    assert.match(await foot().innerText(), /From the TSL kept with this node\./);
    await session.page.screenshot({ path: artifact('own-tsl') });
    await options().first().click();
    await editor.setTyped('args', 'form');
    assert.equal(await session.page.locator('[data-parameter="angle"]').count(), 1);
    await editor.close('node-dialog-ok');

    const { productKey, validate, services } = await kept('invoke');
    assert.deepEqual([productKey, validate], ['a1Valve', 'strong']);
    assert.deepEqual(
      (services as { identifier: string; module?: object }[]).map(({ identifier, module }) => [
        identifier,
        module,
      ]),
      [
        ['open', undefined],
        ['heat:on', { id: 'heat', name: 'Heating' }],
      ],
    );
    assert.doesNotMatch(JSON.stringify(await kept('invoke')), /level|schema/);
    const stored = JSON.parse(await editor.run<string>("RED.nodes.node('invoke').thingModel")) as object;
    assert.deepEqual(Object.keys(stored), ['productKey', 'validate', 'service']);
    assert.doesNotMatch(JSON.stringify(stored), /module/);
  });

  it('is there when the dialog is opened again, changes its level, and can be removed', async () => {
    await open('invoke');
    assert.equal(await part('validate').inputValue(), 'strong');
    await part('validate').selectOption('none');
    assert.match(await part('list').innerText(), /no validation/);
    assert.match(
      await session.page.locator('#aliyun-iot-invoke-service').innerText(),
      /Name of open: asynchronous/,
    );
    await editor.close('node-dialog-ok');
    assert.equal((await kept('invoke'))['validate'], 'none');
    await open('invoke');
    await part('list').locator('button').click();
    assert.equal(await part('list').locator('li').count(), 0);
    await editor.close('node-dialog-ok');
    assert.equal(await editor.run("RED.nodes.node('invoke').tsl"), '');
    assert.notEqual(await editor.run("RED.nodes.node('invoke').thingModel"), '', 'the service stays known');
  });

  it('describes a service that is typed, for the product that is typed', async () => {
    await open('typed');
    await paste(TSL);
    const line = session.page.locator('#aliyun-iot-invoke-service');
    assert.match(await line.innerText(), /Name of open: synchronous/);
    await findService();
    assert.match(await foot().innerText(), /which is of the product a1Valve/);
    await editor.setTyped('identifier', 'str', 'heat:on');
    await paste(MODULE);
    assert.match(await line.innerText(), /Name of on: synchronous/);
    await editor.setTyped('identifier', 'str', 'open');
    assert.match(await line.innerText(), /Name of open: synchronous/);
    await editor.close('node-dialog-ok');
    const stored = await editor.run<string>("RED.nodes.node('typed').thingModel");
    const { productKey, service } = JSON.parse(stored) as {
      productKey: string;
      service: { identifier: string };
    };
    assert.deepEqual([productKey, service.identifier], ['a1Copy', 'open']);
  });

  it('comes out of the ZIP that the console exports', async () => {
    await open('zip');
    assert.match(
      await upload({ 'model.zip': zip({ 'default.json': TSL, 'heat.json': MODULE }) }),
      /Added\. Services: 2\./,
    );
    assert.doesNotMatch(await part('message').innerText(), /further modules/);
    assert.match(await upload({ 'empty.zip': zip({ 'read.me': 'x' }) }), /no TSL \(\.json\) in the ZIP/);
    const encrypted = zip({ 'default.json': TSL }, 1);
    assert.match(await upload({ 'locked.zip': encrypted }), /cannot be read/);
    const bomb = zip({ 'default.json': ' '.repeat(5_000_000) });
    assert.match(await upload({ 'bomb.zip': bomb }), /cannot be read/);
    assert.match(await part('list').innerText(), /services: 2/);
    await editor.close('node-dialog-cancel');
  });

  it('without call types says so', async () => {
    await open('simple');
    assert.match(await paste(SIMPLE), /does not say whether services are synchronous or asynchronous/);
    await findService();
    assert.match(await options().first().innerText(), /sync or async: not stated/);
    await options().first().click();
    assert.match(
      await session.page.locator('#aliyun-iot-invoke-service').innerText(),
      /does not say whether it is synchronous/,
    );
    await editor.close('node-dialog-ok');
    assert.equal((await kept('simple'))['productKey'], '');
  });

  it('that was damaged in the flow is said to be so, and not lost unseen', async () => {
    await open('broken');
    assert.match(await part('list').innerText(), /kept with the node cannot be read\. Add the TSL again/);
    await editor.close('node-dialog-ok');
    assert.equal(await editor.run("RED.nodes.node('broken').tsl"), '{"services":[1');
  });
});

/** A ZIP with these files, without their checksums. @param flags of each; 1 says that it is encrypted. */
function zip(files: Record<string, string>, flags = 0): Buffer {
  const local: Buffer[] = [];
  const list: Buffer[] = [];
  let at = 0;
  for (const [name, content] of Object.entries(files)) {
    const [plain, title] = [Buffer.from(content), Buffer.from(name)];
    const packed = deflateRawSync(plain);
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(flags, 2);
    facts.writeUInt16LE(8, 4);
    facts.writeUInt32LE(packed.length, 14);
    facts.writeUInt32LE(plain.length, 18);
    facts.writeUInt16LE(title.length, 22);
    const entry = Buffer.concat([Buffer.from('PK\x03\x04'), facts, title, packed]);
    const where = Buffer.alloc(14);
    where.writeUInt32LE(at, 10);
    list.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0'), facts, where, title]));
    local.push(entry);
    at += entry.length;
  }
  const end = Buffer.alloc(18);
  end.writeUInt16LE(list.length, 4);
  end.writeUInt16LE(list.length, 6);
  end.writeUInt32LE(Buffer.concat(list).length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...local, ...list, Buffer.from('PK\x05\x06'), end]);
}
