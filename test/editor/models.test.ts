import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { artifact, openSession, type Session } from '../../scripts/editor/session.mjs';
import { Editor } from './editor';
import { account, flow, invoke } from './flows';

const OPEN = service('open', [{ identifier: 'angle', name: 'Angle', dataType: { type: 'int', specs: {} } }]);
const TSL = JSON.stringify({
  profile: { productKey: 'a1Valve' },
  services: [OPEN],
  properties: [],
  events: [],
});
const MODULE = JSON.stringify({
  functionBlockId: 'heat',
  functionBlockName: 'Heating',
  services: [service('on', [])],
});

function service(identifier: string, inputData: object[]): object {
  return { identifier, name: `Name of ${identifier}`, callType: 'sync', inputData, outputData: [] };
}

describe('the thing models of an account in the editor', function () {
  this.timeout(60_000);
  let session: Session;
  let editor: Editor;

  before(async () => {
    session = await openSession({
      flows: flow(account(), invoke({ productKey: 'a1Valve', identifier: '' })),
      height: 1100,
    });
    editor = new Editor(session.page);
  });
  after(() => session.close());

  const part = (name: string): Locator => session.page.locator(`#aliyun-iot-account-model-${name}`);
  const open = async (): Promise<void> => {
    await editor.openAccount('account');
    await session.page.locator('summary', { hasText: 'Thing models' }).click();
  };
  const paste = async (tsl: string): Promise<void> => {
    await part('tsl').fill(tsl);
    await part('add').click();
    await part('message').locator('.fa-spinner').waitFor({ state: 'detached' });
  };

  it('says what is unreadable', async () => {
    await open();
    await paste('{"services": [');
    assert.match(await part('message').innerText(), /is not JSON: the text breaks at line 1, column 15/);
    await paste(JSON.stringify({ services: [] }));
    assert.match(await part('message').innerText(), /names no product: enter its ProductKey/);
    await editor.close('node-config-dialog-cancel');
    assert.equal(session.complaints.splice(0).length, 2);
  });

  it('keeps what was pasted, for the pickers before the first deploy', async () => {
    await open();
    await part('validate').selectOption('weak');
    await paste(TSL);
    assert.match(await part('message').innerText(), /a1Valve was added\. Services: 1\./);
    assert.match(await part('list').innerText(), /a1Valve - files: 1, weak validation/);
    await session.page.screenshot({ path: artifact('models') });
    await editor.close('node-config-dialog-ok');
    assert.deepEqual(JSON.parse(await editor.run("RED.nodes.node('account').models")), {
      a1Valve: { validate: 'weak', tsl: [JSON.parse(TSL)] },
    });
    await editor.openNode('invoke');
    await session.page.locator('#aliyun-iot-pick-identifier > .aliyun-iot-icon-button').click();
    await session.page.locator('[role="option"]', { hasText: 'Name of open' }).click();
    assert.equal(await editor.field('identifier').inputValue(), 'open');
    await editor.close('node-dialog-cancel');
  });

  it('takes the files of all modules together, and lets go of them again', async () => {
    await open();
    assert.equal(await part('files').isVisible(), false);
    await part('files').setInputFiles(
      [TSL, MODULE].map((text, n) => ({
        name: `${n}.json`,
        mimeType: 'application/json',
        buffer: Buffer.from(text),
      })),
    );
    await part('message').getByText('Services: 2.').waitFor();
    assert.match(await part('list').innerText(), /a1Valve - files: 2, strong validation/);
    await part('key').fill('a1Valve');
    await paste(MODULE);
    assert.match(await part('list').innerText(), /files: 2/, 'in place of what it had of that module');
    await paste(JSON.stringify({ TslStr: TSL }));
    assert.match(await part('list').innerText(), /files: 2/);
    await part('list').locator('button').click();
    assert.equal(await part('list').locator('li').count(), 0);
    await editor.close('node-config-dialog-ok');
    assert.equal(await editor.run("RED.nodes.node('account').models"), '');
    assert.deepEqual(session.complaints.splice(0), []);
  });
});
