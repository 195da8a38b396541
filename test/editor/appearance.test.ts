import assert from 'node:assert/strict';
import { artifact, openSession, type Session } from '../../scripts/editor/session.mjs';
import { Editor } from './editor';
import { account, flow, invoke, messages, subscription } from './flows';

interface Box {
  name: string;
  left: number;
  right: number;
}

/** Where the fields of the open dialog begin and end, and how wide the dialog is. */
const FIELDS = `$('.aliyun-iot-form:visible .form-row:visible:not(.aliyun-iot-check) > .aliyun-iot-field').map((_, e) => {
  const { left, right } = e.getBoundingClientRect();
  return { name: e.querySelector('[id], [role]').id, left, right };
}).get()`;

for (const theme of ['light', 'dark'] as const) {
  describe(`the look of the editor, ${theme}`, function () {
    this.timeout(60_000);
    let session: Session;
    let editor: Editor;

    before(async () => {
      const cloud = account({ id: 'cloud', endpoint: 'cn-shanghai' });
      const wrong = invoke({ id: 'wrong', account: '', deviceName: ' pump-01', identifier: '', y: 200 });
      const list = { id: 'list', target: 'list', devices: '["lamp-001"]', devicesType: 'list' };
      const waits = { waitForReply: true, subscription: 'subscription' };
      const nodes = [invoke(), wrong, invoke({ ...list, ...waits, y: 260 }), messages(), subscription()];
      session = await openSession({ flows: flow(account(), cloud, ...nodes), theme, height: 1000 });
      editor = new Editor(session.page);
    });
    after(() => session.close());
    afterEach(() => assert.deepEqual(session.complaints.splice(0), []));

    /** Fields stand in one column and end inside the dialog, also at the width that Node-RED opens it with: 500 px. */
    async function checkColumn(): Promise<void> {
      const fields = await editor.run<Box[]>(FIELDS);
      const tray = await editor.run<Box>(
        "$('.red-ui-tray:visible').last()[0].getBoundingClientRect().toJSON()",
      );
      assert.ok(tray.right - tray.left <= 520, `the dialog is ${tray.right - tray.left} px wide`);
      assert.ok(fields.length >= 4);
      for (const { name, left, right } of fields) {
        assert.ok(Math.abs(left - fields[0]!.left) < 1, `${name} is out of the column`);
        assert.ok(Math.abs(right - fields[0]!.right) < 1, `${name} ends elsewhere`);
        assert.ok(right <= tray.right && right - left > 200, `${name} is cut off or narrow`);
      }
      const spilled =
        "$('.aliyun-iot-form:visible label').filter((_, e) => e.scrollWidth > e.clientWidth + 1).length";
      assert.equal(await editor.run(spilled), 0, 'a label is too long');
    }

    it('has the invoke dialog aligned', async () => {
      await editor.openNode('invoke');
      await checkColumn();
      await session.page.screenshot({ path: artifact(`invoke-${theme}`) });
      await editor.close('node-dialog-cancel');
    });

    it('has all that belongs to a list and to waiting aligned', async () => {
      await editor.openNode('list');
      await checkColumn();
      await session.page.screenshot({ path: artifact(`list-${theme}`) });
      await editor.close('node-dialog-cancel');
    });

    it('has the dialogs of messages aligned', async () => {
      await editor.openNode('messages');
      await checkColumn();
      await session.page.screenshot({ path: artifact(`messages-${theme}`) });
      await editor.close('node-dialog-cancel');
      await editor.openConfig('aliyun-iot-subscription', 'subscription');
      await session.page.locator('.aliyun-iot-form summary').click();
      await checkColumn();
      await session.page.screenshot({ path: artifact(`subscription-${theme}`) });
      await editor.close('node-config-dialog-cancel');
    });

    it('marks what is wrong', async () => {
      await editor.openNode('wrong');
      const border = "getComputedStyle($('#node-input-identifier').next()[0]).borderTopColor";
      const normal = "getComputedStyle($('#node-input-productKey').next()[0]).borderTopColor";
      assert.notEqual(await editor.run(border), await editor.run(normal));
      await session.page.screenshot({ path: artifact(`wrong-${theme}`) });
      await editor.close('node-dialog-cancel');
    });

    it('has the account dialog aligned, with everything unfolded', async () => {
      await editor.openAccount('cloud');
      for (const summary of await session.page.locator('.aliyun-iot-form summary').all())
        await summary.click();
      await checkColumn();
      await session.page.screenshot({ path: artifact(`account-${theme}`) });
      await editor.close('node-config-dialog-cancel');
    });

    it('has explanations that can be read on their background', async () => {
      await editor.openNode('invoke');
      const ratio = await editor.run<number>(`(() => {
        const light = (colour) => { const [r, g, b] = colour.match(/[\\d.]+/g).map((v) => { v /= 255;
          return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
        const text = $('.aliyun-iot-field > p:visible').first();
        const back = text.parents().filter((_, e) => !/rgba\\(0, 0, 0, 0\\)|transparent/.test(getComputedStyle(e).backgroundColor)).first();
        const [a, b] = [light(text.css('color')), light(back.css('background-color'))].sort((x, y) => y - x);
        return (a + 0.05) / (b + 0.05);
      })()`);
      assert.ok(ratio >= 4.5, `contrast ${ratio}`);
      await editor.close('node-dialog-cancel');
    });

    it('keeps a picture of the node and its icon', async () => {
      const node = session.page.locator('g.red-ui-flow-node[id="invoke"]');
      await node.screenshot({ path: artifact(`node-${theme}`) });
      const icon = await node.locator('.red-ui-flow-node-icon').boundingBox();
      assert.ok(icon && icon.width >= 20 && icon.height >= 20);
    });
  });
}
