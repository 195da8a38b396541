import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { artifact, openSession, type Session } from '../../scripts/editor/session.mjs';
import { DEFAULT_SEED, startSimulator, type ProductSeed, type Simulator } from '../../lib/simulator';
import { simulatorKeys } from '../support/nodes';
import { Editor } from './editor';
import { account, flow, invoke } from './flows';

const MODULES = ['alarm', 'climate', 'light'];

/** 300 services, a quarter of them in each module, and one that has as many inputs as the platform allows. */
function tsl(): object[] {
  const services = (block: string): object[] =>
    Array.from({ length: 75 }, (_, i) => ({
      identifier: `${block || 'main'}${i}`,
      name: `Service ${i} of ${block || 'the device'}`,
      desc: `What it does, number ${i}`,
      callType: i % 2 === 0 ? 'sync' : 'async',
      inputData: Array.from({ length: block === '' && i === 74 ? 100 : 1 }, (__, n) => ({
        identifier: `input${n}`,
        name: `Input ${n}`,
        dataType: { type: 'int', specs: { min: '0', max: '100', unit: '%', step: '1' } },
      })),
      outputData: [],
    }));
  const blocks = MODULES.map((id) => ({ functionBlockId: id, functionBlockName: `The ${id}` }));
  return [
    { services: services(''), properties: [], events: [], functionBlocks: blocks },
    ...blocks.map((block) => ({ ...block, services: services(block.functionBlockId) })),
  ];
}

const pump = DEFAULT_SEED.products[0]!;
const big: ProductSeed = {
  productKey: 'a1SimMany01',
  productName: 'Many / 很多',
  validate: 'strong',
  tsl: tsl(),
  devices: Array.from({ length: 5000 }, (_, i) => ({ deviceName: `dev-${i}`, nickname: `Meter ${i % 260}` })),
};
const products: ProductSeed[] = Array.from({ length: 450 }, (_, i) => ({
  ...pump,
  productKey: `a1Extra${String(i).padStart(4, '0')}`,
  productName: `Extra ${i}`,
  devices: [],
}));

