import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { artifact, openSession, type Session } from '../../scripts/editor/session.mjs';
import { Editor } from './editor';
import { account, flow, invoke } from './flows';

describe('the pickers of the invoke dialog', function () {
  this.timeout(60_000);
  let session: Session;
  let editor: Editor;

  before(async () => {
    const empty = { productKey: '', deviceName: '', identifier: '', version: 1 };
    const noAccount = invoke({ id: 'no-account', account: '', y: 280 });
    const fromMsg = invoke({ id: 'from-msg', productKey: 'product', productKeyType: 'msg', y: 340 });
    const nodes = [account(), invoke(), invoke({ id: 'empty', ...empty, y: 200 }), noAccount, fromMsg];
    session = await openSession({ flows: flow(...nodes), height: 1000 });
    editor = new Editor(session.page);
  });
  after(() => session.close());
  afterEach(() => assert.deepEqual(session.complaints.splice(0), []));

  const panel = (): Locator => session.page.locator('.aliyun-iot-picker');
  const options = (): Locator => panel().locator('[role="option"]');
  const search = (): Locator => panel().locator('[role="combobox"]');
  const button = (property: string): Locator =>
    session.page.locator(`#aliyun-iot-pick-${property} > .aliyun-iot-icon-button`);
  const find = async (property: string): Promise<void> => {
    await button(property).click();
    await options().first().waitFor();
  };
  const value = (property: string): Promise<string> => editor.field(property).inputValue();

  it('lead from a product to its device and its service', async () => {
    await editor.openNode('empty');
    await find('productKey');
    assert.equal(await options().count(), 5);
    assert.match(await panel().locator('.aliyun-iot-picker-foot').innerText(), /^5 listed/);
    await session.page.screenshot({ path: artifact('pick-product') });
    await options().filter({ hasText: 'a1SimRoom01' }).click();
    assert.equal(await value('productKey'), 'a1SimRoom01');
    assert.equal(await panel().count(), 0);

    await find('deviceName');
    assert.deepEqual(await options().locator('.aliyun-iot-title').allInnerTexts(), [
      'room-101',
      'room-102',
      'room-103',
    ]);
    await options().filter({ hasText: 'room-102' }).click();
    assert.equal(await value('deviceName'), 'room-102');

    await find('identifier');
    const groups = await panel().locator('.aliyun-iot-group').allInnerTexts();
    assert.deepEqual(groups, ['Default module', 'Lighting / 照明']);
    await session.page.screenshot({ path: artifact('pick-service') });
    await options().filter({ hasText: 'lighting:scene' }).click();
    assert.equal(await value('identifier'), 'lighting:scene');
    assert.match(
      await session.page.locator('#aliyun-iot-invoke-service').innerText(),
      /asynchronous, msg\.payload becomes the MessageId/,
    );
    await editor.close('node-dialog-ok');
    assert.deepEqual(await editor.reasons('empty'), []);
    const kept = await editor.run<string>("RED.nodes.node('empty').thingModel");
    const { productKey, validate, service } = JSON.parse(kept) as Record<string, { identifier: string }>;
    assert.deepEqual([productKey, validate, service!.identifier], ['a1SimRoom01', 'weak', 'lighting:scene']);
    assert.equal(await editor.run("RED.nodes.node('empty').version"), 3);
  });

  it('show the state of each device in words', async () => {
    await editor.openNode('invoke');
    await find('deviceName');
    const offline = options().filter({ hasText: 'pump-offline' });
    assert.equal((await offline.locator('.aliyun-iot-aside').innerText()).trim(), 'offline');
    for (const [name, state] of Object.entries({
      'pump-new': 'not activated',
      'pump-disabled': 'disabled',
    })) {
      const aside = options().filter({ hasText: name }).locator('.aliyun-iot-aside');
      assert.equal((await aside.innerText()).trim(), state);
    }
    await session.page.screenshot({ path: artifact('pick-device') });
    await editor.close('node-dialog-cancel');
  });

  it('are used with the keyboard alone', async () => {
    await editor.openNode('invoke');
    await find('deviceName');
    await search().fill('pump-0');
    await session.page.waitForFunction("$('.aliyun-iot-picker [role=option]').length === 3");
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp']) await search().press(key);
    assert.equal(await search().getAttribute('aria-activedescendant'), 'aliyun-iot-pick-deviceName-list-1');
    await search().press('Enter');
    assert.equal(await value('deviceName'), 'pump-02');
    assert.equal(await editor.run("$(':focus').attr('aria-labelledby')"), 'node-input-deviceName-label');
    await find('identifier');
    await search().press('Escape');
    assert.equal(await panel().count(), 0);
    assert.equal(await session.page.locator('#node-dialog-ok').isVisible(), true);
    await editor.close('node-dialog-cancel');
  });

  it('say when nothing is found, and keep their height', async () => {
    await editor.openNode('invoke');
    await find('identifier');
    const before = await panel().boundingBox();
    await search().fill('no such service');
    await panel().getByText('Nothing found.').waitFor();
    assert.equal((await panel().boundingBox())!.height, before!.height);
    await editor.close('node-dialog-cancel');
  });

  it('say when the service was picked for another product', async () => {
    const line = session.page.locator('#aliyun-iot-invoke-other-product');
    await editor.openNode('invoke');
    await find('identifier');
    await options().first().click();
    assert.equal(await line.isVisible(), false);
    await editor.setTyped('productKey', 'str', 'a1Another');
    assert.match(await line.innerText(), /picked for the product a1SimPump01.*Pick it again/);
    await editor.setTyped('productKey', 'msg', 'product');
    assert.equal(await line.isVisible(), false);
    await editor.close('node-dialog-cancel');
  });

  it('are offered for a literal only, and one at a time', async () => {
    await editor.openNode('invoke');
    await editor.setTyped('deviceName', 'msg', 'topic');
    assert.equal(await button('deviceName').isVisible(), false);
    await editor.setTyped('deviceName', 'str', 'typed-by-hand');
    assert.equal(await button('deviceName').isVisible(), true);
    await find('deviceName');
    await find('identifier');
    assert.equal(await panel().count(), 1);
    assert.equal(await value('deviceName'), 'typed-by-hand');
    await editor.close('node-dialog-cancel');
  });

  it('ask for a product first when the dialog names none', async () => {
    await editor.openNode('from-msg');
    await find('identifier');
    await options().filter({ hasText: 'a1SimPump01' }).click();
    await options().filter({ hasText: 'selfTest' }).click();
    assert.equal(await value('identifier'), 'selfTest');
    assert.equal(await value('productKey'), 'product');
    await editor.field('target').selectOption('iotId');
    await find('iotId');
    await panel().locator('[title="Another product"]').click();
    await options().filter({ hasText: 'a1SimFree01' }).click();
    await options().filter({ hasText: 'free-01' }).click();
    assert.match(await value('iotId'), /free-01/);
    await editor.close('node-dialog-cancel');
  });

  it('say what is missing, and what the server answers', async () => {
    await editor.openNode('no-account');
    await button('productKey').click();
    assert.equal((await panel().locator('[role="alert"]').innerText()).trim(), 'Choose an account first.');
    await editor.close('node-dialog-cancel');
    const error = {
      message: 'Not allowed <b>here</b>.',
      messageZh: '不允许。',
      ramAction: 'iot:QueryDevice',
    };
    const route = '**/aliyun-iot/devices';
    await session.page.route(route, (request) => request.fulfill({ status: 502, json: { error } }));
    await editor.openNode('invoke');
    await button('deviceName').click();
    assert.equal(
      (await panel().locator('[role="alert"]').innerText()).trim(),
      'Not allowed <b>here</b>. Missing RAM permission: iot:QueryDevice.',
    );
    await session.page.screenshot({ path: artifact('pick-refused') });
    await session.page.unroute(route);
    await editor.close('node-dialog-cancel');
    assert.equal(session.complaints.splice(0).length, 2);
  });

  it('load the next part on request, and show what comes as text', async () => {
    const route = '**/aliyun-iot/products';
    const product = (n: number) => ({
      productKey: `key${n}`,
      productName: `<img src=x onerror=alert(1)> ${n}`,
    });
    await session.page.route(route, (request) => {
      const { currentPage = 1 } = request.request().postDataJSON() as { currentPage?: number };
      const json = { products: [product(currentPage)], total: 2, pageCount: 2, currentPage };
      return request.fulfill({ json });
    });
    await editor.openNode('invoke');
    await find('productKey');
    await panel().getByText('1 of 2 listed').waitFor();
    await panel().getByText('Load more').click();
    await panel().getByText('2 listed').waitFor();
    assert.deepEqual(await options().locator('code').allInnerTexts(), ['key1', 'key2']);
    assert.equal(await panel().locator('img').count(), 0);
    await session.page.unroute(route);
    await editor.close('node-dialog-cancel');
  });
});
