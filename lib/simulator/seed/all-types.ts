import type { ProductSeed } from '../types';
import {
  arrayOf,
  arrayOfStruct,
  bool,
  choice,
  date,
  double,
  float,
  int,
  parameter,
  struct,
  text,
  tslDocument,
} from './tsl';

const PRODUCT_KEY = 'a1SimTypes1';

const INT = int({ min: '-2147483648', max: '2147483647', step: '1' });
const FLOAT = float({ min: '-3.4028235E38', max: '3.4028235E38', step: '0.01' });
const DOUBLE = double({ min: '-1000000000000', max: '1000000000000', step: '0.0001' });
const BOOL = bool('Off / 关', 'On / 开');
const ENUM = choice('Red / 红', 'Green / 绿', 'Blue / 蓝');

/** The seven types a struct may hold. */
const members = [
  parameter('i', 'Int / 整数', INT),
  parameter('f', 'Float / 单精度', FLOAT),
  parameter('d', 'Double / 双精度', DOUBLE),
  parameter('e', 'Enum / 枚举', ENUM),
  parameter('b', 'Bool / 布尔', BOOL),
  parameter('t', 'Text / 文本', text('128')),
  parameter('at', 'Date / 时间', date()),
];

const values = [
  parameter('int', 'Int / 整数', INT),
  parameter('float', 'Float / 单精度', FLOAT),
  parameter('double', 'Double / 双精度', DOUBLE),
  parameter('enum', 'Enum / 枚举', ENUM),
  parameter('bool', 'Bool / 布尔', BOOL),
  parameter('text', 'Text / 文本', text('10240')),
  parameter('date', 'Date / 时间', date()),
  parameter('ints', 'Ints / 整数数组', arrayOf('int', '8')),
  parameter('floats', 'Floats / 单精度数组', arrayOf('float', '8')),
  parameter('doubles', 'Doubles / 双精度数组', arrayOf('double', '8')),
  parameter('texts', 'Texts / 文本数组', arrayOf('text', '8')),
  parameter(
    'structs',
    'Structs / 结构体数组',
    arrayOfStruct('8', parameter('key', 'Key / 键', text('32')), parameter('value', 'Value / 值', FLOAT)),
  ),
  parameter('struct', 'Struct / 结构体', struct(...members)),
];

const tsl = tslDocument({
  productKey: PRODUCT_KEY,
  services: [
    {
      identifier: 'echo',
      name: 'Echo / 回显',
      callType: 'sync',
      desc: 'Gives back what it gets. / 原样返回输入。',
      inputData: values,
      outputData: values,
    },
    {
      identifier: 'echoAsync',
      name: 'Echo later / 异步回显',
      callType: 'async',
      inputData: values,
      outputData: values,
    },
  ],
});

/** Every data type there is, and every place it can stand in. */
export const allTypes: ProductSeed = {
  productKey: PRODUCT_KEY,
  productName: 'All data types / 全部数据类型',
  validate: 'strong',
  tsl: [tsl],
  devices: [{ deviceName: 'types-01', nickname: 'Echo / 回显' }],
};
