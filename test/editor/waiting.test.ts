import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { artifact, openSession, type Session } from '../../scripts/editor/session.mjs';
import { Editor } from './editor';
import { account, flow, invoke, subscription } from './flows';

/** A node whose service is known, as it was picked. */
function known(id: string, validate: string, callType: string, y: number) {
  const service = { identifier: 'selfTest', name: 'Self-test', callType, inputData: [], outputData: [] };
  const thingModel = JSON.stringify({ productKey: 'a1SimPump01', validate, service });
  return invoke({ id, identifier: 'selfTest', thingModel, y });
}

describe('waiting for the reply in the invoke dialog', function () {
  this.timeout(60_000);
  let session: Session;
  let editor: Editor;

  before(async () => {
    const nodes = [
      known('sync', 'strong', 'sync', 200),
      known('async', 'strong', 'async', 260),
      known('unchecked', 'none', 'sync', 320),
    ];
    session = await openSession({
      flows: flow(account(), subscription(), invoke(), ...nodes),
      height: 1400,
    });
    editor = new Editor(session.page);
  });
  after(() => session.close());
  afterEach(() => assert.deepEqual(session.complaints.splice(0), []));

  const row = (property: string): Locator => session.page.locator(`label[for="node-input-${property}"]`);
  const line = (id: string): Promise<string> => session.page.locator(`#aliyun-iot-invoke-${id}`).innerText();

  it('says beforehand whether the service has a reply to wait for', async () => {
    const sentences = {
      invoke: /^Of an asynchronous service/,
      sync: /^This service is synchronous: .*nothing to wait for/,
      async: /^This service is asynchronous/,
      unchecked: /^This service is asynchronous/,
    };
    for (const [id, sentence] of Object.entries(sentences)) {
      await editor.openNode(id);
      assert.match(await line('wait-hint'), sentence, id);
      await editor.close('node-dialog-cancel');
    }
  });

  it('follows the service that is named', async () => {
    await editor.openNode('async');
    await editor.setTyped('identifier', 'str', 'start');
    assert.match(await line('wait-hint'), /^Of an asynchronous service/);
    await editor.setTyped('identifier', 'msg', 'selfTest');
    assert.match(await line('wait-hint'), /^Of an asynchronous service/);
    await editor.close('node-dialog-cancel');
  });

  it('asks for the subscription once it is ticked', async () => {
    await editor.openNode('async');
    for (const property of ['subscription', 'replyTimeout']) {
      assert.equal(await row(property).isVisible(), false, property);
    }
    assert.match(await line('service'), /becomes the MessageId/);
    await editor.field('waitForReply').check();
    for (const property of ['subscription', 'replyTimeout']) {
      assert.equal(await row(property).isVisible(), true, property);
    }
    assert.match(await line('service'), /becomes the device's reply/);
    await editor.field('subscription').selectOption('_ADD_');
    assert.equal(await editor.isMarked('subscription'), true);
    await editor.field('subscription').selectOption('subscription');
    assert.equal(await editor.isMarked('subscription'), false);
    await editor.setTyped('replyTimeout', 'num', '50');
    assert.equal(await editor.isMarked('replyTimeout'), true);
    await editor.setTyped('replyTimeout', 'num', '60000');
    assert.equal(await editor.isMarked('replyTimeout'), false);
    await session.page.screenshot({ path: artifact('waiting') });
    await editor.close('node-dialog-ok');
    const stored = await editor.run<object>(
      "(({ waitForReply, subscription, replyTimeout, replyTimeoutType }) => [waitForReply, subscription, replyTimeout, replyTimeoutType])(RED.nodes.node('async'))",
    );
    assert.deepEqual(stored, [true, 'subscription', '60000', 'num']);
    assert.deepEqual(await editor.reasons('async'), []);
  });

  it('is given up for a list in batches', async () => {
    await editor.openNode('async');
    await editor.field('target').selectOption('list');
    assert.equal(await row('subscription').isVisible(), true);
    await editor.field('listMode').selectOption('batch');
    for (const property of ['waitForReply', 'subscription', 'replyTimeout']) {
      assert.equal(await row(property).isVisible(), false, property);
    }
    await editor.close('node-dialog-ok');
    assert.equal(await editor.run("RED.nodes.node('async').waitForReply"), false);
  });

  it('names its output', async () => {
    const label =
      "RED.nodes.getType('aliyun-iot-invoke').outputLabels.call({ target: 'names', waitForReply: true })";
    assert.equal(await editor.run(label), 'Result or reply');
  });
});
