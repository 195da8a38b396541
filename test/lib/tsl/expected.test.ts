import assert from 'node:assert/strict';
import type { DataType } from '../../../lib/tsl';
import { expected } from '../../../lib/tsl/expected';
import { MODES, ON_OFF, parameters } from './parameters';

/** `[type, what follows "must be", what follows "应为"]` */
const TABLE: [DataType, string, string][] = [
  [{ type: 'int' }, 'a whole number from -2147483648 to 2147483647', ' -2147483648 到 2147483647 之间的整数'],
  [{ type: 'int', min: 0, max: 100, unit: '%' }, 'a whole number from 0 to 100 %', ' 0 到 100 % 之间的整数'],
  [{ type: 'float' }, 'a number', '数字'],
  [{ type: 'float', min: 5, unit: '°C' }, 'a number, at least 5 °C', '不小于 5 °C 的数字'],
  [{ type: 'double', max: -1 }, 'a number, at most -1', '不大于 -1 的数字'],
  [{ type: 'double', min: 0, max: 0.5 }, 'a number from 0 to 0.5', ' 0 到 0.5 之间的数字'],
  [{ type: 'bool', labels: new Map() }, 'true, false, 1 or 0', ' true、false、1 或 0'],
  [
    { type: 'bool', labels: ON_OFF },
    'true, 1 or "on", or false, 0 or "off"',
    ' true、1、"on"，或 false、0、"off"',
  ],
  [{ type: 'enum', labels: new Map() }, 'the whole number of an enum item', '枚举项的整数值'],
  [
    { type: 'enum', labels: MODES },
    'one of 0 ("normal"), 1 ("eco"), 7 ("boost")',
    '以下之一：0 ("normal")、1 ("eco")、7 ("boost")',
  ],
  [{ type: 'text' }, 'a text', '文本'],
  [{ type: 'text', length: 64 }, 'a text of at most 64 bytes (UTF-8)', '不超过 64 字节（UTF-8）的文本'],
  [{ type: 'array', item: { type: 'int' } }, 'an array', '数组'],
  [{ type: 'array', size: 0, item: { type: 'int' } }, 'an array of at most 0 items', '不超过 0 个元素的数组'],
  [{ type: 'struct', members: parameters({}) }, 'an object', '对象'],
  [{ type: 'unknown', name: 'x' }, 'a JSON value', ' JSON 值'],
];

describe('expected', () => {
  for (const [type, en, zh] of TABLE) {
    it(`${type.type}: ${en}`, () => assert.deepEqual(expected(type), { en, zh }));
  }

  it('date: names the time zone', () => {
    assert.match(expected({ type: 'date' }).en, /time and zone/);
    assert.match(expected({ type: 'date' }).zh, /时区/);
  });

  it('shows twelve items of an enum', () => {
    const labels = (count: number) => new Map(Array.from({ length: count }, (_, i) => [i, `l${i}`] as const));
    assert.match(expected({ type: 'enum', labels: labels(13) }).en, /11 \("l11"\), \.\.\.$/);
    assert.match(expected({ type: 'enum', labels: labels(12) }).en, /11 \("l11"\)$/);
  });
});
