import assert from 'node:assert/strict';
import { openSession, type Session } from '../../scripts/editor/session.mjs';
import { Editor } from './editor';
import { account, flow, invoke } from './flows';

/** `open sesame`, by bcrypt. */
const PASSWORD = '$2b$04$SEI2G5SicB4AETSDR.EZMuMLdnlB7VTgjI.nWmxwMWloqi1ySUrgO';

describe('the dialogs behind a login and under another root', function () {
  this.timeout(60_000);
  let session: Session;
  let editor: Editor;

  before(async () => {
    const call = { args: '{"speed":1200,"mode":0}', argsType: 'json' };
    const users = [{ username: 'reader', password: PASSWORD, permissions: 'read' }];
    session = await openSession({
      flows: flow(account(), invoke({ ...call })),
      settings: { httpAdminRoot: '/deep/admin', adminAuth: { type: 'credentials', users } },
      login: { username: 'reader', password: 'open sesame' },
      height: 1300,
    });
    editor = new Editor(session.page);
    // Node-RED asks for its settings before somebody has logged in.
    session.complaints.splice(0);
  });
  after(() => session.close());

  it('look things up, and test the connection', async () => {
    await editor.openNode('invoke');
    await session.page.locator('#aliyun-iot-pick-deviceName > .aliyun-iot-icon-button').click();
    await session.page.locator('[role="option"]').first().waitFor();
    await editor.close('node-dialog-cancel');
    await editor.openAccount('account');
    await session.page.locator('#aliyun-iot-account-test').click();
    await session.page.locator('#aliyun-iot-account-checks > li[data-ok="true"]').first().waitFor();
    await editor.close('node-config-dialog-cancel');
    assert.deepEqual(session.complaints.splice(0), []);
  });

  it('tell who may only look which permission is missing to call', async () => {
    const result = session.page.locator('#aliyun-iot-invoke-try-result');
    await editor.openNode('invoke');
    await session.page.locator('#aliyun-iot-invoke-try').click();
    await result.getByText('Call now').click();
    await result.getByText('Your Node-RED user lacks the permission aliyun-iot.write.').waitFor();
    await editor.close('node-dialog-cancel');
    session.complaints.splice(0);
  });

  it('tell who was logged out to log in again', async () => {
    await session.page.route('**/aliyun-iot/devices', (route) => route.fulfill({ status: 401, body: '' }));
    await editor.openNode('invoke');
    await session.page.locator('#aliyun-iot-pick-deviceName > .aliyun-iot-icon-button').click();
    await session.page.getByText('You are no longer logged in to Node-RED.').waitFor();
    await editor.close('node-dialog-cancel');
  });
});
