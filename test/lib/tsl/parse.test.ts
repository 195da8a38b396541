import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findService, parseThingModel, type Parameter } from '../../../lib/tsl';

function fixture(name: string): string {
  return readFileSync(join(__dirname, 'fixtures', name), 'utf8');
}

/** A model with one service that has these inputs. */
function withInputs(...inputData: unknown[]): object {
  return { services: [{ identifier: 'test', inputData }] };
}

function inputsOf(...inputData: unknown[]): readonly Parameter[] {
  return parseThingModel(withInputs(...inputData)).services[0]!.inputs;
}

describe('parseThingModel', () => {
  it('reads a full TSL: numbers as numbers, any key order, `[]` as no specs', () => {
    const model = parseThingModel(fixture('pump.json'));
    const { services, ...rest } = model;
    assert.deepEqual(rest, {
      productKey: 'a1TestPump1',
      functionBlocks: [{ functionBlockId: 'lighting', functionBlockName: '照明' }],
      simple: false,
    });
    assert.deepEqual(services[0], {
      identifier: 'start',
      name: '启动',
      desc: 'Starts the pump',
      callType: 'sync',
      inputs: [
        {
          identifier: 'speed',
          name: '转速',
          dataType: { type: 'int', min: 0, max: 3000, step: 10, unit: 'rpm', unitName: 'revolutions' },
        },
        {
          identifier: 'mode',
          name: 'Mode',
          dataType: {
            type: 'enum',
            labels: new Map([
              [0, 'normal'],
              [1, 'eco'],
              [2, 'boost'],
            ]),
          },
        },
      ],
      outputs: [
        { identifier: 'flow', name: 'Flow', dataType: { type: 'double', min: -1.5, max: 99 } },
        { identifier: 'startedAt', name: 'Started at', dataType: { type: 'date' } },
      ],
    });
  });

  it('reads arrays of structs with numeric member identifiers, and keeps unknown types', () => {
    const plan = findService([parseThingModel(fixture('pump.json'))], 'plan');
    assert.equal(plan?.callType, 'async');
    assert.deepEqual(plan.inputs[0]?.dataType, {
      type: 'array',
      size: 10,
      item: {
        type: 'struct',
        members: [
          { identifier: 'at', name: 'At', dataType: { type: 'text', length: 16 } },
          {
            identifier: '123123',
            name: 'Number',
            dataType: {
              type: 'bool',
              labels: new Map([
                [0, 'off'],
                [1, 'on'],
              ]),
            },
          },
        ],
      },
    });
    assert.deepEqual(plan.inputs[1]?.dataType, { type: 'unknown', name: 'hologram' });
  });

  it("leaves the platform's own services out, whose inputs are plain texts", () => {
    const { services } = parseThingModel(fixture('pump.json'));
    assert.deepEqual(
      services.map(({ identifier }) => identifier),
      ['start', 'plan'],
    );
  });

  it('prefixes the services of a custom module, once', () => {
    const model = parseThingModel(fixture('lighting.json'));
    assert.deepEqual(model.functionBlock, { functionBlockId: 'lighting', functionBlockName: '照明' });
    assert.deepEqual(
      model.services.map(({ identifier }) => identifier),
      ['lighting:dim', 'lighting:start'],
    );
  });

  it('reads the simple TSL: no call type, no limits', () => {
    const model = parseThingModel(fixture('simple.json'));
    assert.equal(model.simple, true);
    assert.equal('callType' in model.services[0]!, false);
    assert.deepEqual(
      model.services[0]!.inputs.map(({ dataType }) => dataType),
      [
        { type: 'int' },
        { type: 'enum', labels: new Map() },
        { type: 'array', item: { type: 'unknown', name: '' } },
        {
          type: 'struct',
          members: [{ identifier: 'at', name: 'at', dataType: { type: 'text' } }],
        },
      ],
    );
  });

  it('calls a model simple only when nothing of a full one is there', () => {
    const services = [{ identifier: 'start' }];
    const called = [{ identifier: 'stop' }, { identifier: 'start', callType: 'SYNC' }];
    const simple = (source: object) => parseThingModel(source).simple;
    assert.equal(simple({ services }), true);
    assert.equal(simple({ services, schema: 'https://example.com/schema.json' }), false);
    assert.equal(simple({ services, profile: {} }), false);
    assert.equal(simple({ services: called }), false);
  });

  it('says nothing about a struct without members, and takes a size of 0', () => {
    const [a, b, c] = inputsOf(
      { identifier: 'a', dataType: { type: 'struct' } },
      { identifier: 'b', dataType: { type: 'struct', specs: [] } },
      { identifier: 'c', dataType: { type: 'array', specs: { size: '0', item: { type: 'int' } } } },
    );
    assert.deepEqual(a?.dataType, { type: 'unknown', name: 'struct' });
    assert.deepEqual(b?.dataType, { type: 'unknown', name: 'struct' });
    assert.deepEqual(c?.dataType, { type: 'array', size: 0, item: { type: 'int' } });
  });

  it('takes a byte order mark, a TslStr, and a text in quotes', () => {
    const expected = parseThingModel(fixture('pump.json'));
    const text = fixture('pump.json');
    assert.deepEqual(parseThingModel(`\uFEFF${text}`), expected);
    assert.deepEqual(parseThingModel(JSON.stringify(text)), expected);
    assert.deepEqual(parseThingModel({ TslStr: text }), expected);
    assert.deepEqual(parseThingModel({ Success: true, Data: { TslStr: text, TslUri: '' } }), expected);
    assert.deepEqual(parseThingModel(JSON.parse(text) as object), expected);
  });

  it('reads limits written as numbers, texts, or not at all', () => {
    const [a, b] = inputsOf(
      { identifier: 'a', dataType: { type: 'float', specs: { min: 1, max: '3.4028235E38', step: '' } } },
      { identifier: 'b', dataType: { type: 'text', specs: { length: 20 } } },
    );
    assert.deepEqual(a?.dataType, { type: 'float', min: 1, max: 3.4028235e38 });
    assert.deepEqual(b?.dataType, { type: 'text', length: 20 });
  });

  it('reads the members of a struct in an array as an array, one object, or an object of them', () => {
    const at = { identifier: 'at', name: 'At', dataType: { type: 'date' } };
    const specs = [
      [at],
      at,
      { at },
      { at: { name: 'At', dataType: { type: 'date' } } },
      { at: { type: 'date' } },
    ];
    for (const shape of specs) {
      const [input] = inputsOf({
        identifier: 'list',
        dataType: { type: 'array', specs: { item: { type: 'struct', specs: shape } } },
      });
      const { dataType } = input!;
      assert.ok(dataType.type === 'array' && dataType.item.type === 'struct', JSON.stringify(shape));
      assert.deepEqual(
        dataType.item.members.map((member) => [member.identifier, member.dataType]),
        [['at', { type: 'date' }]],
      );
    }
  });

  it('takes `__proto__` for a name like any other', () => {
    const text =
      '{"services":[{"identifier":"__proto__","__proto__":{"callType":"sync"},"inputData":[{"identifier":"__proto__","dataType":{"type":"int"}}]}]}';
    const service = findService([parseThingModel(text)], '__proto__');
    assert.equal(service?.callType, undefined);
    assert.equal(service?.inputs[0]?.identifier, '__proto__');
    assert.equal(({} as { callType?: string }).callType, undefined);
  });

  const real = join(__dirname, '../../../../shared/fixtures/tsl');
  for (const name of existsSync(real) ? readdirSync(real).filter((file) => file.endsWith('.json')) : []) {
    it(`reads the real file ${name}`, () => {
      assert.equal(parseThingModel(readFileSync(join(real, name), 'utf8')).simple, false);
    });
  }
});

describe('findService', () => {
  const models = [parseThingModel(fixture('pump.json')), parseThingModel(fixture('lighting.json'))];

  it('finds by the identifier of the API', () => {
    assert.equal(findService(models, 'start')?.name, '启动');
    assert.equal(findService(models, 'lighting:start')?.name, 'Start');
  });

  it('does not find the bare name of a module service, nor the services of the platform', () => {
    for (const identifier of ['dim', 'set', 'get', 'toString', '']) {
      assert.equal(findService(models, identifier), undefined, identifier);
    }
  });
});
