import assert from 'node:assert/strict';
import { AliyunIotError } from '../../../lib/errors';
import { startSimulator, type Simulator } from '../../../lib/simulator';
import account from '../../../nodes/account/account';
import invoke from '../../../nodes/invoke/invoke';
import {
  accountNode,
  catchNode,
  caught,
  fakeAccount,
  FakeClient,
  invokeNode,
  out,
  simulatorKeys,
  TestFlow,
  useNodeRed,
} from '../../support/nodes';
import { until } from '../../support/until';

describe('a redeploy with calls in flight', () => {
  useNodeRed();
  let flow: TestFlow;
  afterEach(() => flow.unload());

  it('settles each of them once, says that the device may have acted, and takes new ones', async () => {
    const simulator = await startSimulator();
    try {
      const items = [
        accountNode({ endpoint: simulator.url }),
        invokeNode({ deviceName: 'pump-slow' }),
        out,
        catchNode,
        caught,
      ];
      flow = await TestFlow.load([account, invoke], items, { account: simulatorKeys });
      for (let n = 0; n < 20; n += 1) {
        flow.send('invoke', { payload: { speed: 10 * n, mode: 1 } });
      }
      await reached(simulator, 20);
      const startedAt = performance.now();
      await flow.redeploy(
        items.map((item) => (item.id === 'invoke' ? invokeNode() : item)),
        'full',
        { account: simulatorKeys },
      );
      assert.ok(performance.now() - startedAt < 3_000, 'it waits for nothing');
      const completions = flow.of('invoke');
      assert.equal(completions.length, 20);
      for (const { error, msg } of completions) {
        assert.ok(error instanceof AliyunIotError);
        assert.equal(error.kind, 'aborted');
        assert.equal(error.executed, 'unknown');
        assert.equal((msg['aliyun'] as { error: { executed: string } }).error.executed, 'unknown');
      }
      flow.send('invoke', { payload: { speed: 10, mode: 1 } });
      await flow.receive('out');
      assert.equal(flow.of('invoke').length, 21);
    } finally {
      await simulator.close();
    }
  });

  it('shows no status any more once the node is closed', async () => {
    const client = new FakeClient(
      ({ signal }) =>
        new Promise((_resolve, reject) =>
          signal!.addEventListener('abort', () => {
            reject(new Error('aborted'));
          }),
        ),
    );
    const items = [accountNode(), invokeNode(), out, catchNode, caught];
    flow = await TestFlow.load([fakeAccount(() => client), invoke], items);
    flow.send('invoke', { payload: {} });
    flow.send('invoke', { payload: {} });
    await flow.until(() => client.requests.length === 2 && flow.statuses.length > 0);
    await flow.node('invoke').close(false);
    const { length } = flow.statuses;
    await new Promise((resolve) => setTimeout(resolve, 600));
    assert.equal(flow.of('invoke').length, 2);
    assert.equal(flow.statuses.length, length);
  });

  it('leaves nothing behind, however often it is done', async () => {
    const items = [accountNode(), invokeNode(), out, catchNode, caught];
    flow = await TestFlow.load([account, invoke], items);
    const round = async (n: number): Promise<string> => {
      flow.send('invoke', { payload: { speed: 10, mode: 1 } });
      await flow.receive('out', n);
      await flow.redeploy(items);
      return resources();
    };
    const after: string[] = [];
    for (let n = 1; n <= 20; n += 1) {
      after.push(await round(n));
    }
    assert.equal(after.at(-1), after[4], 'sockets, servers and timers are as many as after the fifth');
  });
});

function reached(simulator: Simulator, count: number): Promise<void> {
  return until(() => simulator.executions.length >= count, `${count} calls that reach the device`);
}

function resources(): string {
  const counted = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) {
    counted.set(kind, (counted.get(kind) ?? 0) + 1);
  }
  // Timers of the runtime and the runner come and go; what matters is that they do not grow.
  return ['TCPSocketWrap', 'TCPServerWrap'].map((kind) => `${kind}:${counted.get(kind) ?? 0}`).join(' ');
}
