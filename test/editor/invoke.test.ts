import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSession, type Session } from '../../scripts/editor/session.mjs';
import { Editor } from './editor';
import { account, flow, invoke } from './flows';

const TYPED = ['productKey', 'deviceName', 'iotId', 'identifier', 'args', 'qos', 'timeout'];
const PLAIN = ['name', 'account', 'target', 'safeToRepeat', 'passDeviceErrors', 'decode'];

describe('the invoke node in the editor', function () {
  this.timeout(60_000);
  let session: Session;
  let editor: Editor;

  before(async () => {
    session = await openSession({
      flows: flow(account(), invoke(), invoke({ id: 'named', name: 'Pump 1', y: 200 })),
    });
    editor = new Editor(session.page);
  });
  after(() => session.close());
  afterEach(() => assert.deepEqual(session.complaints.splice(0), []));

  it('is in the palette, under its own category, with its own icon', async () => {
    const entry = session.page.locator('.red-ui-palette-node[data-palette-type="aliyun-iot-invoke"]');
    assert.equal(await entry.locator('.red-ui-palette-label').innerText(), 'call service');
    const category = await editor.run<string>("RED.nodes.getType('aliyun-iot-invoke').category");
    assert.equal(category, 'Aliyun IoT');
    const style = await entry.locator('.red-ui-palette-icon').getAttribute('style');
    const url = /url\(["']?([^"')]+)/.exec(style ?? '')![1]!;
    const served = await (await fetch(new URL(url, session.nodeRed.url))).text();
    assert.equal(served, readFileSync(join(__dirname, '../../icons/aliyun-iot-invoke.svg'), 'utf8'));
  });

  it('is labelled by its name, else by its service', async () => {
    const label = (id: string) => editor.run<string>(`RED.utils.getNodeLabel(RED.nodes.node('${id}'))`);
    assert.equal(await label('invoke'), 'start');
    assert.equal(await label('named'), 'Pump 1');
  });

  it('names its ports', async () => {
    const port = (key: string) => editor.run<string>(`RED.nodes.getType('aliyun-iot-invoke').${key}()`);
    assert.equal(await port('inputLabels'), 'arguments');
    assert.equal(await port('outputLabels'), 'Result or MessageId');
  });

  it('shows every field with its label and its value', async () => {
    await editor.openNode('invoke');
    for (const property of [...TYPED, ...PLAIN]) {
      const label = session.page.locator(`label[for="node-input-${property}"]`);
      assert.notEqual(
        (await label.innerText({ timeout: 2000 })).trim() || property === 'iotId',
        '',
        property,
      );
    }
    for (const property of TYPED) {
      const named = editor.widget(property).locator(`[aria-labelledby="node-input-${property}-label"]`);
      assert.ok((await named.count()) >= 2, property);
    }
    assert.equal(await editor.field('productKey').inputValue(), 'a1SimPump01');
    assert.equal(await editor.field('args').inputValue(), 'payload');
    assert.equal(
      await editor
        .widget('qos')
        .innerText()
        .then((text) => text.trim()),
      '0 - to a connected device only',
    );
    assert.equal(await session.page.locator('#node-input-account option:checked').innerText(), 'Simulator');
    await editor.close('node-dialog-cancel');
  });

  it('puts the cursor into a field whose label is clicked', async () => {
    await editor.openNode('invoke');
    await session.page.locator('label[for="node-input-deviceName"]').click();
    const focused = await editor.run<string>("$(':focus').attr('aria-labelledby')");
    assert.equal(focused, 'node-input-deviceName-label');
    await editor.close('node-dialog-cancel');
  });

  it('shows the fields of the chosen way to name the device, and checks only these', async () => {
    await editor.openNode('invoke');
    await editor.setTyped('productKey', 'str', '');
    assert.equal(await editor.isMarked('productKey'), true);
    assert.equal(await editor.widget('iotId').isVisible(), false);
    await editor.field('target').selectOption('iotId');
    assert.equal(await editor.widget('iotId').isVisible(), true);
    assert.equal(await editor.widget('productKey').isVisible(), false);
    assert.equal(await editor.isMarked('productKey'), false);
    assert.equal(await editor.isMarked('iotId'), true);
    await editor.close('node-dialog-cancel');
  });

  it('says what is wrong while it is typed', async () => {
    await editor.openNode('invoke');
    await editor.setTyped('identifier', 'str', 'start now');
    assert.equal(await editor.isMarked('identifier'), true);
    const reason = await editor.tooltip(editor.widget('identifier').locator('.red-ui-typedInput-input-wrap'));
    assert.match(reason, /consists of letters, digits and underscores/);
    await editor.setTyped('identifier', 'str', 'lighting:setBrightness');
    assert.equal(await editor.isMarked('identifier'), false);
    await editor.setTyped('args', 'json', '[1]');
    assert.match(
      await editor.tooltip(editor.widget('args').locator('.red-ui-typedInput-input-wrap')),
      /must be a JSON object/,
    );
    await editor.setTyped('args', 'json', '{"speed": 100}');
    assert.equal(await editor.isMarked('args'), false);
    await editor.close('node-dialog-cancel');
  });

  it('keeps what was entered, through Done, Deploy and the next opening', async () => {
    const entered: Record<string, [type: string, value?: string]> = {
      productKey: ['msg', 'device.product'],
      deviceName: ['jsonata', "'pump-' & number"],
      identifier: ['env', 'SERVICE'],
      args: ['json', '{"speed":100,"note":"a \\"b\\" 中"}'],
      qos: ['msg', 'qos'],
      timeout: ['num', '9000'],
    };
    await editor.openNode('invoke');
    for (const [property, [type, value]] of Object.entries(entered))
      await editor.setTyped(property, type, value);
    await editor.fill('name', 'changed');
    await editor.field('safeToRepeat').check();
    await editor.field('passDeviceErrors').check();
    await editor.close('node-dialog-ok');
    await editor.deploy();
    const stored = await storedNode(session, 'invoke');
    for (const [property, [type, value]] of Object.entries(entered)) {
      assert.deepEqual([stored[`${property}Type`], stored[property]], [type, value], property);
    }
    assert.equal(stored['name'], 'changed');
    assert.deepEqual(
      [stored['safeToRepeat'], stored['passDeviceErrors'], stored['version']],
      [true, true, 3],
    );
    await editor.openNode('invoke');
    assert.equal(await editor.run("$('#node-input-args').typedInput('value')"), entered['args']![1]);
    assert.equal(await editor.run("$('#node-input-deviceName').typedInput('type')"), 'jsonata');
    await editor.setTyped('args', 'none');
    await editor.setTyped('qos', 'num');
    await editor.widget('qos').locator('.red-ui-typedInput-option-trigger').click();
    await session.page.locator('.red-ui-typedInput-options:visible a[value="1"]').click();
    await editor.close('node-dialog-ok');
    await editor.deploy();
    const again = await storedNode(session, 'invoke');
    assert.deepEqual([again['argsType'], again['qosType'], again['qos']], ['none', 'num', '1']);
  });

  it('starts from the values that the runtime expects', async () => {
    const defaults = await editor.run<Record<string, { value: unknown }>>(
      "RED.nodes.getType('aliyun-iot-invoke').defaults",
    );
    const expected = invoke();
    for (const property of [
      'target',
      'args',
      'argsType',
      'qos',
      'qosType',
      'timeout',
      'safeToRepeat',
      'thingModel',
      'decode',
      'version',
    ]) {
      assert.equal(defaults[property]?.value, expected[property], property);
    }
  });
});

async function storedNode(session: Session, id: string): Promise<Record<string, unknown>> {
  const flows = (await (await fetch(`${session.nodeRed.url}/flows`)).json()) as Record<string, unknown>[];
  return flows.find((node) => node['id'] === id)!;
}
