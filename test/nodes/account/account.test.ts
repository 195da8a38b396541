import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { NodeInitializer } from 'node-red';
import { SIMULATOR_ACCESS_KEY_SECRET, startSimulator, type Simulator } from '../../../lib/simulator';
import account from '../../../nodes/account/account';
import { simulatorOwner } from '../../../nodes/account/simulator-owner';
import type { AccountNode } from '../../../nodes/account/types';
import invoke from '../../../nodes/invoke/invoke';
import {
  accountNode,
  simulatorKeys,
  catchNode,
  caught,
  invokeNode,
  out,
  TestFlow,
  useNodeRed,
} from '../../support/nodes';

// It has no typings.
const httpProxy = require('@node-red/nodes/core/network/06-httpproxy.js') as NodeInitializer;
const NODES = [account, invoke, httpProxy];

describe('aliyun-iot-account', () => {
  useNodeRed();
  let simulator: Simulator;
  let flow: TestFlow;

  before(async () => {
    simulator = await startSimulator();
  });
  after(() => simulator.close());
  beforeEach(() => simulator.reset());
  afterEach(async () => {
    delete process.env['TEST_SECRET'];
    delete process.env['http_proxy'];
    await flow.unload();
  });

  it('calls the simulator without any keys', async () => {
    flow = await TestFlow.load(NODES, [accountNode(), invokeNode(), out, catchNode, caught]);
    flow.send('invoke', { payload: { speed: 1500, mode: 1 } });
    const msg = await flow.receive('out');
    assert.equal((msg.payload as { code: number }).code, 200);
    assert.equal((msg['aliyun'] as { mode: string }).mode, 'sync');
  });

  for (const [what, settings, keys] of [
    ['nothing in it', { endpoint: '', maxQps: '', concurrency: '', queue: '' }, {}],
    ['no keys', { endpoint: 'cn-shanghai' }, {}],
    ['half of its keys', { endpoint: 'cn-shanghai' }, { accessKeyId: 'id' }],
    ['a variable that is not set', { endpoint: '${TEST_NOWHERE}' }, simulatorKeys],
  ] as const) {
    it(`with ${what} shows in the status of its users from the deploy on`, async () => {
      const items = [accountNode(settings), invokeNode(), out, catchNode, caught];
      flow = await TestFlow.load(NODES, items, { account: keys });
      const shown = (): unknown => flow.statuses.filter(({ id }) => id === 'invoke').at(-1)?.status.text;
      assert.equal(shown(), 'aliyun-iot-invoke.status.not-configured');
      flow.send('invoke', { payload: {} });
      const { error } = (await flow.receive('caught'))['aliyun'] as { error: { kind: string } };
      assert.equal(error.kind, 'config');
    });
  }

  it('reaches the simulator although the environment names a proxy', async () => {
    process.env['http_proxy'] = 'http://127.0.0.1:9';
    flow = await TestFlow.load(NODES, [accountNode(), invokeNode(), out, catchNode, caught]);
    flow.send('invoke', { payload: { speed: 10, mode: 1 } });
    await flow.receive('out');
  });

  it('calls an asynchronous service', async () => {
    flow = await TestFlow.load(NODES, [
      accountNode(),
      invokeNode({ identifier: 'selfTest' }),
      out,
      catchNode,
      caught,
    ]);
    flow.send('invoke', { payload: { cycles: 1 } });
    const msg = await flow.receive('out');
    assert.match(msg.payload as string, /^\d+$/);
    assert.equal((msg['aliyun'] as { messageId: string }).messageId, msg.payload);
  });

  for (const signature of ['acs3-hmac-sha256', 'hmac-sha1']) {
    it(`signs with ${signature}`, async () => {
      flow = await TestFlow.load(
        NODES,
        [
          accountNode({ endpoint: simulator.url, signature }),
          invokeNode({ identifier: 'stop', argsType: 'none' }),
          out,
          catchNode,
          caught,
        ],
        { account: simulatorKeys },
      );
      flow.send('invoke', { payload: 1 });
      await flow.receive('out');
      assert.equal(simulator.executions.length, 1);
      assert.equal(simulator.executions[0]!.args, '{}');
    });
  }

  it('has one client for all its users, and makes it once', async () => {
    flow = await TestFlow.load(NODES, [accountNode()]);
    const node = flow.node('account') as AccountNode;
    const [a, b] = await Promise.all([node.client(), node.client()]);
    assert.equal(a, b);
    assert.equal(await node.client(), a);
  });

  it('starts one simulator for two accounts, and two accounts share nothing else', async () => {
    flow = await TestFlow.load(
      NODES,
      [
        accountNode(),
        accountNode({ id: 'account2' }),
        accountNode({ id: 'cloud', endpoint: simulator.url }),
        invokeNode(),
        invokeNode({ id: 'invoke2', account: 'account2' }),
        invokeNode({ id: 'invoke3', account: 'cloud' }),
        out,
        catchNode,
        caught,
      ],
      { cloud: { ...simulatorKeys, accessKeySecret: 'another-one' } },
    );
    const [a, b] = await Promise.all([
      (flow.node('account') as AccountNode).client(),
      (flow.node('account2') as AccountNode).client(),
    ]);
    assert.notEqual(a, b);
    flow.send('invoke', { payload: { speed: 10, mode: 1 }, n: 1 });
    flow.send('invoke2', { payload: { speed: 20, mode: 1 }, n: 2 });
    flow.send('invoke3', { payload: { speed: 30, mode: 1 }, n: 3 });
    await flow.until(() => flow.at('out').length === 2 && flow.at('caught').length === 1);
    assert.equal(flow.at('caught')[0]!['n'], 3);
    assert.equal((flow.at('caught')[0]!['aliyun'] as { error: { kind: string } }).error.kind, 'auth');
    assert.equal(simulator.executions.length, 0);
  });

  it('reports a variable that is not set, and works once it is', async () => {
    flow = await TestFlow.load(
      NODES,
      [accountNode({ endpoint: simulator.url }), invokeNode(), out, catchNode, caught],
      { account: { ...simulatorKeys, accessKeySecret: '${TEST_SECRET}' } },
    );
    flow.send('invoke', { payload: { speed: 10, mode: 1 } });
    const { error } = (await flow.receive('caught'))['aliyun'] as {
      error: { kind: string; code: string; message: string };
    };
    assert.equal(error.kind, 'config');
    assert.equal(error.code, 'env-not-set');
    assert.match(error.message, /AccessKey secret: .*TEST_SECRET/);
    process.env['TEST_SECRET'] = SIMULATOR_ACCESS_KEY_SECRET;
    flow.send('invoke', { payload: { speed: 10, mode: 1 } });
    await flow.receive('out');
    assert.equal(simulator.executions.length, 1);
  });

  it("refuses the simulator's key for any other endpoint", async () => {
    flow = await TestFlow.load(
      NODES,
      [accountNode({ endpoint: 'https://cloud.invalid' }), invokeNode(), out, catchNode, caught],
      { account: simulatorKeys },
    );
    flow.send('invoke', { payload: {} });
    const { error } = (await flow.receive('caught'))['aliyun'] as { error: { kind: string } };
    assert.equal(error.kind, 'config');
  });

  it('goes through the core http proxy node', async () => {
    const asked: string[] = [];
    const proxy = http.createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(503).end();
    });
    proxy.on('connect', (request, socket) => {
      asked.push(request.url ?? '');
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    try {
      flow = await TestFlow.load(
        NODES,
        [
          {
            id: 'p',
            type: 'http proxy',
            name: '',
            url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
            noproxy: [],
          },
          accountNode({ endpoint: 'http://iot.invalid:8686', proxy: 'p' }),
          invokeNode(),
          out,
          catchNode,
          caught,
        ],
        { account: { accessKeyId: 'id', accessKeySecret: 'secret' } },
      );
      flow.send('invoke', { payload: {} });
      await flow.receive('caught');
      assert.ok(
        asked.some((url) => url.includes('iot.invalid:8686')),
        JSON.stringify(asked),
      );
    } finally {
      proxy.close();
    }
  });

  it('keeps the simulator over a redeploy', async () => {
    flow = await TestFlow.load(NODES, [accountNode(), invokeNode(), out, catchNode, caught]);
    const endpoint = async (): Promise<string> => {
      flow.send('invoke', { payload: { speed: 10, mode: 1 } });
      await flow.receive('out', flow.at('out').length + 1);
      const lease = await simulatorOwner.acquire();
      lease.release();
      return lease.target.endpoint;
    };
    const before = await endpoint();
    await flow.redeploy([accountNode({ name: 'renamed' }), invokeNode(), out, catchNode, caught]);
    assert.equal(await endpoint(), before);
  });

  it('refuses a client after it was closed', async () => {
    flow = await TestFlow.load(NODES, [accountNode()]);
    const node = flow.node('account') as AccountNode;
    await node.close(false);
    await assert.rejects(node.client(), { kind: 'aborted', code: 'account-closed', executed: 'no' });
  });
});
