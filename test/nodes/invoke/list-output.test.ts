import assert from 'node:assert/strict';
import { util } from '@node-red/util';
import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { AliyunIotError } from '../../../lib/errors';
import type { DeviceOutcome } from '../../../lib/services';
import { listOutput } from '../../../nodes/invoke/list-output';
import type { InvokeConfig } from '../../../nodes/invoke/types';

const DEVICES = ['a', 'b', 'c'].map((deviceName) => ({ productKey: 'pk', deviceName }));
const FACTS = { mode: 'each', executed: 'unknown' } as const;
const ERROR = new AliyunIotError({
  code: 'x',
  kind: 'offline',
  executed: 'no',
  texts: { en: 'x', zh: 'x' },
});

function taken(index: number): DeviceOutcome {
  const timings = { queueMs: 0, attemptMs: 0, totalMs: 0 };
  const answer = { accepted: true, messageId: `m${index}`, requestId: 'r', attempts: 1, timings };
  return { ...FACTS, index, device: DEVICES[index]!, ok: true, ...answer };
}

describe('the output of a list', () => {
  it('copies the message for a device without the list and without the payload that came', () => {
    const copied: NodeMessage[] = [];
    const cloneMessage = <T extends NodeMessage>(msg: T): T => {
      copied.push(msg);
      return util.cloneMessage(msg);
    };
    const errors: NodeMessage[] = [];
    const sent: NodeMessage[] = [];
    const output = listOutput(
      { util: { ...util, cloneMessage } } as NodeAPI,
      { error: (_: unknown, msg: NodeMessage) => errors.push(msg) } as unknown as Node,
      { devices: 'asked.devices', devicesType: 'msg', listOutput: 'each' } as InvokeConfig,
      'en',
    );
    const msg = { payload: { big: 1 }, asked: { devices: DEVICES, by: 'me' } } as unknown as NodeMessage;
    const asked = { request: { identifier: 'on' }, list: { devices: DEVICES, mode: 'each' as const } };
    const { device } = output(msg, { ...asked, problems: [], settings: [] }, (each) => sent.push(each));
    device?.(taken(0));
    device?.({ ...FACTS, index: 1, device: DEVICES[1]!, ok: false, error: ERROR });
    device?.(taken(2));

    assert.deepEqual(
      copied.map((each) => [each.payload, each['asked']]),
      [
        [{ big: 1 }, { by: 'me' }],
        [undefined, { by: 'me' }],
        [undefined, { by: 'me' }],
      ],
    );
    assert.deepEqual(
      sent.map(({ payload }) => payload),
      ['m0', 'm2'],
    );
    assert.deepEqual([errors[0]!.payload, errors[0]!['asked']], [{ big: 1 }, { by: 'me' }]);
    assert.deepEqual((msg['asked'] as { devices: unknown }).devices, DEVICES);
  });

  it('describes an error that many devices share once', async () => {
    const output = listOutput(
      { util } as NodeAPI,
      {} as unknown as Node,
      { listOutput: 'summary' } as InvokeConfig,
      'en',
    );
    const asked = { request: { identifier: 'on' }, problems: [], settings: [] };
    const failures = DEVICES.map((device, index) => ({
      ...FACTS,
      index,
      device,
      ok: false as const,
      error: ERROR,
    }));
    const counts = { total: 3, settled: 3, succeeded: 0, accepted: 0, failed: 0, unknown: 3 };
    const { end } = output({}, asked, () => undefined);
    const { payload } = await end!({ ...counts, outcomes: failures });
    const { outcomes } = payload as { outcomes: { error: object }[] };
    assert.equal(outcomes.length, 3);
    assert.equal(outcomes[2]!.error, outcomes[0]!.error);
  });
});
