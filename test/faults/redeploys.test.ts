import assert from 'node:assert/strict';
import { AliyunIotError } from '../../lib/errors';
import account from '../../nodes/account/account';
import invoke from '../../nodes/invoke/invoke';
import subscription from '../../nodes/subscription/subscription';
import { AmqpServer } from '../lib/messages/amqp-server';
import { TEST_KEYS } from '../support/client';
import { faultServer, json, type FaultServer } from '../support/fault-server';
import { accountNode, invokeNode, TestFlow, useNodeRed, subscriptionNode } from '../support/nodes';

const KEYS = { accessKeyId: TEST_KEYS.accessKeyId, accessKeySecret: TEST_KEYS.accessKeySecret };
const TIMES = 200;
const KINDS = ['TCPSocketWrap', 'TCPServerWrap', 'Timeout'];

describe(`${TIMES} deploys while replies are waited for`, function () {
  this.timeout(180_000);
  useNodeRed();
  let http: FaultServer;
  const amqp = new AmqpServer(KEYS);

  before(async () => {
    http = await faultServer(json({ RequestId: 'r', Success: true, Data: { MessageId: 'm' } }));
    await amqp.start();
  });
  after(async () => {
    await http.close();
    await amqp.stop();
  });

  it('settle each message once and leave nothing behind', async () => {
    const waiting = {
      identifier: 'selfTest',
      argsType: 'json',
      args: '{"cycles":1}',
      subscription: 'subscription',
      waitForReply: true,
    };
    const items = [
      accountNode({ endpoint: http.url, signature: 'hmac-sha1' }),
      subscriptionNode({ endpoint: amqp.url }),
      invokeNode({ ...waiting, deviceName: 'pump-timeout', wires: [] }),
      invokeNode({
        ...waiting,
        id: 'list',
        target: 'list',
        devicesType: 'list',
        wires: [],
        devices: '["pump-timeout"]',
      }),
    ];
    const flow = await TestFlow.load([account, invoke, subscription], items, { account: KEYS });
    try {
      const after: number[][] = [];
      for (let round = 1; round <= TIMES; round += 1) {
        const sent = http.received.length;
        flow.send('invoke', {});
        flow.send('list', {});
        await flow.until(() => http.received.length === sent + 2);
        await flow.redeploy(items, 'full', { account: KEYS });
        assert.deepEqual([flow.of('invoke').length, flow.of('list').length], [round, round]);
        after.push(
          KINDS.map((kind) => process.getActiveResourcesInfo().filter((each) => each === kind).length),
        );
      }
      for (const { error } of flow.completions) {
        assert.ok(error instanceof AliyunIotError);
        assert.deepEqual([error.kind, error.executed], ['aborted', 'unknown']);
      }
      for (const [place, kind] of KINDS.entries()) {
        const [early, late] = [after[19]![place]!, after.at(-1)![place]!];
        assert.ok(late <= early + 2, `${kind}: ${early} after 20 deploys, ${late} after ${TIMES}`);
      }
    } finally {
      await flow.unload();
    }
  });
});
