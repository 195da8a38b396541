import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { artifact, openSession, type Session } from '../../scripts/editor/session.mjs';
import { Editor } from './editor';
import { account, flow, invoke } from './flows';

/** The service `start` of the simulator's pump as it may have been once. */
const OLD = {
  productKey: 'a1SimPump01',
  validate: 'strong',
  service: {
    identifier: 'start',
    name: 'Start',
    callType: 'sync',
    inputData: [
      { identifier: 'speed', name: 'Speed', dataType: { type: 'text', specs: { length: '9' } } },
      { identifier: 'ramp', name: 'Ramp', dataType: { type: 'int', specs: {} } },
    ],
    outputData: [],
  },
};
const ARGS = { speed: { value: 'fast', type: 'str' }, ramp: { value: '7', type: 'num' } };

describe('the news of a thing model that changed', function () {
  this.timeout(60_000);
  let session: Session;
  let editor: Editor;

  before(async () => {
    const form = { argsType: 'form', args: JSON.stringify(ARGS) };
    const gone = { ...OLD, service: { ...OLD.service, identifier: 'gone' } };
    session = await openSession({
      flows: flow(
        account(),
        invoke({ id: 'old', thingModel: JSON.stringify(OLD), ...form }),
        invoke({ id: 'gone', identifier: 'gone', thingModel: JSON.stringify(gone), ...form }),
        invoke({ id: 'typed' }),
      ),
      height: 1200,
    });
    editor = new Editor(session.page);
  });
  after(() => session.close());
  afterEach(() => assert.deepEqual(session.complaints.splice(0), []));

  const news = (): Locator => session.page.locator('#aliyun-iot-invoke-news-text');
  const refresh = (): Promise<void> => session.page.locator('#aliyun-iot-invoke-refresh').click();
  const row = (attribute: string): Locator => session.page.locator(`[data-${attribute}]`);

  it('are told on opening, and change nothing unasked', async () => {
    await editor.openNode('old');
    await news().filter({ hasText: 'changed' }).waitFor();
    assert.match(
      await news().innerText(),
      /^It has changed on the platform: gone: ramp; new: mode; another type or range: speed; other output/,
    );
    await session.page.screenshot({ path: artifact('model-news') });
    assert.equal(await row('stale').count(), 0);
    await editor.close('node-dialog-cancel');
    assert.deepEqual(await editor.reasons('old'), []);
    assert.equal(await editor.run("RED.nodes.node('old').changed === true"), false);
  });

  it('show what is gone, new and of another type when they are taken over', async () => {
    await editor.openNode('old');
    await session.page.locator('#aliyun-iot-invoke-news-use').click();
    assert.match(await news().innerText(), /^The new one is used: gone: ramp; new: mode/);
    assert.match(await row('stale="ramp"').innerText(), /is not in the thing model any more.*7/s);
    assert.match(await row('parameter="speed"').innerText(), /must be a number/);
    assert.equal(await row('parameter="speed"').locator('input').first().inputValue(), 'fast');
    assert.match(await row('parameter="mode"').innerText(), /is missing/);
    await refresh();
    await news().filter({ hasText: 'as on the platform' }).waitFor();
    await editor.close('node-dialog-ok');
    const reasons = (await editor.reasons('old')).join();
    assert.match(reasons, /^Args: args\.speed: must be a number\. Further problems: 2\.$/);
  });

  it('say that a service is gone', async () => {
    await editor.openNode('gone');
    await news().filter({ hasText: 'does not have the service gone any more' }).waitFor();
    await editor.close('node-dialog-cancel');
  });

  it('are asked for where the service is known from the platform only', async () => {
    await editor.openNode('typed');
    assert.equal(await news().isVisible(), false);
    await editor.close('node-dialog-cancel');
  });
});
