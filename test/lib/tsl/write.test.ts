import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_SEED } from '../../../lib/simulator';
import { parseThingModel, writeService, type ThingModel } from '../../../lib/tsl';

const fixture = (name: string): ThingModel =>
  parseThingModel(readFileSync(join(__dirname, 'fixtures', name), 'utf8'));

describe('a service written in the form of the TSL', () => {
  const models: [string, ThingModel][] = [
    ...['pump.json', 'lighting.json', 'simple.json'].map((name): [string, ThingModel] => [
      name,
      fixture(name),
    ]),
    ...DEFAULT_SEED.products.flatMap(({ productKey, tsl }) =>
      tsl.map((document, i): [string, ThingModel] => [`${productKey}[${i}]`, parseThingModel(document)]),
    ),
  ];
  for (const [name, { services }] of models) {
    it(`reads as the same service: ${name}`, () => {
      assert.ok(services.length > 0);
      for (const service of services) {
        const text = JSON.stringify({ services: [writeService(service)] });
        assert.deepEqual(parseThingModel(text).services, [service]);
      }
    });
  }

  it('keeps types nobody knows, and arrays and structs without members', () => {
    const { services } = parseThingModel({
      services: [
        {
          identifier: 'odd',
          inputData: [
            { identifier: 'a', dataType: { type: 'array' } },
            { identifier: 'b', dataType: { type: 'struct', specs: [] } },
            { identifier: 'c', dataType: { type: 'geo', specs: { radius: 3 } } },
            { identifier: 'd', dataType: { type: 'array', specs: { size: 5, item: { type: 'geo' } } } },
          ],
        },
      ],
    });
    assert.deepEqual(parseThingModel({ services: services.map(writeService) }).services, services);
  });

  it('writes numbers as texts and leaves out what is not known', () => {
    const { services } = parseThingModel({
      services: [
        {
          identifier: 's',
          inputData: [{ identifier: 'n', dataType: { type: 'int', specs: { min: 0, max: '9' } } }],
        },
      ],
    });
    assert.deepEqual(services.map(writeService), [
      {
        identifier: 's',
        name: 's',
        inputData: [{ identifier: 'n', name: 'n', dataType: { type: 'int', specs: { min: '0', max: '9' } } }],
        outputData: [],
      },
    ]);
  });
});
