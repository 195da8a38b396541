import assert from 'node:assert/strict';
import { artifact, openSession, type FlowNode, type Session } from '../../scripts/editor/session.mjs';
import { Editor } from './editor';
import { account, flow, messages, subscription } from './flows';

type Case = [changes: Partial<FlowNode>, reason?: RegExp];

const SUBSCRIPTION: Case[] = [
  [{}],
  [{ account: '' }, /Account/],
  [{ consumerGroupId: '' }, /^Consumer group: must not be empty/],
  [{ consumerGroupId: 'a b' }, /^Consumer group: must not contain blanks/],
  [{ consumerGroupId: 'a|b' }, /^Consumer group: /],
  [{ consumerGroupId: '${IOT_CONSUMER_GROUP}' }],
  [{ endpoint: 'amqps://iot-x.amqp.iothub.aliyuncs.com:5671' }],
  [{ endpoint: 'iot-x.amqp.iothub.aliyuncs.com' }],
  [{ endpoint: 'https://iot-x.amqp.iothub.aliyuncs.com' }, /^AMQP endpoint: must be amqps/],
  [{ uid: '1234567890' }],
  [{ uid: 'me' }, /^Cloud account ID: consists of digits only/],
  [{ credit: '0' }, /^Messages at once: must be a whole number from 1 to 1000/],
];

const MESSAGES: Case[] = [
  [{}],
  [{ subscription: '' }, /Subscription/],
  [{ kinds: [] }, /^Messages: choose at least one/],
  [{ productKey: 'a b' }, /^ProductKey: must not contain blanks/],
  [{ deviceName: ' a' }, /^DeviceName: begins or ends/],
];

describe('subscription and messages in the editor', function () {
  this.timeout(60_000);
  let session: Session;
  let editor: Editor;

  const asNodes = (make: (changes: Partial<FlowNode>) => FlowNode, cases: readonly Case[]): FlowNode[] =>
    cases.map(([changes], index) => make({ ...changes, id: `${make({}).type}-${index}` }));

  before(async () => {
    const nodes = [account(), subscription(), messages()];
    const cases = [...asNodes(subscription, SUBSCRIPTION), ...asNodes(messages, MESSAGES)];
    session = await openSession({ flows: flow(...nodes, ...cases) });
    editor = new Editor(session.page);
  });
  after(() => session.close());
  afterEach(() => assert.deepEqual(session.complaints.splice(0), []));

  for (const [type, cases] of Object.entries({
    'aliyun-iot-subscription': SUBSCRIPTION,
    'aliyun-iot-messages': MESSAGES,
  })) {
    cases.forEach(([changes, reason], index) => {
      it(`${reason ? 'refuse' : 'accept'} ${JSON.stringify(changes)} in ${type}`, async () => {
        const reasons = await editor.reasons(`${type}-${index}`);
        assert.equal(reasons.length, reason ? 1 : 0, reasons.join('; '));
        if (reason) assert.match(reasons[0]!, reason);
      });
    });
  }

  it('say what sharing a consumer group means, and what to do', async () => {
    await editor.openConfig('aliyun-iot-subscription', 'subscription');
    const tip = await session.page.locator('.aliyun-iot-form .form-tips').innerText();
    assert.match(tip, /split its messages among them at random/);
    assert.match(tip, /\$\{IOT_CONSUMER_GROUP\}/);
    await session.page.screenshot({ path: artifact('subscription') });
    await editor.close('node-config-dialog-cancel');
  });

  it('keep what was chosen', async () => {
    await editor.openNode('messages');
    for (const kind of ['property', 'event', 'other']) {
      await session.page.locator(`.aliyun-iot-kinds input[value="${kind}"]`).uncheck();
    }
    await editor.field('keepOutdated').check();
    await session.page.screenshot({ path: artifact('messages') });
    await editor.close('node-dialog-ok');
    const stored = "(({ kinds, keepOutdated }) => [kinds, keepOutdated])(RED.nodes.node('messages'))";
    assert.deepEqual(await editor.run(stored), [['reply', 'status', 'lifecycle'], true]);
  });
});
