import assert from 'node:assert/strict';
import { ValidationError } from '../../../lib/errors';
import { createClient, type InvokeRequest, type KnownService } from '../../../lib/services';
import { findService, parseThingModel } from '../../../lib/tsl';
import { CALL, TEST_CREDENTIALS } from '../../support/client';
import { faultServer, json } from '../../support/fault-server';

const parameter = (identifier: string, type: string, specs: object): object => ({
  identifier,
  name: identifier,
  dataType: { type, specs },
});

const MODEL = parseThingModel({
  schema: 'x',
  profile: { productKey: 'a1SimPump01' },
  services: [
    {
      identifier: 'start',
      name: 'start',
      callType: 'sync',
      inputData: [
        parameter('speed', 'int', { min: '0', max: '3000' }),
        parameter('ratio', 'float', { min: '0', max: '100' }),
        parameter('mode', 'enum', { 0: 'normal', 1: 'eco' }),
        parameter('on', 'bool', { 0: 'off', 1: 'on' }),
      ],
      outputData: [parameter('mode', 'enum', { 0: 'normal', 1: 'eco' }), parameter('at', 'date', {})],
    },
  ],
});
const known = (validate?: KnownService['validate']): KnownService => ({
  service: findService([MODEL], 'start')!,
  validate,
});

const RESULT = { code: 200, data: { mode: 1, at: '1700000000000', other: 5 } };

describe('invoke with the thing model', () => {
  async function send(
    request: Partial<InvokeRequest>,
  ): Promise<{ args: string; result: unknown; warnings: string[] }> {
    const server = await faultServer(
      json({ Success: true, Data: { MessageId: 'm', Result: JSON.stringify(RESULT) } }),
    );
    const client = createClient({ endpoint: server.url, credentials: TEST_CREDENTIALS });
    try {
      const { result, warnings = [] } = await client.invoke({ ...CALL, thingModel: known(), ...request });
      return { args: server.received[0]!.params['Args']!, result, warnings: warnings.map(({ en }) => en) };
    } finally {
      await client.close();
      await server.close();
    }
  }

  it('writes a float with a decimal place, labels and booleans as integers', async () => {
    const { args } = await send({ args: { speed: 10, ratio: 10, mode: 'eco', on: true } });
    assert.equal(args, '{"speed":10,"ratio":10.0,"mode":1,"on":1}');
  });

  it('lists every problem with its path and sends nothing', async () => {
    await assert.rejects(
      send({ args: { speed: 3001, ratio: 'x', mode: 7, extra: 1 } }),
      (error: ValidationError) => {
        assert.deepEqual(
          error.problems.map(({ path }) => path),
          ['args.speed', 'args.ratio', 'args.mode', 'args.on', 'args.extra'],
        );
        assert.equal(error.executed, 'no');
        return true;
      },
    );
  });

  it('asks for the parameters when there are no Args at all', async () => {
    await assert.rejects(send({ args: undefined }), /args\.speed/);
  });

  it('checks as much as the product asks for', async () => {
    assert.equal((await send({ args: { ratio: 5 }, thingModel: known('weak') })).args, '{"ratio":5.0}');
    await assert.rejects(send({ args: { ratio: 'x' }, thingModel: known('weak') }), ValidationError);
    const free = await send({ args: { ratio: 'x', any: [1] }, thingModel: known('none') });
    assert.equal(free.args, '{"ratio":"x","any":[1]}');
  });

  it('checks a text but never rewrites it; a whole number for a float is a warning', async () => {
    const text = '{ "speed":10, "ratio":10, "mode":1, "on":1 }';
    const { args, warnings } = await send({ args: text });
    assert.equal(args, text);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0]!, /args\.ratio/);
    await assert.rejects(
      send({ args: '{"speed":1.5,"ratio":1.0,"mode":1,"on":1}' }),
      (error: ValidationError) => {
        assert.deepEqual(
          error.problems.map(({ path }) => path),
          ['args.speed'],
        );
        assert.match(error.problems[0]!.messageZh, /\p{Script=Han}/u);
        return true;
      },
    );
  });

  it('leaves the Result as it came unless it shall be decoded', async () => {
    const args = { speed: 1, ratio: 1, mode: 0, on: 0 };
    assert.deepEqual((await send({ args })).result, RESULT);
    assert.deepEqual((await send({ args, decode: true })).result, {
      code: 200,
      data: { mode: 'eco', at: new Date(1_700_000_000_000), other: 5 },
    });
  });

  it('warns when a synchronous service gets less than the platform may take', async () => {
    const args = { speed: 1, ratio: 1, mode: 0, on: 0 };
    assert.match((await send({ args, timeoutMs: 8_999 })).warnings[0]!, /9000/);
    assert.deepEqual((await send({ args, timeoutMs: 9_000 })).warnings, []);
  });
});
