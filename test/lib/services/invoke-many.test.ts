import assert from 'node:assert/strict';
import { AliyunIotError, ValidationError } from '../../../lib/errors';
import type {
  Client,
  ClientOptions,
  DeviceFailure,
  DeviceOutcome,
  InvokeManyJob,
  InvokeManySummary,
  JobCounts,
} from '../../../lib/services';
import { findService, parseThingModel } from '../../../lib/tsl';
import { CALL, TEST_KEYS, testClient } from '../../support/client';
import { faultServer, json, raw, type Behaviour, type FaultServer } from '../../support/fault-server';
import { assertNoSecret } from '../../support/secret-scan';
import { until } from '../../support/until';

const TAKEN = json({ RequestId: 'r-1', Success: true, Data: { MessageId: 'm-1' } });
const DONE = json({
  RequestId: 'r-2',
  Success: true,
  Data: { MessageId: 'm-2', Result: '{"code":200,"data":{}}' },
});
const THROTTLED = json({ RequestId: 'r-t', Code: 'Throttling.User', Message: 'slow down' }, 400);
const FAST = { maxQps: 10_000, batchQps: 10_000 };
const after =
  (ms: number, then: Behaviour): Behaviour =>
  (request, response) => {
    setTimeout(() => then(request, response), ms);
  };
const names = (count: number, prefix = 'd-'): string[] =>
  Array.from({ length: count }, (_, i) => `${prefix}${i}`);
const failed = (outcome: DeviceOutcome | undefined): AliyunIotError => {
  assert.ok(outcome && !outcome.ok, 'the device did not fail');
  assert.equal(outcome.executed, outcome.error.executed);
  return outcome.error;
};

