import assert from 'node:assert/strict';
import { artifact, openSession, type Session } from '../../scripts/editor/session.mjs';
import { Editor } from './editor';
import { account, flow, invoke } from './flows';

const LINES = '#aliyun-iot-account-checks > li';

describe('the connection test in the account dialog', function () {
  this.timeout(60_000);
  let session: Session;
  let editor: Editor;

  before(async () => {
    const old = account({ id: 'old', version: 1 });
    delete old['models'];
    const nowhere = account({ id: 'nowhere', endpoint: 'http://127.0.0.1:9', credentialSource: 'fields' });
    session = await openSession({ flows: flow(account(), old, nowhere, invoke()) });
    editor = new Editor(session.page);
  });
  after(() => session.close());

  const test = async (): Promise<string[]> => {
    await session.page.locator('#aliyun-iot-account-test').click();
    await session.page.locator('#aliyun-iot-account-test:not([disabled])').waitFor();
    return session.page.locator(LINES).allInnerTexts();
  };

  it('shows a line for each check, on the deployed account', async () => {
    await editor.openAccount('account');
    const lines = await test();
    assert.equal(lines.length, 12, lines.join('; '));
    assert.equal(await session.page.locator(`${LINES}[data-ok="true"]`).count(), 12);
    assert.match(lines[0]!, /^Endpoint: The endpoint answers\. \(\d+ ms\)$/);
    assert.match(lines[10]!, /^iot:InvokeThingService Allowed\.$/);
    await session.page.screenshot({ path: artifact('test-connection') });
    await editor.close('node-config-dialog-cancel');
    assert.deepEqual(session.complaints.splice(0), []);
  });

  it('works before the first deploy, and with values that are not saved', async () => {
    await editor.openAccount('_ADD_');
    assert.equal((await test()).length, 12);
    await session.page.locator('#aliyun-iot-account-endpoint-choice').selectOption('custom');
    await editor.fill('endpoint', 'http://127.0.0.1:9');
    await editor.fill('accessKeyId', 'LTAIexample');
    await editor.fill('accessKeySecret', 'secret');
    const lines = await test();
    assert.equal(lines.length, 12, lines.join('; '));
    assert.equal(
      await session.page.locator(`${LINES}[data-check="endpoint"]`).getAttribute('data-ok'),
      'false',
    );
    await session.page.screenshot({ path: artifact('test-connection-fails') });
    await editor.close('node-config-dialog-cancel');
  });

  it('says which setting has to be corrected', async () => {
    await editor.openAccount('nowhere');
    const lines = await test();
    assert.equal(lines.length, 1);
    assert.match(lines[0]!, /AccessKey/);
    await editor.close('node-config-dialog-cancel');
    session.complaints.splice(0);
  });

  it('ends with the dialog', async () => {
    await session.page.route('**/aliyun-iot/test', () => undefined);
    await editor.openAccount('account');
    await session.page.locator('#aliyun-iot-account-test').click();
    await session.page.locator('.aliyun-iot-lines .fa-spinner').waitFor();
    const ended = session.page.waitForEvent('requestfailed');
    await editor.close('node-config-dialog-cancel');
    assert.match((await ended).url(), /aliyun-iot\/test$/);
    session.complaints.splice(0);
  });

  it('brings an account of the first version to the present one', async () => {
    await editor.openAccount('old');
    await editor.close('node-config-dialog-ok');
    await editor.deploy();
    const flows = (await (await fetch(`${session.nodeRed.url}/flows`)).json()) as Record<string, unknown>[];
    assert.deepEqual(
      flows.find(({ id }) => id === 'old'),
      account({ id: 'old' }),
    );
  });
});
