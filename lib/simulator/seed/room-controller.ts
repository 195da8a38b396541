import type { ProductSeed } from '../types';
import { bool, date, double, float, int, parameter, struct, text, tslDocument } from './tsl';

const PRODUCT_KEY = 'a1SimRoom01';
const LIGHTING = { functionBlockId: 'lighting', functionBlockName: 'Lighting / 照明' };

const temperature = parameter(
  'temperature',
  'Temperature / 温度',
  float({ min: '5', max: '35', step: '0.5', unit: '°C', unitName: '摄氏度' }),
);
const level = parameter(
  'level',
  'Level / 亮度',
  int({ min: '0', max: '100', step: '1', unit: '%', unitName: '百分比' }),
);
const fade = parameter(
  'fade',
  'Fade / 渐变时间',
  float({ min: '0', max: '60', step: '0.1', unit: 's', unitName: '秒' }),
);

const defaultModule = tslDocument({
  productKey: PRODUCT_KEY,
  properties: [{ ...temperature, accessMode: 'rw' }],
  services: [
    {
      identifier: 'setTarget',
      name: 'Set target / 设置目标',
      callType: 'sync',
      inputData: [
        temperature,
        parameter(
          'humidity',
          'Humidity / 湿度',
          double({ min: '0', max: '100', step: '0.1', unit: '%RH', unitName: '相对湿度' }),
        ),
        parameter('hold', 'Hold / 保持', bool('No / 否', 'Yes / 是')),
        parameter('note', 'Note / 备注', text('64')),
        parameter('until', 'Until / 截止时间', date()),
      ],
      outputData: [temperature],
    },
  ],
  functionBlocks: [{ ...LIGHTING, productKey: PRODUCT_KEY }],
});

const lightingModule = tslDocument({
  productKey: PRODUCT_KEY,
  functionBlock: LIGHTING,
  services: [
    {
      identifier: 'setBrightness',
      name: 'Set brightness / 设置亮度',
      callType: 'sync',
      inputData: [level, fade],
      outputData: [level],
    },
    {
      identifier: 'scene',
      name: 'Scene / 场景',
      callType: 'async',
      inputData: [
        parameter(
          'scene',
          'Scene / 场景',
          struct(
            parameter('name', 'Name / 名称', text('32')),
            level,
            fade,
            parameter('on', 'On / 开关', bool('Off / 关', 'On / 开')),
          ),
        ),
      ],
      outputData: [],
    },
  ],
});

/** Weak validation and a custom module. */
export const roomController: ProductSeed = {
  productKey: PRODUCT_KEY,
  productName: 'Room controller / 房间控制器',
  validate: 'weak',
  tsl: [defaultModule, lightingModule],
  devices: [
    { deviceName: 'room-101', nickname: 'Room 101 / 101 房间' },
    { deviceName: 'room-102', nickname: 'Room 102 / 102 房间' },
    {
      deviceName: 'room-103',
      nickname: 'Comes and goes / 时而离线',
      comesAndGoes: { everyMs: 15_000 },
    },
  ],
};
