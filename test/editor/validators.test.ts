import assert from 'node:assert/strict';
import { openSession, type FlowNode, type Session } from '../../scripts/editor/session.mjs';
import { Editor } from './editor';
import { account, flow, invoke, subscription } from './flows';

/** What is stored, and what the editor has to say about it; nothing for a node that is valid. */
type Case = [changes: Partial<FlowNode>, reason?: RegExp];

const LONG = 'x'.repeat(257);

const WAITING = { waitForReply: true, subscription: 'subscription' };
const LIST = { target: 'list', devices: '["pump-01"]', devicesType: 'list' };

const INVOKE: Case[] = [
  [{}],
  [{ account: '' }, /Account/],
  [{ account: 'gone' }, /Account/],
  [{ account: 'bad-account' }, /Account/],
  [{ productKey: '' }, /^ProductKey: must not be empty/],
  [{ productKey: 'a1 Pump' }, /^ProductKey: must not contain blanks/],
  [{ productKey: '${PRODUCT}' }],
  [{ productKey: 'a1${SUFFIX}' }],
  [{ deviceName: 'pump-01 ' }, /^DeviceName: begins or ends with a blank/],
  [{ deviceName: '${DEVICE} ' }, /^DeviceName: begins or ends with a blank/],
  [{ deviceName: LONG }, /^DeviceName: .*256/],
  [{ deviceName: '水泵' }],
  [{ deviceName: '', deviceNameType: 'msg' }, /^DeviceName: must not be empty/],
  [{ deviceName: 'a b', deviceNameType: 'msg' }, /^DeviceName: /],
  [{ deviceName: 'topic', deviceNameType: 'msg' }],
  [{ deviceName: '$$(', deviceNameType: 'jsonata' }, /^DeviceName: /],
  [{ deviceName: 'topic & "1"', deviceNameType: 'jsonata' }],
  [{ deviceName: '', deviceNameType: 'env' }, /^DeviceName: must not be empty/],
  [{ productKey: '', deviceName: '', target: 'iotId', iotId: 'Q7uOhVRdZRRlDnTLv00100' }],
  [{ target: 'iotId' }, /^IotId: must not be empty/],
  [{ identifier: '' }, /^Service: must not be empty/],
  [{ identifier: 'lighting:setBrightness' }],
  [{ identifier: 'a:b:c' }, /^Service: consists of/],
  [{ identifier: 'turn-on' }, /^Service: consists of/],
  [{ identifier: `x${LONG}` }, /^Service: consists of/],
  [{ args: '', argsType: 'none' }],
  [{ args: '', argsType: 'msg' }, /^Args: must not be empty/],
  [{ args: '{"a":1', argsType: 'json' }, /^Args: cannot be read as JSON/],
  [{ args: '[1]', argsType: 'json' }, /^Args: must be a JSON object/],
  [{ args: 'null', argsType: 'json' }, /^Args: must be a JSON object/],
  [{ args: '{}', argsType: 'json' }],
  [{ args: '${ARGS}', argsType: 'json' }],
  [{ qos: '1' }],
  [{ qos: '2' }, /^Qos: must be 0 or 1/],
  [{ qos: 'qos', qosType: 'msg' }],
  [{ timeout: '9000' }],
  [{ timeout: '50' }, /^Timeout .ms.: must be a whole number/],
  [{ timeout: '9.5' }, /^Timeout/],
  [{ timeout: 'soon' }, /^Timeout/],
  [{ timeout: '${TIMEOUT}' }],
  [{ waitForReply: true, subscription: 'subscription' }],
  [{ waitForReply: true, subscription: '${SUBSCRIPTION}' }],
  [{ waitForReply: true }, /^Subscription: choose the subscription/],
  [{ waitForReply: true, subscription: 'gone' }, /^Subscription: is not there any more/],
  [{ waitForReply: true, subscription: 'bad-subscription' }, /^Subscription: is not set up completely/],
  [{ waitForReply: false, subscription: 'gone' }],
  [{ ...WAITING, replyTimeout: '' }],
  [{ ...WAITING, replyTimeout: '86400000' }],
  [{ ...WAITING, replyTimeout: '99' }, /^Reply within .ms.: must be a whole number/],
  [{ ...WAITING, replyTimeout: '', replyTimeoutType: 'msg' }, /^Reply within .ms.: must not be empty/],
  [{ ...WAITING, replyTimeout: 'a b', replyTimeoutType: 'msg' }, /^Reply within/],
  [{ waitForReply: false, replyTimeout: '99' }],
  [{ ...LIST, devices: '["pump-01"]' }],
  [{ ...LIST, devices: '["pump-01"]', deviceName: '' }],
  [{ ...LIST, devices: '["${DEVICE}"]' }],
  [{ ...LIST, devices: '' }, /^Devices: enter at least one device/],
  [{ ...LIST, devices: '["a/b/c"]' }, /^Devices: a.b.c is not DeviceName/],
  [{ ...LIST, devices: '["a", "a"]' }, /^Devices: a stands in the list twice/],
  [{ ...LIST, devices: '["a"]', productKey: '' }, /^Devices: a needs a product/],
  [{ ...LIST, devices: '["a"]', productKey: 'product', productKeyType: 'msg' }],
  [{ ...LIST, devices: '[{"productKey":"a1","deviceName":"a"},{"iotId":"b"}]', productKey: '' }],
  [{ ...LIST, devices: 'devices', devicesType: 'msg' }],
  [{ ...LIST, devices: '', devicesType: 'msg' }, /^Devices: must not be empty/],
  [{ ...LIST, devices: '$$(', devicesType: 'jsonata' }, /^Devices: /],
  [{ devices: '', devicesType: 'list' }],
  [{ ...LIST, listConcurrency: '200' }],
  [{ ...LIST, listConcurrency: '201' }, /^At a time: must be a whole number from 1 to 200/],
  [{ ...LIST, listConcurrency: '0' }, /^At a time/],
  [{ ...LIST, listConcurrency: '201', listMode: 'batch' }],
  [{ ...LIST, listDeadline: '60000' }],
  [{ ...LIST, listDeadline: '999' }, /^Deadline .ms.: must be a whole number/],
  [{ listDeadline: '999', listConcurrency: '0' }],
  [{ ...LIST, listMode: 'batch', waitForReply: true }],
  [{ ...LIST, waitForReply: true }, /^Subscription: choose/],
];

