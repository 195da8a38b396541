import assert from 'node:assert/strict';
import type { NodeMessage } from 'node-red';
import { AliyunIotError } from '../../../lib/errors';
import type { DeviceOutcome, InvokeManyJob, InvokeManySummary } from '../../../lib/services';
import { ListCall, type ListOutput, type ListParts } from '../../../nodes/invoke/list-call';

const COUNTS = { total: 3, settled: 0, succeeded: 0, accepted: 0, failed: 0, unknown: 0 };

function outcome(index: number): DeviceOutcome {
  return {
    index,
    device: { iotId: String(index) },
    mode: 'each',
    executed: 'yes',
    ok: true,
    accepted: false,
    requestId: 'r',
    attempts: 1,
    timings: { queueMs: 0, attemptMs: 0, totalMs: 0 },
  };
}

/** A list of three devices that succeed one after the other, until the job is stopped. */
async function invokeMany({ signal, onOutcome }: InvokeManyJob): Promise<InvokeManySummary> {
  const outcomes: DeviceOutcome[] = [];
  for (let index = 0; index < 3 && !signal?.aborted; index += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    outcomes.push(outcome(index));
    onOutcome?.(outcome(index), { ...COUNTS, settled: index + 1 });
  }
  return { ...COUNTS, outcomes };
}

function parts(change: Partial<ListParts> = {}): ListParts {
  return {
    ask: () =>
      Promise.resolve({
        request: { identifier: 'on' },
        list: { devices: ['a', 'b', 'c'], mode: 'each' },
        problems: [],
        settings: [],
      }),
    client: () => Promise.resolve({ invoke: () => Promise.reject(new Error('not this')), invokeMany }),
    replies: () => undefined,
    language: 'en',
    label: 'node',
    warn: () => undefined,
    output: () => ({}),
    moved: () => undefined,
    ...change,
  };
}

describe('ListCall', () => {
  it('calls no more devices when the flow cannot take what became of one, and says so once', async () => {
    const told: number[] = [];
    const device = ({ index }: DeviceOutcome): void => {
      told.push(index);
      throw new Error('the flow broke');
    };
    const msg: NodeMessage & { aliyun?: { error: object; service: string } } = { payload: 1 };
    let stopped: AbortSignal | undefined;
    const client: ListParts['client'] = () =>
      Promise.resolve({
        invoke: () => Promise.reject(new Error('not this')),
        invokeMany: (job) => {
          stopped = job.signal;
          return invokeMany(job);
        },
      });
    const output = (): ListOutput => ({ device, end: () => Promise.resolve(msg) });
    const call = new ListCall(parts({ output, client }), msg);
    await assert.rejects(
      call.run(new AbortController().signal, () => undefined),
      /the flow broke/,
    );
    assert.deepEqual(told, [0]);
    assert.equal(stopped?.aborted, true);
    assert.equal(call.executed, 'unknown');
    assert.equal(call.summary, undefined);
    call.fail(
      new AliyunIotError({ code: 'c', kind: 'internal', executed: 'unknown', texts: { en: 'e', zh: 'z' } }),
    );
    assert.equal(msg.aliyun?.service, 'on');
  });

  it('sends nothing at all when the output cannot be prepared', async () => {
    const output = (): never => {
      throw new TypeError('no copy');
    };
    const call = new ListCall(parts({ output }), {});
    await assert.rejects(
      call.run(new AbortController().signal, () => undefined),
      /no copy/,
    );
    assert.equal(call.executed, 'no');
  });

  it('tells how far it is from the start', async () => {
    const seen: string[] = [];
    const call: ListCall = new ListCall(
      parts({ moved: () => seen.push(`${call.progress.settled}/${call.progress.total}`) }),
      {},
    );
    await call.run(new AbortController().signal, () => undefined);
    assert.deepEqual(seen, ['0/3', '1/3', '2/3', '3/3']);
  });

  it('takes its listener off the signal', async () => {
    const { signal } = new AbortController();
    let listeners = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...given: Parameters<typeof add>) => {
      listeners += 1;
      add(...given);
    };
    signal.removeEventListener = (...given: Parameters<typeof remove>) => {
      listeners -= 1;
      remove(...given);
    };
    await new ListCall(parts(), {}).run(signal, () => undefined);
    assert.equal(listeners, 0);
  });
});
