import type { Texts } from '../errors';
import { BOUNDS } from './bounds';
import type { DataType } from './types';

/** An enum may have 100 items; a sentence does not. */
const SHOWN_ITEMS = 12;

const DATE: Texts = {
  en: 'a Date, a number of milliseconds since 1970 (UTC), or a text with time and zone such as "2026-05-01T08:00:00+08:00"',
  zh: ' Date 对象、1970 年以来的毫秒数（UTC），或带时区的时间文本，例如 "2026-05-01T08:00:00+08:00"',
};

/**
 * What a value of this type has to be, to follow "must be" and "应为".
 *
 * @param type the parameter's type; its range, labels, length and size are named when the model has them.
 */
export function expected(type: DataType): Texts {
  switch (type.type) {
    case 'int':
      return ranged(type, { en: 'a whole number', zh: '整数' }, BOUNDS.int);
    case 'float':
    case 'double':
      return ranged(type, { en: 'a number', zh: '数字' });
    case 'bool':
      return expectedBool(type.labels);
    case 'enum':
      return expectedItem(type.labels);
    case 'text':
      return type.length === undefined
        ? { en: 'a text', zh: '文本' }
        : {
            en: `a text of at most ${type.length} bytes (UTF-8)`,
            zh: `不超过 ${type.length} 字节（UTF-8）的文本`,
          };
    case 'date':
      return DATE;
    case 'array':
      return type.size === undefined
        ? { en: 'an array', zh: '数组' }
        : { en: `an array of at most ${type.size} items`, zh: `不超过 ${type.size} 个元素的数组` };
    case 'struct':
      return { en: 'an object', zh: '对象' };
    case 'unknown':
      return { en: 'a JSON value', zh: ' JSON 值' };
  }
}

type NumberType = Extract<DataType, { type: 'int' | 'float' | 'double' }>;

function ranged(type: NumberType, noun: Texts, bounds?: readonly [number, number]): Texts {
  const min = type.min ?? bounds?.[0];
  const max = type.max ?? bounds?.[1];
  const unit = type.unit ? ` ${type.unit}` : '';
  if (min !== undefined && max !== undefined) {
    return { en: `${noun.en} from ${min} to ${max}${unit}`, zh: ` ${min} 到 ${max}${unit} 之间的${noun.zh}` };
  }
  if (min !== undefined) {
    return { en: `${noun.en}, at least ${min}${unit}`, zh: `不小于 ${min}${unit} 的${noun.zh}` };
  }
  if (max !== undefined) {
    return { en: `${noun.en}, at most ${max}${unit}`, zh: `不大于 ${max}${unit} 的${noun.zh}` };
  }
  return noun;
}

function expectedBool(labels: ReadonlyMap<number, string>): Texts {
  const [off, on] = [labels.get(0), labels.get(1)];
  if (!off || !on) return { en: 'true, false, 1 or 0', zh: ' true、false、1 或 0' };
  return {
    en: `true, 1 or ${JSON.stringify(on)}, or false, 0 or ${JSON.stringify(off)}`,
    zh: ` true、1、${JSON.stringify(on)}，或 false、0、${JSON.stringify(off)}`,
  };
}

function expectedItem(labels: ReadonlyMap<number, string>): Texts {
  if (labels.size === 0) return { en: 'the whole number of an enum item', zh: '枚举项的整数值' };
  const items = [...labels].slice(0, SHOWN_ITEMS);
  const more = labels.size > items.length;
  const named = items.map(([number, label]) => `${number} (${JSON.stringify(label)})`);
  return {
    en: `one of ${named.join(', ')}${more ? ', ...' : ''}`,
    zh: `以下之一：${named.join('、')}${more ? '……' : ''}`,
  };
}