const ACCOUNT: Case[] = [
  [{}],
  [{ endpoint: 'cn-shanghai' }],
  [{ endpoint: 'https://iot.example.com:8686/path' }],
  [{ endpoint: 'http://127.0.0.1:8080' }],
  [{ endpoint: 'iot-x.example.com' }],
  [{ endpoint: '${ENDPOINT}' }],
  [{ endpoint: 'https://${HOST}:8686' }],
  [{ endpoint: '' }, /^Endpoint: must not be empty/],
  [{ endpoint: 'cn-hangzhou' }, /^Endpoint: must be a base URL/],
  [{ endpoint: 'ftp://example.com' }, /^Endpoint: must be a base URL/],
  [{ endpoint: 'https://user:secret@example.com' }, /^Endpoint: must be a base URL/],
  [{ endpoint: 'https://example.com?x=1' }, /^Endpoint: must be a base URL/],
  [{ endpoint: ' cn-shanghai' }, /^Endpoint: begins or ends/],
  [{ endpoint: 'cn-shanghai', iotInstanceId: 'iot-060a0abc' }],
  [{ endpoint: 'cn-shanghai', iotInstanceId: 'iot 060' }, /^Instance ID: consists of/],
  [{ endpoint: 'cn-shanghai', iotInstanceId: 'iot-060\n' }, /^Instance ID: begins or ends/],
  [{ iotInstanceId: 'iot 060' }],
  [{ maxQps: '' }],
  [{ maxQps: '500' }],
  [{ maxQps: '${QPS}' }],
  [{ maxQps: 0 }, /^Max QPS: must be a whole number from 1 to 500/],
  [{ maxQps: '501' }, /^Max QPS/],
  [{ batchQps: '10' }],
  [{ batchQps: '11' }, /^Batch QPS: must be a whole number from 1 to 10/],
  [{ batchQps: '0.5' }, /^Batch QPS/],
  [{ concurrency: 'many' }, /^Concurrency: must be a whole number/],
  [{ queue: '-1' }, /^Queue: must be a whole number/],
  [{ queue: '0' }],
];

/** Each case as a node of its own, so that one deploy shows them all. */
function asNodes(cases: readonly Case[], make: (changes: Partial<FlowNode>) => FlowNode): FlowNode[] {
  return cases.map(([changes], index) => {
    const place = { x: 200 + 200 * (index % 5), y: 60 + 40 * Math.floor(index / 5) };
    const node = make({});
    return make({ ...(node['x'] === undefined ? {} : place), ...changes, id: `${node.type}-${index}` });
  });
}

describe('the validators', function () {
  this.timeout(60_000);
  let session: Session;
  let editor: Editor;

  before(async () => {
    const accounts = [account(), account({ id: 'bad-account', maxQps: 0 }), ...asNodes(ACCOUNT, account)];
    const subscriptions = [subscription(), subscription({ id: 'bad-subscription', consumerGroupId: '' })];
    const nodes = [...accounts, ...subscriptions, ...asNodes(INVOKE, invoke)];
    session = await openSession({ flows: flow(...nodes) });
    editor = new Editor(session.page);
  });
  after(() => session.close());

  for (const [type, cases] of Object.entries({
    'aliyun-iot-invoke': INVOKE,
    'aliyun-iot-account': ACCOUNT,
  })) {
    describe(`of ${type}`, () => {
      cases.forEach(([changes, reason], index) => {
        it(`${reason ? 'refuse' : 'accept'} ${JSON.stringify(changes).slice(0, 80)}`, async () => {
          const reasons = await editor.reasons(`${type}-${index}`);
          assert.equal(reasons.length, reason ? 1 : 0, reasons.join('; '));
          if (reason) assert.match(reasons[0]!, reason);
        });
      });
    });
  }

  it('judge a closed node by what it holds, whatever another dialog shows', async () => {
    await editor.openNode('aliyun-iot-invoke-0');
    await editor.field('target').selectOption('iotId');
    assert.equal(await editor.isMarked('iotId'), true);
    assert.deepEqual(await editor.reasons('aliyun-iot-invoke-5'), [
      'ProductKey: must not contain blanks and has at most 256 characters.',
    ]);
    await editor.close('node-dialog-cancel');
  });
});