describe('the pickers with an account that has much', function () {
  this.timeout(60_000);
  let simulator: Simulator;
  let session: Session;
  let editor: Editor;

  before(async () => {
    simulator = await startSimulator({ seed: { products: [big, ...products] } });
    const blank = { deviceName: '', identifier: '' };
    session = await openSession({
      flows: flow(
        account({ endpoint: '' }),
        invoke({ ...blank, productKey: '' }),
        invoke({ id: 'big', ...blank, productKey: 'a1SimMany01', y: 200 }),
      ),
      height: 1000,
    });
    editor = new Editor(session.page);
  });
  after(async () => {
    await session.close();
    await simulator.close();
  });
  beforeEach(() => simulator.reset());

  let page: () => Page = () => session.page;
  const panel = (): Locator => page().locator('.aliyun-iot-picker');
  const options = (): Locator => panel().locator('[role="option"]');
  const foot = (): Locator => panel().locator('.aliyun-iot-picker-foot');
  const more = (): Locator => foot().locator('button');
  const alert = (): Locator => panel().locator('[role="alert"]');
  const press = (property: string): Promise<void> =>
    page().locator(`#aliyun-iot-pick-${property} > .aliyun-iot-icon-button`).click();
  const whenLoaded = (): Promise<void> => foot().locator('.fa-spinner').waitFor({ state: 'detached' });
  const search = async (words: string): Promise<void> => {
    await panel().locator('[role="combobox"]').fill(words);
    await page().waitForTimeout(300);
    await whenLoaded();
  };
  const titles = (): Promise<string[]> => options().locator('.aliyun-iot-title').allInnerTexts();
  const actions = (): string[] => simulator.calls.map(({ action }) => action);
  const setAccount = async (secret: string, endpoint = simulator.url): Promise<void> => {
    await editor.openAccount('account');
    await session.page.locator('#aliyun-iot-account-endpoint-choice').selectOption('custom');
    await editor.fill('endpoint', endpoint);
    await editor.fill('accessKeyId', simulatorKeys.accessKeyId);
    await editor.fill('accessKeySecret', secret);
    await editor.close('node-config-dialog-ok');
  };
  const noComplaints = (): void => assert.deepEqual(session.complaints.splice(0), []);

  it('look up before the first deploy, with the keys that were just typed', async () => {
    await setAccount(simulatorKeys.accessKeySecret);
    await editor.openNode('invoke');
    await press('productKey');
    await options().first().waitFor();
    assert.equal(await options().count(), 200);
    assert.match(await foot().innerText(), /^200 of 451 listed/);
    assert.deepEqual(actions(), ['QueryProductList']);
    await more().click();
    await foot().getByText('400 of 451 listed').waitFor();
    await more().click();
    await foot().getByText('451 listed').waitFor();
    assert.equal(await more().count(), 0);
    await search('Extra 44');
    assert.equal((await titles())[0], 'Extra 44');
    await search('extra 449');
    assert.deepEqual(await titles(), ['Extra 449'], 'on the third page');
    await options().first().click();
    assert.equal(await editor.field('productKey').inputValue(), 'a1Extra0449');
    await editor.close('node-dialog-cancel');
    noComplaints();
  });

  it('open a list of 5,000 devices in under a second, and read one page', async () => {
    await editor.openNode('big');
    const times: number[] = [];
    for (let i = 0; i < 3; i += 1) {
      simulator.reset();
      times.push(await editor.run<number>(OPEN_AND_MEASURE));
      assert.equal(await options().count(), 50);
      await press('deviceName');
      // What was found is kept for a while by then.
      await page().waitForTimeout(50);
      if (i === 0) assert.deepEqual(actions(), ['QueryDevice']);
      else assert.deepEqual(actions(), []);
    }
    assert.ok(times[0]! < 1000, `${String(times)} ms`);
    await editor.close('node-dialog-cancel');
    noComplaints();
  });

  it('go on to the next page of devices, and search through them', async () => {
    await editor.openNode('big');
    await press('deviceName');
    await whenLoaded();
    assert.match(await foot().innerText(), /^50 of 5000 listed/);
    await more().click();
    await foot().getByText('100 of 5000 listed').waitFor();
    assert.equal((await titles())[99], 'dev-99');
    assert.equal(actions().filter((action) => action === 'QueryDevice').length <= 2, true);
    simulator.reset();
    await search('dev-4711');
    assert.deepEqual(await titles(), ['dev-4711'], 'by its whole name, wherever it is');
    await search('meter 251');
    assert.deepEqual(await titles(), ['dev-251'], 'on the sixth page');
    assert.match(await foot().innerText(), /^1 found in 300 of 5000/);
    await search('no such device');
    assert.match(await foot().innerText(), /^0 found in 500 of 5000\s*Search on/);
    const asked = actions().length;
    assert.ok(asked < 25, String(asked));
    await session.page.screenshot({ path: artifact('pick-search') });
    await more().click();
    await foot().getByText('0 found in 1000 of 5000').waitFor();
    await editor.close('node-dialog-cancel');
    noComplaints();
  });

  it('keep what they have when the next page fails', async () => {
    await editor.openNode('big');
    await press('deviceName');
    await panel().locator('[title="Refresh"]').click();
    await whenLoaded();
    simulator.addFault({ action: 'QueryDevice', does: { kind: 'code', status: 403, code: 'Forbidden.RAM' } });
    await panel().locator('[title="Refresh"]').click();
    await alert().waitFor();
    assert.match(await alert().innerText(), /iot:QueryDevice/);
    await panel().locator('[title="Refresh"]').click();
    await options().first().waitFor();
    const refused = { error: { message: 'Refused.', messageZh: '已拒绝。' } };
    await session.page.route('**/aliyun-iot/devices', (route) =>
      route.fulfill({ status: 502, json: refused }),
    );
    await more().click();
    await alert().waitFor();
    assert.equal(await options().count(), 50);
    await session.page.unroute('**/aliyun-iot/devices');
    await more().click();
    await foot().getByText('100 of 5000 listed').waitFor();
    await editor.close('node-dialog-cancel');
    session.complaints.splice(0);
  });

  it('list 300 services by module, and make a form of 100 inputs', async () => {
    await editor.openNode('big');
    await press('identifier');
    await options().first().waitFor();
    assert.equal(await options().count(), 300);
    const groups = await panel().locator('.aliyun-iot-group').allInnerTexts();
    assert.deepEqual(groups, ['Default module', 'The alarm', 'The climate', 'The light']);
    await search('climate7');
    assert.equal(await options().count(), 6);
    await search('main74');
    await options().first().click();
    await editor.setTyped('args', 'form');
    await session.page.locator('[data-parameter="input99"] .red-ui-typedInput-container').waitFor();
    assert.equal(await session.page.locator('[data-parameter]').count(), 100);
    await editor.close('node-dialog-cancel');
    noComplaints();
  });

  describe('say why nothing can be listed', () => {
    let chinese: Page;
    before(async () => {
      const context = await session.page.context().browser()!.newContext({ locale: 'zh-CN' });
      chinese = await context.newPage();
      await chinese.goto(session.nodeRed.url);
      await chinese.waitForFunction("RED.nodes.node('big')");
    });
    const reasons = async (): Promise<Record<'en' | 'zh', string>> => {
      const read = async (): Promise<string> => {
        await press('deviceName');
        await whenLoaded();
        await panel().locator('.fa-refresh').click();
        await whenLoaded();
        return (await alert().innerText()).trim();
      };
      await editor.openNode('big');
      const en = await read();
      await editor.close('node-dialog-cancel');
      if (await editor.run('RED.nodes.dirty()')) await editor.deploy();
      await chinese.reload();
      await chinese.waitForFunction("RED.nodes.node('big')");
      page = () => chinese;
      const inChinese = new Editor(chinese);
      await inChinese.openNode('big');
      const zh = await read();
      await inChinese.close('node-dialog-cancel');
      page = () => session.page;
      session.complaints.splice(0);
      return { en, zh };
    };

    it('which RAM action is missing', async () => {
      const does = { kind: 'code', status: 403, code: 'Forbidden.RAM' } as const;
      simulator.addFault({ action: 'QueryDevice', times: 9, does });
      const { en, zh } = await reasons();
      assert.match(en, /allows the action iot:QueryDevice/);
      assert.match(zh, /授予允许 iot:QueryDevice/);
    });

    it('that the keys are wrong', async () => {
      await setAccount('wrong');
      const { en, zh } = await reasons();
      assert.match(en, /Enter the secret again in the account/);
      assert.match(zh, /重新填写 AccessKey Secret/);
    });

    it('that nobody answers', async () => {
      await setAccount('wrong', 'http://127.0.0.1:9');
      const { en, zh } = await reasons();
      assert.match(en, /connection to the endpoint failed.*ECONNREFUSED/);
      assert.match(zh, /请检查网络、防火墙、代理以及接入地址设置.*ECONNREFUSED/);
    });
  });
});

/** Clicks the button and takes the time until the first device is there, in milliseconds. */
const OPEN_AND_MEASURE = `new Promise((resolve) => {
  const startedAt = performance.now();
  const place = document.querySelector('#aliyun-iot-pick-deviceName');
  new MutationObserver((_, observer) => {
    if (!place.querySelector('[role="option"]')) return;
    observer.disconnect();
    requestAnimationFrame(() => resolve(performance.now() - startedAt));
  }).observe(place, { childList: true, subtree: true });
  place.querySelector('.aliyun-iot-icon-button').click();
})`;
