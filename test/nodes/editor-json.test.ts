import assert from 'node:assert/strict';
import { readJson, writeJson, type DataType, type JsonNode } from '../../lib/tsl';
import { nodeOf, textOf } from '../../nodes/invoke/editor/members/written';
import { templateFor } from '../../nodes/invoke/editor/template';
import { laidOut } from '../../nodes/shared/editor/json-text';

function node(json: string): JsonNode {
  const reading = readJson(json);
  assert.ok(reading.ok, json);
  return reading.root;
}

const FLOAT: DataType = { type: 'float' };
const ENUM: DataType = { type: 'enum', labels: new Map([[1, '节能']]) };
const BOOL: DataType = { type: 'bool', labels: new Map([[1, '开启']]) };
const ANY: DataType = { type: 'unknown', name: 'weird' };

describe('the JSON of the dialogs', () => {
  it('is laid out anew without a changed value', () => {
    const json = '{"a": 10.0,"b":[1,{"c{,]":"x: \\" y"}],"d":{},"e":[ ],"f":9007199254740993,"g":-1E+2}';
    const line = '{"a":10.0,"b":[1,{"c{,]":"x: \\" y"}],"d":{},"e":[],"f":9007199254740993,"g":-1E+2}';
    const indented = laidOut(json, 2);
    assert.equal(laidOut(json, 0), line);
    assert.equal(laidOut(indented, 0), line);
    assert.equal(indented.split('\n').slice(0, 4).join('|'), '{|  "a": 10.0,|  "b": [|    1,');
    assert.deepEqual(JSON.parse(indented), JSON.parse(json));
    for (const bad of ['', '{"a":', '[1 2]']) assert.equal(laidOut(bad, 2), bad);
  });

  it('keeps each digit of a number that is typed', () => {
    const typed: Record<string, string> = {
      '10.0': '10.0',
      ' 9007199254740993 ': '9007199254740993',
      '0.12345678901234567890': '0.12345678901234567890',
      '-007.50': '-7.50',
      '+5': '5',
      '.5': '0.5',
      '5.': '5.0',
      '0': '0',
      '1e3': '1e3',
      '.': '"."',
      '1,5': '"1,5"',
      NaN: '"NaN"',
      '0x10': '"0x10"',
    };
    for (const [text, json] of Object.entries(typed)) {
      const written = nodeOf(FLOAT, text, 'strong', undefined);
      assert.equal(written && writeJson(written), json, text);
      assert.doesNotThrow(() => JSON.parse(json) as unknown);
    }
    assert.equal(nodeOf(FLOAT, ' ', 'strong', undefined), undefined);
  });

  it('shows the choice that a value means, and keeps a value that was not touched', () => {
    for (const json of ['1', '"节能"']) assert.equal(textOf(ENUM, node(json)), '1');
    assert.equal(textOf(ENUM, node('7')), '7');
    for (const json of ['1', 'true', '"开启"']) assert.equal(textOf(BOOL, node(json)), 'true');
    assert.equal(textOf(BOOL, node('false')), 'false');
    const label = node('"节能"');
    assert.equal(nodeOf(ENUM, '1', 'strong', label), label);
    assert.deepEqual(nodeOf(ENUM, '2', 'strong', label), { kind: 'number', lexeme: '2' });
    for (const type of [FLOAT, ENUM, BOOL]) assert.equal(textOf(type, node('null')), '');
  });

  it('takes any JSON where the type is not known, and other text as a text', () => {
    for (const json of ['{"a":1.0}', '"x"', 'null', '12'])
      assert.equal(textOf(ANY, nodeOf(ANY, json, 'strong', undefined)), json);
    assert.deepEqual(nodeOf(ANY, 'hello', 'strong', undefined), { kind: 'string', value: 'hello' });
  });

  it('begins with every member in the order of the model', () => {
    const members = ['b', '2', '__proto__', '1'].map((identifier) => ({
      identifier,
      name: identifier,
      dataType: FLOAT,
    }));
    const template = templateFor({ type: 'array', item: { type: 'struct', members } });
    assert.equal(writeJson(template), '[{"b":0,"2":0,"__proto__":0,"1":0}]');
  });
});
