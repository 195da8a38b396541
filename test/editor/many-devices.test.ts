import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { artifact, openSession, type FlowNode, type Session } from '../../scripts/editor/session.mjs';
import { Editor } from './editor';
import { account, flow, invoke } from './flows';

const ROWS = ['devices', 'listMode', 'listOutput', 'listConcurrency', 'listDeadline'];
const DEVICES = ['pump-01', { productKey: 'a1SimRoom01', deviceName: 'room-101' }];

describe('many devices in the invoke dialog', function () {
  this.timeout(60_000);
  let session: Session;
  let editor: Editor;

  before(async () => {
    const list = invoke({
      id: 'list',
      target: 'list',
      devices: JSON.stringify(DEVICES),
      devicesType: 'list',
      y: 200,
    });
    const isOld = ([property]: [string, unknown]): boolean => ![...ROWS, 'devicesType'].includes(property);
    const old = Object.entries(invoke({ id: 'old', version: 2, y: 280 })).filter(isOld);
    const nodes = [invoke(), list, Object.fromEntries(old) as FlowNode];
    session = await openSession({ flows: flow(account(), ...nodes), height: 1600 });
    editor = new Editor(session.page);
  });
  after(() => session.close());
  afterEach(() => assert.deepEqual(session.complaints.splice(0), []));

  const shown = (property: string): Locator => session.page.locator(`label[for="node-input-${property}"]`);
  const textarea = (): Locator => session.page.locator('#aliyun-iot-invoke-device-list');
  const reason = (): Locator => session.page.locator('#aliyun-iot-invoke-device-reason');
  const hint = (id: string): Promise<string> => session.page.locator(`#aliyun-iot-invoke-${id}`).innerText();
  const stored = (property: string, id = 'list'): Promise<string> =>
    editor.run(`RED.nodes.node('${id}').${property}`);

  it('are offered beside one device, with what belongs to them', async () => {
    await editor.openNode('invoke');
    for (const property of ROWS) assert.equal(await shown(property).isVisible(), false, property);
    await editor.field('target').selectOption('list');
    for (const property of ROWS) assert.equal(await shown(property).isVisible(), true, property);
    assert.equal(await shown('productKey').isVisible(), true);
    assert.equal(await shown('deviceName').isVisible(), false);
    assert.equal(await editor.typeOf('devices'), 'msg');
    assert.equal(await textarea().isVisible(), false);
    await editor.close('node-dialog-cancel');
  });

  it('hide what batches have not', async () => {
    await editor.openNode('list');
    assert.match(await hint('listMode-hint'), /own outcome/);
    await editor.field('listMode').selectOption('batch');
    assert.match(await hint('listMode-hint'), /there is no MessageId/);
    for (const property of ['listConcurrency', 'waitForReply', 'passDeviceErrors', 'decode']) {
      assert.equal(await shown(property).isVisible(), false, property);
    }
    assert.match(await hint('listOutput-hint'), /Catch node/);
    await editor.field('listOutput').selectOption('summary');
    assert.match(await hint('listOutput-hint'), /outcome of every device/);
    await editor.close('node-dialog-cancel');
  });

  it('are typed a line each, and kept as an array', async () => {
    await editor.openNode('list');
    assert.equal(await textarea().inputValue(), 'pump-01\na1SimRoom01/room-101');
    assert.equal(await hint('device-count'), 'Devices: 2');
    await textarea().fill('pump-02, pump-03\n\nIotId=abc');
    assert.equal(await hint('device-count'), 'Devices: 3');
    await textarea().blur();
    assert.equal(await textarea().inputValue(), 'pump-02\npump-03\nIotId=abc');
    await session.page.screenshot({ path: artifact('list') });
    await editor.close('node-dialog-ok');
    assert.deepEqual(JSON.parse(await stored('devices')), ['pump-02', 'pump-03', { iotId: 'abc' }]);
    assert.equal(await stored('devicesType'), 'list');
    assert.deepEqual(await editor.reasons('list'), []);
  });

  it('say which line is wrong while it is typed', async () => {
    await editor.openNode('list');
    const cases: [typed: string, reason: RegExp][] = [
      ['', /at least one device/],
      ['pump-01\npump-01', /pump-01 stands in the list twice/],
      ['a/b/c', /a\/b\/c is not DeviceName/],
    ];
    for (const [typed, expected] of cases) {
      await textarea().fill(typed);
      assert.match(await reason().innerText(), expected);
      assert.equal(await editor.isMarked('devices'), true, typed);
    }
    await textarea().fill('pump-01');
    assert.equal(await reason().isVisible(), false);
    assert.equal(await editor.isMarked('devices'), false);
    await editor.setTyped('productKey', 'str', '');
    assert.equal(await editor.isMarked('productKey'), false);
    assert.match(await reason().innerText(), /pump-01 needs a product/);
    await textarea().fill('a1SimPump01/pump-01');
    assert.equal(await reason().isVisible(), false);
    await editor.close('node-dialog-cancel');
  });

  it('are picked from the product, several at a time, and taken out again', async () => {
    await editor.openNode('list');
    await textarea().fill('by-hand');
    const panel = session.page.locator('.aliyun-iot-picker');
    const option = (name: string): Locator => panel.locator('[role="option"]').filter({ hasText: name });
    const button = session.page.locator('#aliyun-iot-pick-devices > .aliyun-iot-icon-button');
    await button.click();
    for (const name of ['pump-02', 'pump-slow']) await option(name).click();
    assert.equal(await textarea().inputValue(), 'by-hand\npump-02\npump-slow');
    assert.equal(await option('pump-slow').getAttribute('aria-checked'), 'true');
    assert.equal(await option('pump-03').getAttribute('aria-checked'), 'false');
    await session.page.screenshot({ path: artifact('pick-devices') });
    await option('pump-slow').click();
    assert.equal(await textarea().inputValue(), 'by-hand\npump-02');
    await panel.locator('[role="combobox"]').fill('pump-0');
    await session.page.waitForFunction("$('.aliyun-iot-picker [role=option]').length === 3");
    await panel.getByText('Add all listed').click();
    assert.equal(await textarea().inputValue(), 'by-hand\npump-02\npump-01\npump-03');
    await panel.locator('[title="Another product"]').click();
    await option('a1SimTypes1').click();
    await panel.locator('[role="combobox"]').press('Enter');
    await option('types-01').waitFor();
    await editor.close('node-dialog-cancel');
  });

  it('of another product are picked with its key', async () => {
    await editor.openNode('list');
    await textarea().fill('');
    await editor.setTyped('productKey', 'msg', 'product');
    await session.page.locator('#aliyun-iot-pick-devices > .aliyun-iot-icon-button').click();
    const option = (name: string): Locator =>
      session.page.locator('.aliyun-iot-picker [role="option"]').filter({ hasText: name });
    await option('a1SimRoom01').click();
    await option('room-102').click();
    assert.equal(await textarea().inputValue(), 'a1SimRoom01/room-102');
    await editor.close('node-dialog-cancel');
  });

  it('come from a message after having been typed', async () => {
    await editor.openNode('list');
    await editor.setTyped('devices', 'msg');
    assert.equal(await textarea().isVisible(), false);
    assert.equal(await editor.run("$('#node-input-devices').typedInput('value')"), 'devices');
    await editor.setTyped('devices', 'list');
    assert.equal(await textarea().inputValue(), 'pump-02\npump-03\nIotId=abc');
    await editor.setTyped('devices', 'msg', 'lamps');
    await editor.close('node-dialog-ok');
    assert.deepEqual([await stored('devices'), await stored('devicesType')], ['lamps', 'msg']);
  });

  it('begin for a node of an older package as for a new one', async () => {
    await editor.openNode('old');
    await editor.field('target').selectOption('list');
    await editor.close('node-dialog-ok');
    const expected = invoke();
    for (const property of [...ROWS, 'devicesType']) {
      assert.equal(await stored(property, 'old'), expected[property], property);
    }
    assert.equal(await stored('version', 'old'), 3);
    assert.deepEqual(await editor.reasons('old'), []);
  });

  it('are named at the ports', async () => {
    const port = (key: string, node: object): Promise<string> =>
      editor.run(`RED.nodes.getType('aliyun-iot-invoke').${key}.call(${JSON.stringify(node)})`);
    assert.match(await port('inputLabels', { target: 'list' }), /^arguments and devices/);
    assert.equal(
      await port('outputLabels', { target: 'list', listOutput: 'each' }),
      'outcome of each device',
    );
    assert.equal(
      await port('outputLabels', { target: 'list', listOutput: 'summary' }),
      'outcomes of all devices',
    );
  });
});
