import assert from 'node:assert/strict';
import { artifact, openSession, type Session } from '../../scripts/editor/session.mjs';
import { Editor } from './editor';
import { account, flow, invoke, messages, subscription } from './flows';

const HAN = /\p{Script=Han}/u;

const SPEED = { identifier: 'speed', name: '转速', dataType: { type: 'int', specs: { min: '0', max: '9' } } };
const SERVICE = { identifier: 'start', name: '启动', callType: 'sync', inputData: [SPEED], outputData: [] };

/** A form whose only argument is wrong. */
const FORM = {
  thingModel: JSON.stringify({ productKey: 'a1SimPump01', validate: 'strong', service: SERVICE }),
  args: JSON.stringify({ speed: { value: 'x', type: 'num' } }),
  argsType: 'form',
};

describe('the editor in Chinese', function () {
  this.timeout(60_000);
  let session: Session;
  let editor: Editor;

  before(async () => {
    const nodes = [account(), account({ id: 'cloud', endpoint: 'cn-shanghai' }), invoke()];
    const unset = invoke({ id: 'unset', account: '', identifier: '', y: 200 });
    const form = invoke({ id: 'form', ...FORM, y: 280 });
    const list = invoke({ id: 'list', target: 'list', devicesType: 'list', waitForReply: true, y: 340 });
    const all = [...nodes, unset, form, list, messages(), subscription()];
    session = await openSession({ flows: flow(...all), locale: 'zh-CN', height: 1000 });
    editor = new Editor(session.page);
  });
  after(() => session.close());
  afterEach(() => assert.deepEqual(session.complaints.splice(0), []));

  it('names the node in palette and workspace', async () => {
    const entry = session.page.locator('.red-ui-palette-node[data-palette-type="aliyun-iot-invoke"]');
    assert.equal(await entry.locator('.red-ui-palette-label').innerText(), '调用服务');
    assert.equal(await editor.run("RED.utils.getNodeLabel(RED.nodes.node('unset'))"), '调用服务');
  });

  it('shows the status of a node', async () => {
    const status = session.page.locator('[id="unset"] .red-ui-flow-node-status-label');
    assert.equal(await status.textContent({ timeout: 10_000 }), '未配置');
  });

  it('gives reasons', async () => {
    const reasons = await editor.reasons('unset');
    assert.ok(reasons.includes('服务标识符: 不能为空。'), reasons.join('; '));
  });

  it('has no untranslated label in the invoke dialog', async () => {
    await editor.openNode('invoke');
    const texts = await session.page.locator('.aliyun-iot-form label, .aliyun-iot-form p').allTextContents();
    const names = ['ProductKey', 'DeviceName', 'IotId', 'Qos'];
    assert.ok(texts.length > 15);
    assert.deepEqual(
      texts
        .map((text) => text.trim())
        .filter((text) => text !== '' && !HAN.test(text) && !names.includes(text)),
      [],
    );
    await session.page.screenshot({ path: artifact('invoke-zh') });
    await editor.close('node-dialog-cancel');
  });

  it('has no untranslated text in a list, in waiting and in the dialogs of messages', async () => {
    const names = ['ProductKey', 'DeviceName', 'IotId', 'Qos'];
    const parts = ['label', 'p', 'summary', 'select option', '.form-tips'];
    const untranslated = async (): Promise<string[]> => {
      const found = session.page.locator(parts.map((part) => `.aliyun-iot-form ${part}`).join(', '));
      const texts = (await found.allTextContents()).map((text) => text.trim()).filter((text) => text !== '');
      assert.ok(texts.length > 8);
      return texts.filter(
        (text) => !HAN.test(text) && ![...names, 'DEFAULT_GROUP', 'cn-shanghai'].includes(text),
      );
    };
    await editor.openNode('list');
    assert.equal(
      await session.page.locator('#aliyun-iot-invoke-device-reason').innerText(),
      '请至少填写一台设备。',
    );
    assert.deepEqual(await untranslated(), []);
    await session.page.screenshot({ path: artifact('list-zh') });
    await editor.close('node-dialog-cancel');
    await editor.openNode('messages');
    assert.deepEqual(await untranslated(), []);
    await session.page.screenshot({ path: artifact('messages-zh') });
    await editor.close('node-dialog-cancel');
    await editor.openConfig('aliyun-iot-subscription', 'subscription');
    assert.deepEqual(await untranslated(), []);
    await session.page.screenshot({ path: artifact('subscription-zh') });
    await editor.close('node-config-dialog-cancel');
  });

  it('has a form, pickers and answers in Chinese', async () => {
    await editor.openNode('form');
    const texts = await session.page.locator('[data-parameter] p:visible').allTextContents();
    assert.equal(texts.length, 2);
    assert.deepEqual(
      texts.filter((text) => !HAN.test(text)),
      [],
    );
    await session.page.locator('#aliyun-iot-pick-deviceName > .aliyun-iot-icon-button').click();
    await session.page
      .locator('[role="option"]', { hasText: 'pump-offline' })
      .getByText('离线', { exact: true })
      .waitFor();
    await session.page.screenshot({ path: artifact('form-zh') });
    await session.page.locator('.aliyun-iot-picker [title="关闭"]').click();
    await session.page.locator('#aliyun-iot-invoke-try').click();
    const question = session.page.locator('#aliyun-iot-invoke-try-result');
    assert.match(await question.innerText(), /speed: 必须是数字/);
    await editor.close('node-dialog-cancel');
  });

  it('tests the connection in Chinese', async () => {
    await editor.openAccount('account');
    await session.page.locator('#aliyun-iot-account-test').click();
    const line = session.page.locator('#aliyun-iot-account-checks > [data-check="endpoint"]');
    assert.match(await line.innerText(), /接入地址：\s*接入地址有应答。/);
    await editor.close('node-config-dialog-cancel');
  });

  it('has no untranslated label in the account dialog', async () => {
    await editor.openAccount('cloud');
    for (const summary of await session.page.locator('.aliyun-iot-form summary').all()) await summary.click();
    const parts = ['label', 'p', 'summary', '.form-tips'].map((part) => `.aliyun-iot-form ${part}`);
    const texts = await session.page.locator(parts.join(', ')).allTextContents();
    const names = ['AccessKey ID', 'AccessKey Secret', 'STS Token', 'TLS', 'ProductKey'];
    assert.deepEqual(
      texts
        .map((text) => text.trim())
        .filter((text) => text !== '' && !HAN.test(text) && !names.includes(text)),
      [],
    );
    await session.page.screenshot({ path: artifact('account-zh') });
    await editor.close('node-config-dialog-cancel');
  });

  it('has help, and a tooltip made of its first sentence', async () => {
    const help = (type: string) =>
      editor.run<string>(`$('<div>').html(RED.nodes.getNodeHelp('${type}')).text()`);
    for (const type of ['aliyun-iot-invoke', 'aliyun-iot-account']) assert.match(await help(type), HAN, type);
    await editor.run("void RED.sidebar.help.show('aliyun-iot-invoke')");
    await session.page.locator('.red-ui-help h3', { hasText: '输出' }).waitFor();
    await session.page.screenshot({ path: artifact('help-zh') });
  });
});