describe('invokeMany', () => {
  let server: FaultServer;
  let client: Client;

  async function serve(behaviour: Behaviour, options: Partial<ClientOptions> = {}): Promise<void> {
    server = await faultServer(behaviour);
    client = testClient(server.url, { limits: FAST, ...options });
  }
  const run = (job: Partial<InvokeManyJob>): Promise<InvokeManySummary> =>
    client.invokeMany({ devices: names(3), productKey: 'p-1', identifier: 'on', mode: 'each', ...job });
  const called = (): string[] => server.received.map(({ params }) => params['DeviceName'] ?? '');
  /** The DeviceNames of each call for many. */
  const chunks = (): string[][] =>
    server.received.map(({ params }) => {
      const count = Object.keys(params).filter((name) => /^DeviceName\.\d+$/.test(name)).length;
      return Array.from({ length: count }, (_, i) => params[`DeviceName.${i + 1}`]!);
    });

  afterEach(async () => {
    await client.close();
    await server.close();
  });

  describe('before anything is sent', () => {
    async function problems(job: Partial<InvokeManyJob>): Promise<string[]> {
      const error = await run(job).then(
        () => assert.fail('the job was not refused'),
        (reason: unknown) => reason,
      );
      assert.ok(error instanceof ValidationError, String(error));
      assertNoSecret(error, Object.values(TEST_KEYS));
      assert.equal(server.received.length, 0);
      assert.ok(error.problems.every(({ message, messageZh }) => message && messageZh));
      return error.problems.map(({ path, rule }) => `${path} ${rule}`);
    }

    beforeEach(() => serve(TAKEN));

    it('refuses an empty list and what is no list', async () => {
      for (const devices of [[], undefined, 'd-1', { length: 1 }]) {
        assert.deepEqual(await problems({ devices: devices as string[] }), ['devices empty']);
      }
    });

    it('lists all problems at once, each with its place', async () => {
      const odd = [null, 7, '', 'a b', {}, { deviceName: 'a', productKey: 'x y' }, { iotId: 5 }];
      const devices = [...odd] as string[];
      // Leaves a hole at 7.
      devices[8] = 'fine';
      const job = { identifier: '-', mode: 'all' as 'each', concurrency: 0, jobDeadlineMs: 0, qos: 3 as 1 };
      assert.deepEqual(await problems({ ...job, devices, args: { f: (): number => 1 } }), [
        'mode invalid-mode',
        'identifier invalid-identifier',
        'qos invalid-qos',
        'jobDeadlineMs invalid-duration',
        'concurrency invalid-concurrency',
        'args.f not-json',
        'devices[0] not-a-device',
        'devices[1] not-a-device',
        'devices[2] missing',
        'devices[3] invalid-characters',
        'devices[4].deviceName missing',
        'devices[5].productKey invalid-characters',
        'devices[6].iotId not-text',
        'devices[7] not-a-device',
      ]);
    });

    it('refuses a device that is named twice, for it would act twice', async () => {
      const named = { deviceName: 'd-0' };
      const devices = ['d-0', 'd-1', 'd-0', named, { ...named, productKey: 'p-2' }, { iotId: 'd-0' }];
      assert.deepEqual(await problems({ devices }), ['devices[2] duplicate', 'devices[3] duplicate']);
      const iotIds = [{ iotId: 'i-1' }, { iotId: 'i-1', deviceName: 'd-9' }];
      assert.deepEqual(await problems({ devices: iotIds }), ['devices[1] duplicate']);
    });

    it('says once that the ProductKey is missing', async () => {
      const devices = [...names(500), { deviceName: 'x' }];
      assert.deepEqual(await problems({ devices, productKey: undefined }), [
        'productKey no-product',
        'devices[500].productKey no-product',
      ]);
    });

    it('lists no more than 100 problems, and counts the others', async () => {
      const found = await problems({ devices: Array<string>(5_000).fill('') });
      assert.equal(found.length, 101);
      assert.equal(found[100], 'devices more');
      const error = (await run({ devices: Array<string>(5_000).fill('') }).catch((e: unknown) => e)) as Error;
      assert.match(error.message, /4900 more/);
    });

    it('checks the Args of every device', async () => {
      const args = (_: unknown, index: number): object => {
        if (index === 1) throw new Error('no idea');
        return index === 2 ? Promise.resolve({}) : index === 3 ? { x: NaN } : {};
      };
      assert.deepEqual(await problems({ devices: names(5), args }), [
        'devices[1].args args-failed',
        'devices[2].args not-an-object',
        'devices[3].args.x not-json',
      ]);
    });
  });

  describe('each', () => {
    it('gives each device its own outcome, in the order of the list', async () => {
      const refusal = (code: string): Behaviour => json({ RequestId: 'r-x', Success: false, Code: code });
      const behaviours: Record<string, Behaviour> = {
        slow: after(80, DONE),
        async: TAKEN,
        offline: refusal('iot.messagebroker.OFFLINE'),
        late: refusal('iot.messagebroker.TIMEOUT'),
        faulty: json({ Success: true, Data: { Result: '{"code":100001,"message":"stuck"}' } }),
        broken: raw('<html>'),
        text: json({ Success: true, RequestId: 'r-3', Data: { MessageId: 'm-3', Result: 'pong' } }),
      };
      await serve((request, response) =>
        behaviours[request.params['DeviceName'] ?? 'slow']!(request, response),
      );
      const progress: JobCounts[] = [];
      const told: number[] = [];
      const devices = [...Object.keys(behaviours), { iotId: 'i-1', deviceName: 'async' }];
      const { outcomes, ...counts } = await run({
        devices,
        onOutcome: (outcome, soFar) => {
          told.push(outcome.index);
          progress.push(soFar);
        },
      });
      const expected = { total: 8, settled: 8, succeeded: 3, accepted: 1, failed: 2, unknown: 2 };
      assert.deepEqual(counts, expected);
      assert.deepEqual(progress.at(-1), expected);
      assert.deepEqual(
        progress.map(({ settled }) => settled),
        [1, 2, 3, 4, 5, 6, 7, 8],
      );
      assert.deepEqual([...told].sort(), [0, 1, 2, 3, 4, 5, 6, 7]);
      assert.notEqual(told[0], 0, 'the slow one was not told first');
      assert.deepEqual(
        outcomes.map(({ index, mode }) => `${index} ${mode}`),
        outcomes.map((_, index) => `${index} each`),
      );
      assert.deepEqual(
        outcomes.map((o) => (o.ok ? [o.executed, o.accepted, o.messageId] : [o.executed, o.error.kind])),
        [
          ['yes', false, 'm-2'],
          ['unknown', true, 'm-1'],
          ['no', 'offline'],
          ['unknown', 'timeout'],
          ['yes', 'device'],
          ['unknown', 'platform'],
          ['yes', false, 'm-3'],
          ['yes', false, 'm-2'],
        ],
      );
      assert.deepEqual(outcomes[0]?.device, { productKey: 'p-1', deviceName: 'slow' });
      assert.deepEqual(outcomes[7]?.device, { iotId: 'i-1' });
      const { result, warnings } = outcomes[6] as { result?: unknown; warnings?: unknown[] };
      assert.deepEqual([result, warnings?.length], ['pong', 1]);
    });

    it('takes what a single call takes', async () => {
      await serve(json({ Success: true, Data: { Result: '{"code":460,"data":{"on":1}}' } }), {
        iotInstanceId: 'iot-1',
      });
      const on = { identifier: 'on', name: 'On', dataType: { type: 'bool', specs: { 0: 'off', 1: 'on' } } };
      const model = parseThingModel({
        services: [{ identifier: 'on', inputData: [], outputData: [on] }],
      });
      const thingModel = { service: findService([model], 'on')! };
      const { outcomes } = await run({ thingModel, decode: true, passDeviceErrors: true, qos: 1 });
      const [first] = outcomes;
      assert.ok(first?.ok);
      assert.deepEqual([first.deviceCode, first.result], [460, { code: 460, data: { on: true } }]);
      assert.equal(server.received[0]!.params['Qos'], '1');
      assert.equal(server.received[0]!.params['IotInstanceId'], 'iot-1');
    });

    it('repeats an unknown attempt only when the service is safe to repeat', async () => {
      const seen = new Set<string>();
      const firstTimeLost: Behaviour = (request, response) => {
        const name = request.params['DeviceName']!;
        if (seen.has(name)) TAKEN(request, response);
        else request.socket.destroy();
        seen.add(name);
      };
      await serve(firstTimeLost);
      assert.equal((await run({})).unknown, 3);
      seen.clear();
      assert.equal((await run({ safeToRepeat: true })).accepted, 3);
    });

    it('makes the Args for each device as it stands in the list', async () => {
      await serve(TAKEN);
      const devices = [
        { deviceName: 'a', level: 1 },
        { deviceName: 'b', level: 2 },
      ];
      await run({
        devices,
        args: (device, index) => ({ level: (device as { level: number }).level, index }),
      });
      assert.deepEqual(
        server.received.map(({ params }) => `${params['DeviceName'] ?? ''} ${params['Args'] ?? ''}`),
        ['a {"level":1,"index":0}', 'b {"level":2,"index":1}'],
      );
    });

    it('sends Args that are the same for all as they were when the job began', async () => {
      await serve(TAKEN);
      const args = { level: 1 };
      const job = run({ args, concurrency: 1, onOutcome: () => void (args.level += 1) });
      await job;
      assert.deepEqual(
        new Set(server.received.map(({ params }) => params['Args'])),
        new Set(['{"level":1}']),
      );
    });

    it('has no more calls under way than it may, and tries a throttled one again', async () => {
      let underWay = 0;
      let most = 0;
      const throttled = new Set<string>();
      await serve((request, response) => {
        const name = request.params['DeviceName']!;
        most = Math.max(most, (underWay += 1));
        setTimeout(() => {
          underWay -= 1;
          const refuse = name === 'd-5' && !throttled.has(name);
          throttled.add(name);
          (refuse ? THROTTLED : TAKEN)(request, response);
        }, 15);
      });
      const { accepted, outcomes } = await run({ devices: names(20), concurrency: 4 });
      assert.deepEqual([accepted, most], [20, 4]);
      assert.equal((outcomes[5] as { attempts?: number }).attempts, 2);
    });

    it('starts the deadline of a device when it is drawn', async () => {
      await serve(after(60, DONE));
      const job = { devices: names(12), concurrency: 1, timeoutMs: 400, deadlineMs: 500 };
      assert.equal((await run(job)).succeeded, 12);
    });

    it('waits while the platform pauses for longer than a call may take, and loses no device', async () => {
      let calls = 0;
      const pause = json({ RequestId: 'r-t', Code: 'Throttling.User', Message: 'slow down' }, 400, {
        'retry-after': '1',
      });
      await serve((request, response) => ((calls += 1) === 3 ? pause : DONE)(request, response));
      for (const mode of ['each', 'batch'] as const) {
        calls = 0;
        const devices = names(mode === 'each' ? 8 : 500);
        const { failed: none, outcomes } = await run({
          devices,
          mode,
          concurrency: 2,
          timeoutMs: 300,
          deadlineMs: 400,
        });
        assert.equal(none, 0, mode);
        assert.ok(outcomes.every(({ ok }) => ok));
      }
    });

    it('does not give up its devices to a storm of throttling', async () => {
      const refused = new Set<string>();
      await serve((request, response) => {
        const name = request.params['DeviceName']!;
        const isNew = !refused.has(name);
        refused.add(name);
        (isNew ? THROTTLED : DONE)(request, response);
      });
      const { succeeded } = await run({ devices: names(150), concurrency: 150 });
      assert.deepEqual([succeeded, server.received.length], [150, 300]);
    });

    it('sends nothing once the deadline of the job has passed', async () => {
      await serve(after(60, DONE));
      const startedAt = performance.now();
      const job = { devices: names(40), concurrency: 2, timeoutMs: 200, jobDeadlineMs: 300 };
      const { succeeded, failed: none, unknown, outcomes } = await run(job);
      assert.ok(performance.now() - startedAt < 1_000);
      assert.deepEqual([succeeded + none, unknown, succeeded], [40, 0, server.received.length]);
      assert.ok(succeeded >= 2 && succeeded < 20, String(succeeded));
      const last = failed(outcomes[39]);
      assert.deepEqual([last.kind, last.executed], ['timeout', 'no']);
      assert.match(last.message, /the deadline of the whole list had passed/);
      assert.equal(failed(outcomes[38]), last, 'one error for all whose turn never came');
    });

    for (const mode of ['each', 'batch'] as const) {
      it(`sends until the deadline of the job, and lets what was sent end by itself: ${mode}`, async () => {
        await serve(after(400, DONE));
        const job = { devices: names(150), mode, concurrency: 1, jobDeadlineMs: 200 };
        const { failed: none, unknown, outcomes } = await run(job);
        assert.deepEqual([none, unknown], [mode === 'each' ? 149 : 50, 0]);
        assert.ok(outcomes[0]?.ok);
        assert.equal(failed(outcomes[149]).executed, 'no');
      });
    }
  });

  describe('stopped', () => {
    it('by its signal: what was not drawn is aborted, what was sent is unknown, the rest is kept', async () => {
      const controller = new AbortController();
      await serve((request, response) => {
        if (Number(request.params['DeviceName']!.slice(2)) < 4) DONE(request, response);
        else if (server.received.length === 6) controller.abort();
      });
      const job = { devices: names(5_000), concurrency: 2, signal: controller.signal };
      const { outcomes, ...counts } = await run(job);
      assert.deepEqual(counts, {
        total: 5_000,
        settled: 5_000,
        succeeded: 4,
        accepted: 0,
        failed: 4_994,
        unknown: 2,
      });
      assert.equal(server.received.length, 6);
      assert.deepEqual(
        outcomes.slice(4, 6).map((outcome) => failed(outcome).kind),
        ['aborted', 'aborted'],
      );
      const last = failed(outcomes[4_999]);
      assert.deepEqual([last.kind, last.executed], ['aborted', 'no']);
      assert.match(last.in('zh'), /任务/);
    });

    it('before it began, however long the list, and lets others have their turn', async () => {
      await serve(DONE);
      let turns = 0;
      const count = (): void => {
        turns += 1;
        next = setImmediate(count);
      };
      let next = setImmediate(count);
      const { failed: none } = await run({ devices: names(100_000), signal: AbortSignal.abort() });
      clearImmediate(next);
      assert.deepEqual([none, server.received.length], [100_000, 0]);
      assert.ok(turns >= 150, `others had their turn ${turns} times only`);
    }).timeout(30_000);

    it('by closing the client', async () => {
      await serve(after(30, DONE));
      const job = run({ devices: names(200), concurrency: 5, mode: 'each' });
      await new Promise((resolve) => setTimeout(resolve, 100));
      await client.close();
      const { settled, outcomes } = await job;
      assert.equal(settled, 200);
      assert.equal(failed(outcomes[199]).kind, 'aborted');
    });

    it('by what a listener throws, once what is under way is over', async () => {
      await serve(after(20, DONE));
      const told: number[] = [];
      const job = run({
        devices: names(500),
        concurrency: 3,
        onOutcome: ({ index }) => {
          told.push(index);
          throw new Error('the listener broke');
        },
      });
      await assert.rejects(job, /the listener broke/);
      assert.equal(told.length, 1);
      assert.ok(server.received.length <= 4, String(server.received.length));
    });
  });

  describe('batch', () => {
    it('calls for 100 devices of one product at a time, in their order', async () => {
      await serve(TAKEN);
      const devices = names(450).map((deviceName, i) => ({
        deviceName,
        ...(i % 3 === 0 ? { productKey: 'p-2' } : {}),
      }));
      const { outcomes, ...counts } = await run({ devices, mode: 'batch', concurrency: 1 });
      assert.deepEqual(counts, {
        total: 450,
        settled: 450,
        succeeded: 0,
        accepted: 450,
        failed: 0,
        unknown: 0,
      });
      assert.deepEqual(
        server.received.map(({ params }, i) => `${params['ProductKey'] ?? ''} ${chunks()[i]!.length}`),
        ['p-2 100', 'p-1 100', 'p-1 100', 'p-2 50', 'p-1 100'],
      );
      assert.deepEqual(chunks()[1]!.slice(0, 4), ['d-1', 'd-2', 'd-4', 'd-5']);
      for (const [index, outcome] of outcomes.entries()) {
        assert.ok(outcome.ok && outcome.accepted && outcome.mode === 'batch');
        assert.deepEqual([outcome.index, outcome.device.deviceName], [index, `d-${index}`]);
        assert.equal(outcome.device.productKey, index % 3 === 0 ? 'p-2' : 'p-1');
        assert.deepEqual([outcome.executed, outcome.messageId], ['unknown', undefined]);
      }
    });

    it('shares a call only between devices with the same Args', async () => {
      await serve(TAKEN);
      const args = (_: unknown, index: number): object => ({ on: index % 2 });
      await run({ devices: names(5), mode: 'batch', concurrency: 1, args });
      assert.deepEqual(chunks(), [
        ['d-0', 'd-2', 'd-4'],
        ['d-1', 'd-3'],
      ]);
      assert.deepEqual(
        server.received.map(({ params }) => params['Args']),
        ['{"on":0}', '{"on":1}'],
      );
    });

    it('calls a device that has only an IotId by itself, and says so', async () => {
      await serve((request, response) => (request.params['IotId'] ? DONE : TAKEN)(request, response));
      const devices = ['a', { iotId: 'i-1' }, { deviceName: 'b', iotId: 'i-2' }];
      const { outcomes, succeeded, accepted } = await run({ devices, mode: 'batch' });
      assert.deepEqual([succeeded, accepted], [1, 2]);
      assert.deepEqual(
        outcomes.map(({ mode, device }) => [mode, device.iotId ?? device.deviceName]),
        [
          ['batch', 'a'],
          ['each', 'i-1'],
          ['batch', 'b'],
        ],
      );
    });

    it('leaves all devices of a call unknown whose answer cannot be read, and no others', async () => {
      await serve((request, response) =>
        (request.params['DeviceName.1'] === 'd-100' ? raw('{"Succ') : TAKEN)(request, response),
      );
      const { outcomes, ...counts } = await run({ devices: names(300), mode: 'batch' });
      assert.deepEqual([counts.accepted, counts.unknown, counts.failed], [200, 100, 0]);
      const errors = new Set(outcomes.slice(100, 200).map(failed));
      assert.equal(errors.size, 1);
      assert.equal([...errors][0]!.code, 'answer-not-json');
      assert.equal(server.received.length, 3);
    });

    it('tries a throttled call again, as a whole', async () => {
      let throttle = 1;
      await serve((request, response) => (throttle-- > 0 ? THROTTLED : TAKEN)(request, response));
      const { accepted, outcomes } = await run({ devices: names(150), mode: 'batch', concurrency: 1 });
      assert.equal(accepted, 150);
      assert.deepEqual(
        chunks().map(({ length }) => length),
        [100, 100, 50],
      );
      assert.equal((outcomes[0] as { attempts?: number }).attempts, 2);
    });

    it('gives every device of a refused call the same error', async () => {
      await serve(json({ Success: false, Code: 'iot.prod.NotExistedProduct', ErrorMessage: 'no' }));
      const { failed: none, outcomes } = await run({ devices: names(120), mode: 'batch' });
      assert.equal(none, 120);
      assert.equal(new Set(outcomes.map(failed)).size, 2);
      assert.equal((outcomes[0] as DeviceFailure).error.kind, 'not-found');
    });
  });

  describe('among other calls', () => {
    it('lets a single call have the next turn', async () => {
      await serve(TAKEN, { limits: { maxQps: 40 } });
      const job = run({ devices: names(50) });
      await until(() => server.received.length >= 10, 'ten calls');
      const before = server.received.length;
      await client.invoke({ ...CALL, deviceName: 'single' });
      assert.ok(called().indexOf('single') - before <= 2, called().join());
      assert.ok(before < 40, 'the job was nearly over');
      assert.equal((await job).accepted, 50);
    });

    it('takes one place in the queue, and keeps it when others fill the rest', async () => {
      await serve(after(5, TAKEN), { limits: { maxQps: 100, queue: 3 } });
      const job = run({ devices: names(30), concurrency: 1 });
      const singles: Promise<unknown>[] = [];
      while (server.received.length < 20) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        for (let i = 0; i < 6; i += 1) singles.push(client.invoke(CALL).catch((error: unknown) => error));
      }
      const refused = (await Promise.all(singles)).filter((ending) => ending instanceof AliyunIotError);
      assert.ok(refused.length > 0 && refused.length < singles.length);
      assert.equal((await job).accepted, 30);
    });

    it('is refused as a whole when it finds no place among the calls for many', async () => {
      await serve(TAKEN, { limits: { batchQps: 2, queue: 1 } });
      const request = { productKey: 'p-1', identifier: 'on' };
      const others = ['a', 'b'].map((name) => client.invokeThings({ ...request, deviceNames: [name] }));
      await assert.rejects(run({ mode: 'batch' }), { kind: 'queue-full', executed: 'no' });
      await Promise.all(others);
      assert.equal(server.received.length, 2);
    });

    it('is refused as a whole when it finds no place', async () => {
      await serve(TAKEN, { limits: { maxQps: 5, queue: 1 } });
      const others = [client.invoke(CALL), client.invoke(CALL)];
      await assert.rejects(run({}), { kind: 'queue-full', executed: 'no' });
      await Promise.all(others);
      assert.equal((await run({})).accepted, 3);
    });

    it('does not wait with all its devices for one that is busy', async () => {
      const arrived: string[] = [];
      await serve(
        (request, response) => {
          arrived.push(request.params['DeviceName']!);
          after(request.params['ProductKey'] === 'busy' ? 300 : 0, TAKEN)(request, response);
        },
        { limits: { ...FAST, oneAtATimePerDevice: true } },
      );
      const call = { ...CALL, productKey: 'busy', deviceName: 'd-0' };
      const busy = client.invoke(call);
      const job = run({ devices: names(10), productKey: 'busy' });
      await Promise.all([busy, job]);
      assert.deepEqual([arrived[0], arrived.lastIndexOf('d-0')], ['d-0', 10]);
    });
  });
});
