import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { artifact, openSession, type Session } from '../../scripts/editor/session.mjs';
import { DEFAULT_SEED } from '../../lib/simulator';
import { Editor } from './editor';
import { account, flow, invoke } from './flows';

const CALL = { args: '{"speed":1200,"mode":0}', argsType: 'json' };

describe('trying a call from the invoke dialog', function () {
  this.timeout(60_000);
  let session: Session;
  let editor: Editor;

  before(async () => {
    const nodes = [
      invoke(CALL),
      invoke({ id: 'async', identifier: 'selfTest', args: '{"cycles":3}', argsType: 'json', y: 180 }),
      invoke({ id: 'offline', ...CALL, deviceName: 'pump-offline', y: 240 }),
      invoke({ id: 'faulty', ...CALL, deviceName: 'pump-faulty', y: 300 }),
      invoke({ id: 'from-msg', y: 360 }),
    ];
    session = await openSession({ flows: flow(account(), ...nodes), height: 1300 });
    editor = new Editor(session.page);
  });
  after(() => session.close());

  const button = (): Locator => session.page.locator('#aliyun-iot-invoke-try');
  const result = (): Locator => session.page.locator('#aliyun-iot-invoke-try-result');
  const tryIt = async (): Promise<string> => {
    await button().click();
    await result().getByText('Call now').click();
    await result().locator('.fa-spinner').waitFor({ state: 'detached' });
    return result().innerText();
  };

  it('asks first, naming service and device', async () => {
    await editor.openNode('invoke');
    let calls = 0;
    session.page.on('request', (request) => (calls += request.url().endsWith('/aliyun-iot/invoke') ? 1 : 0));
    await button().click();
    assert.match(await result().innerText(), /Call start on the device pump-01 \(a1SimPump01\) now\?/);
    await session.page.screenshot({ path: artifact('try-question') });
    await result().getByText('Cancel').click();
    assert.equal(await result().innerText(), '');
    assert.equal(calls, 0);
    await editor.close('node-dialog-cancel');
  });

  it('shows the Result with time and RequestId', async () => {
    await editor.openNode('invoke');
    assert.match(await tryIt(), /Result, after \d+ ms:.*"code": 200.*RequestId: [\w-]+/s);
    await session.page.screenshot({ path: artifact('try-result') });
    await editor.close('node-dialog-cancel');
  });

  it('shows the MessageId of an asynchronous call', async () => {
    await editor.openNode('async');
    assert.match(await tryIt(), /MessageId:\s+\d+\s+RequestId: /);
    await editor.close('node-dialog-cancel');
    assert.deepEqual(session.complaints.splice(0), []);
  });

  it('sends what the form has', async () => {
    await editor.openNode('invoke');
    await session.page.locator('#aliyun-iot-pick-identifier > .aliyun-iot-icon-button').click();
    await session.page.locator('[role="option"]', { hasText: 'selfTest' }).click();
    await editor.setTyped('args', 'form');
    await session.page.locator('[data-parameter="cycles"] input.red-ui-typedInput-input').fill('4');
    const posted = session.page.waitForRequest('**/aliyun-iot/invoke');
    assert.match(await tryIt(), /MessageId/);
    const { request } = (await posted).postDataJSON() as { request: Record<string, unknown> };
    assert.deepEqual([request['identifier'], request['args']], ['selfTest', { cycles: 4 }]);
    await editor.close('node-dialog-cancel');
  });

  it('calls a device by its IotId, with a service of a TSL of the node', async () => {
    await editor.openNode('invoke');
    await editor.field('target').selectOption('iotId');
    await session.page.locator('#aliyun-iot-pick-iotId > .aliyun-iot-icon-button').click();
    const option = (name: string): Locator => session.page.locator('[role="option"]', { hasText: name });
    await option('a1SimPump01').click();
    await option('pump-02').click();
    await session.page.locator('#aliyun-iot-invoke-model > summary').click();
    await session.page
      .locator('#aliyun-iot-invoke-model-tsl')
      .fill(JSON.stringify(DEFAULT_SEED.products[0]!.tsl[0]));
    await session.page.locator('#aliyun-iot-invoke-model-add').click();
    await session.page.locator('#aliyun-iot-invoke-model-list li').waitFor();
    await session.page.locator('#aliyun-iot-pick-identifier > .aliyun-iot-icon-button').click();
    await option('selfTest').click();
    await editor.setTyped('args', 'form');
    await session.page.locator('[data-parameter="cycles"] input.red-ui-typedInput-input').fill('4');
    const posted = session.page.waitForRequest('**/aliyun-iot/invoke');
    assert.match(await tryIt(), /MessageId/);
    const { request } = (await posted).postDataJSON() as { request: Record<string, unknown> };
    assert.match(String(request['iotId']), /pump-02/);
    assert.deepEqual([request['productKey'], request['args']], [undefined, { cycles: 4 }]);
    assert.match(String(request['thingModel']), /"identifier":"selfTest"/);
    await editor.close('node-dialog-cancel');
    assert.deepEqual(session.complaints.splice(0), []);
  });

  it('says why a call failed, and whether the device has acted', async () => {
    await editor.openNode('offline');
    assert.match(await tryIt(), /The device has not acted\./);
    await session.page.screenshot({ path: artifact('try-offline') });
    await editor.close('node-dialog-cancel');
    await editor.openNode('faulty');
    assert.match(await tryIt(), /answered with an error.*"code": 100001/s);
    await editor.close('node-dialog-cancel');
    session.complaints.splice(0);
  });

  it('says when only a message can tell the arguments', async () => {
    await editor.openNode('from-msg');
    await button().click();
    assert.match(await result().innerText(), /Args comes from a message or a variable/);
    await editor.close('node-dialog-cancel');
  });

  it('is not offered for a list of devices', async () => {
    await editor.openNode('invoke');
    await editor.field('target').selectOption('list');
    assert.equal(await button().isDisabled(), true);
    assert.match(await result().innerText(), /A list of devices is not tried out/);
    await editor.field('target').selectOption('names');
    assert.equal(await button().isDisabled(), false);
    assert.equal(await result().innerText(), '');
    await editor.close('node-dialog-cancel');
  });

  it('says which permission is missing', async () => {
    await session.page.route('**/aliyun-iot/invoke', (route) => route.fulfill({ status: 403, body: '' }));
    await editor.openNode('invoke');
    assert.match(await tryIt(), /lacks the permission aliyun-iot\.write/);
    await editor.close('node-dialog-cancel');
  });
});
