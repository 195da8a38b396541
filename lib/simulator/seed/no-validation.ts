import type { ProductSeed } from '../types';
import { int, parameter, tslDocument } from './tsl';

const PRODUCT_KEY = 'a1SimFree01';

const tsl = tslDocument({
  productKey: PRODUCT_KEY,
  services: [
    {
      identifier: 'blink',
      name: 'Blink / 闪烁',
      callType: 'sync',
      inputData: [parameter('times', 'Times / 次数', int({ min: '1', max: '100', step: '1' }))],
      outputData: [],
    },
  ],
});

/** Nothing is checked, and so every call is asynchronous, whatever the model says. */
export const noValidation: ProductSeed = {
  productKey: PRODUCT_KEY,
  productName: 'No validation / 免校验',
  validate: 'none',
  tsl: [tsl],
  devices: [{ deviceName: 'free-01', nickname: 'Unchecked / 免校验设备' }],
};
