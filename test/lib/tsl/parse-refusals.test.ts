import assert from 'node:assert/strict';
import { AliyunIotError } from '../../../lib/errors';
import { parseThingModel } from '../../../lib/tsl';

function refusal(source: unknown): AliyunIotError {
  try {
    parseThingModel(source as string);
  } catch (error) {
    assert.ok(error instanceof AliyunIotError, `no error of ours: ${String(error)}`);
    assert.equal(error.kind, 'config');
    assert.equal(error.executed, 'no');
    assert.match(error.in('zh'), /[一-鿿]/);
    return error;
  }
  return assert.fail('it was read');
}

function withDataType(dataType: unknown): object {
  return { services: [{ identifier: 'test', inputData: [{ identifier: 'x', dataType }] }] };
}

function nested(levels: number): object {
  return levels === 0
    ? { type: 'int' }
    : { type: 'struct', specs: [{ identifier: 'm', dataType: nested(levels - 1) }] };
}

function arrays(levels: number): object {
  return levels === 0 ? { type: 'int' } : { type: 'array', specs: { item: arrays(levels - 1) } };
}

describe('parseThingModel refuses', () => {
  const TYPE = 'services[0].inputData[0].dataType';
  const cases: [string, unknown, RegExp][] = [
    ['an empty text', ' \n', /is empty/],
    ['a cut text', '{\n "services": [', /line 2, column 15\b/],
    ['HTML', '<html></html>', /line 1, column 1\b/],
    ['an array', [], /is an array/],
    ['null', 'null', /is null/],
    ['a number', 17, /is 17/],
    ['nothing', undefined, /is missing/],
    ['an unrelated object', { a: 1 }, /no services, properties or events/],
    ['inherited features', '{"__proto__":{"services":[]}}', /no services, properties or events/],
    ['services as an object', { services: {} }, /services must be an array, but is an object/],
    ['a service that is a text', { services: ['x'] }, /services\[0\] must be an object, but is the text "x"/],
    ['a service without identifier', { services: [{}] }, /services\[0\]\.identifier is missing/],
    [
      'inputs that are texts',
      { services: [{ identifier: 'x', inputData: ['a'] }] },
      /services\[0\]\.inputData\[0\] must be an object/,
    ],
    ['a missing data type', withDataType(undefined), /dataType must be an object, but is missing/],
    ['a data type that is a text', withDataType('int'), /dataType must be an object, but is the text "int"/],
    ['a type that is an object', withDataType({ type: {} }), /dataType\.type must be a text/],
    ['specs that are a text', withDataType({ type: 'int', specs: 'x' }), /specs must be an object/],
    ['specs of an int in an array', withDataType({ type: 'int', specs: [1] }), /specs must be an object/],
    [
      'a limit that is no number',
      withDataType({ type: 'int', specs: { min: 'low' } }),
      /specs\.min must be a number/,
    ],
    [
      'an infinite limit',
      withDataType({ type: 'int', specs: { max: '1e999' } }),
      /specs\.max must be a number/,
    ],
    [
      'a negative length',
      withDataType({ type: 'text', specs: { length: '-1' } }),
      /specs\.length must be a whole/,
    ],
    ['a broken size', withDataType({ type: 'array', specs: { size: 1.5 } }), /specs\.size must be a whole/],
    [
      'an enum item that is no number',
      withDataType({ type: 'enum', specs: { on: '1' } }),
      /specs\.on must have a whole/,
    ],
    [
      'a label that is an object',
      withDataType({ type: 'enum', specs: { 0: {} } }),
      /specs\.0 must be a text/,
    ],
    [
      'an item that is a text',
      withDataType({ type: 'array', specs: { item: 'int' } }),
      /specs\.item must be an object/,
    ],
    [
      'a member that is a number',
      withDataType({ type: 'struct', specs: [1] }),
      /specs\[0\] must be an object/,
    ],
    ['structs without end', withDataType(nested(5000)), /nested too deeply/],
    ['arrays without end', withDataType(arrays(5000)), /nested too deeply/],
    ['four quotes around it', JSON.stringify(JSON.stringify(JSON.stringify('{}'))), /is the text/],
    ['brackets without end', '['.repeat(3_000_000), /line 1, column 65\b/],
    ['ten megabytes', `{"services":["${'x'.repeat(10_000_000)}"]}`, /characters; at most 4000000/],
  ];
  for (const [name, source, message] of cases) {
    it(name, () => {
      const error = refusal(source);
      assert.match(error.message, message);
      assert.ok(error.message.length < 400, 'the message is short');
      if (message.source.startsWith('specs')) assert.ok(error.message.includes(TYPE), error.message);
    });
  }

  it('a ThingModelJson, and says which file is needed', () => {
    const services = [{ serviceName: 'Start', identifier: 'start', callType: 'SYNC', inputParams: [] }];
    const properties = [{ identifier: 'x', dataType: 'INT', rwFlag: 'READ_ONLY', dataSpecs: { max: '1' } }];
    for (const source of [
      { services },
      { properties },
      { ThingModelJson: '{}' },
      { RequestId: 'r', Success: true, Data: { ThingModelJson: '{}' } },
      JSON.stringify({ services }),
    ]) {
      const error = refusal(source);
      assert.equal(error.code, 'thing-model-json');
      assert.match(error.message, /ThingModelJson .* TslStr of GetThingModelTsl/);
      assert.match(error.in('zh'), /完整物模型/);
    }
  });
});
