import assert from 'node:assert/strict';
import { openSession, type Session } from '../../scripts/editor/session.mjs';
import { Editor } from './editor';
import { account, flow, invoke } from './flows';

const SECRET = 'a-secret-that-must-not-leak';
const CHOICE = '#aliyun-iot-account-endpoint-choice';

describe('the account node in the editor', function () {
  this.timeout(60_000);
  let session: Session;
  let editor: Editor;

  before(async () => {
    const proxy = { id: 'office', type: 'http proxy', name: 'office', url: 'http://proxy:3128', noproxy: [] };
    const tls = {
      id: 'own-ca',
      type: 'tls-config',
      name: 'own CA',
      cert: '',
      key: '',
      ca: '/ca.pem',
      verifyservercert: true,
    };
    session = await openSession({
      flows: flow(
        account(),
        account({ id: 'from-environment', endpoint: '${ENDPOINT}', credentialSource: 'chain' }),
        account({ id: 'folded', maxQps: 0 }),
        proxy,
        tls,
        invoke(),
      ),
    });
    editor = new Editor(session.page);
  });
  after(() => session.close());
  afterEach(() => assert.deepEqual(session.complaints.splice(0), []));

  const isVisible = (property: string): Promise<boolean> => editor.field(property).isVisible();
  const choose = async (endpoint: string): Promise<void> => {
    await session.page.locator(CHOICE).selectOption(endpoint);
  };

  it('asks for nothing on the simulator', async () => {
    await editor.openAccount('account');
    assert.equal(await session.page.locator(CHOICE).inputValue(), 'simulator');
    assert.equal(await session.page.locator('.aliyun-iot-simulator').isVisible(), true);
    for (const property of [
      'endpoint',
      'iotInstanceId',
      'credentialSource',
      'accessKeyId',
      'accessKeySecret',
    ]) {
      assert.equal(await isVisible(property), false, property);
    }
    await editor.close('node-config-dialog-cancel');
  });

  it('offers the regions with the names of their cities', async () => {
    await editor.openAccount('account');
    const options = await session.page.locator(`${CHOICE} option`).allInnerTexts();
    assert.equal(options.length, 10);
    assert.equal(options[1], 'China (Shanghai) - cn-shanghai');
    await choose('cn-shanghai');
    assert.equal(await editor.field('endpoint').inputValue(), 'cn-shanghai');
    assert.equal(await isVisible('endpoint'), false);
    assert.equal(await isVisible('accessKeySecret'), true);
    await editor.close('node-config-dialog-cancel');
  });

  it('shows a variable as another URL, and hides the keys when they come from the environment', async () => {
    await editor.openAccount('from-environment');
    assert.equal(await session.page.locator(CHOICE).inputValue(), 'custom');
    assert.equal(await editor.field('endpoint').inputValue(), '${ENDPOINT}');
    assert.equal(await isVisible('accessKeyId'), false);
    await editor.field('credentialSource').selectOption('fields');
    assert.equal(await isVisible('accessKeyId'), true);
    assert.equal(await editor.isMarked('accessKeyId'), true);
    await editor.close('node-config-dialog-cancel');
  });

  it('wants a URL when another one is chosen', async () => {
    await editor.openAccount('account');
    await choose('custom');
    assert.equal(await editor.isMarked('endpoint'), true);
    await editor.fill('endpoint', 'https://iot.example.com:8686');
    assert.equal(await editor.isMarked('endpoint'), false);
    await choose('simulator');
    assert.equal(await editor.isMarked('accessKeyId'), false);
    await editor.close('node-config-dialog-cancel');
  });

  it('detects a blank that was copied with a secret', async () => {
    await editor.openAccount('account');
    await choose('cn-shanghai');
    await editor.fill('accessKeySecret', `${SECRET} `);
    assert.equal(await editor.isMarked('accessKeySecret'), true);
    assert.match(await editor.tooltip(editor.field('accessKeySecret')), /begins or ends with a blank/);
    for (const good of [SECRET, '${SECRET}']) {
      await editor.fill('accessKeySecret', good);
      assert.equal(await editor.isMarked('accessKeySecret'), false, good);
    }
    await editor.close('node-config-dialog-cancel');
  });

  it('unfolds a section that holds a mistake', async () => {
    await editor.openAccount('folded');
    assert.equal(await isVisible('maxQps'), true);
    assert.equal(await isVisible('proxy'), false);
    await editor.close('node-config-dialog-cancel');
  });

  it('keeps what was entered, and the secret out of the flow', async () => {
    await editor.openAccount('account');
    await choose('ap-southeast-1');
    await editor.fill('name', 'production');
    await editor.fill('iotInstanceId', 'iot-060a0abc');
    await editor.fill('accessKeyId', 'LTAIexample');
    await editor.fill('accessKeySecret', SECRET);
    for (const summary of await session.page.locator('.aliyun-iot-form summary').all()) await summary.click();
    await editor.fill('maxQps', '20');
    await editor.fill('concurrency', '10');
    await editor.fill('queue', '5');
    await editor.field('signature').selectOption('hmac-sha1');
    await editor.field('proxy').selectOption({ label: 'office' });
    await editor.field('tls').selectOption({ label: 'own CA' });
    await editor.close('node-config-dialog-ok');
    await editor.deploy();
    const text = await (await fetch(`${session.nodeRed.url}/flows`)).text();
    const stored = (JSON.parse(text) as Record<string, unknown>[]).find(({ id }) => id === 'account')!;
    assert.deepEqual(stored, {
      ...account(),
      name: 'production',
      endpoint: 'ap-southeast-1',
      iotInstanceId: 'iot-060a0abc',
      signature: 'hmac-sha1',
      proxy: 'office',
      tls: 'own-ca',
      maxQps: '20',
      concurrency: '10',
      queue: '5',
    });
    assert.ok(!text.includes(SECRET) && !text.includes('LTAIexample'));
  });

  it('never shows a secret again, and keeps it when it is left alone', async () => {
    await editor.openAccount('account');
    assert.equal(await editor.field('accessKeyId').inputValue(), 'LTAIexample');
    assert.equal(await editor.field('accessKeySecret').inputValue(), '__PWRD__');
    assert.equal(await editor.isMarked('accessKeySecret'), false);
    assert.equal(await editor.field('accessKeySecret').getAttribute('type'), 'password');
    await editor.fill('name', 'renamed');
    await editor.close('node-config-dialog-ok');
    await editor.deploy();
    const url = `${session.nodeRed.url}/credentials/aliyun-iot-account/account`;
    const credentials = (await (await fetch(url)).json()) as Record<string, unknown>;
    assert.deepEqual(credentials, {
      accessKeyId: 'LTAIexample',
      has_accessKeySecret: true,
      has_redisUrl: false,
      has_securityToken: false,
    });
  });

  it('is made from the invoke node with two clicks', async () => {
    await editor.openNode('invoke');
    await session.page.locator('#node-input-btn-account-add').click();
    await session.page.locator('#node-config-dialog-ok').waitFor();
    assert.equal(await session.page.locator(CHOICE).inputValue(), 'simulator');
    await editor.close('node-config-dialog-ok');
    assert.equal(await session.page.locator('#node-input-account option:checked').innerText(), 'Simulator');
    await editor.close('node-dialog-ok');
    assert.deepEqual(await editor.reasons('invoke'), []);
  });
});
