import type { DeviceBehaviour, DeviceSeed, ProductSeed } from '../types';
import { bool, parameter, tslDocument } from './tsl';

const PRODUCT_KEY = 'a1SimLamp01';
const LAMPS = 500;

const on = parameter('on', 'On / 开关', bool('Off / 关', 'On / 开'));

const tsl = tslDocument({
  productKey: PRODUCT_KEY,
  properties: [{ ...on, accessMode: 'rw' }],
  services: [
    {
      identifier: 'switch',
      name: 'Switch / 开关',
      callType: 'sync',
      desc: 'Switches the lamp on or off. / 打开或关闭路灯。',
      inputData: [on],
      outputData: [on],
    },
    {
      identifier: 'blink',
      name: 'Blink / 闪烁',
      callType: 'async',
      desc: 'Blinks once, for finding it. / 闪烁一次，便于查找。',
      inputData: [],
      outputData: [on],
    },
  ],
});

const BURNT_OUT: DeviceBehaviour = {
  kind: 'error',
  code: 100002,
  message: 'lamp is burnt out / 灯泡烧坏',
};

/** The few that give a list of calls something to tell. */
const TROUBLED: Readonly<Record<number, DeviceBehaviour>> = {
  42: { kind: 'offline' },
  137: { kind: 'offline' },
  256: BURNT_OUT,
  333: { kind: 'half-open' },
  404: { kind: 'inactive' },
  451: { kind: 'disabled' },
};

/** As many devices as it takes to see a list of calls at work. */
export const streetLamp: ProductSeed = {
  productKey: PRODUCT_KEY,
  productName: 'Street lamp / 路灯',
  validate: 'strong',
  tsl: [tsl],
  devices: Array.from({ length: LAMPS }, (_, index) => lamp(index + 1)),
};

function lamp(number: number): DeviceSeed {
  const behaviour = TROUBLED[number];
  return {
    deviceName: `lamp-${String(number).padStart(3, '0')}`,
    ...(behaviour && { behaviour }),
  };
}
