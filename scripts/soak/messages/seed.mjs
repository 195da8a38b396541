import { KEYS } from './login.mjs';

export const PRODUCT_KEY = 'a1SoakMsgs1';
/** Answered by the platform's process. */
export const VIRTUAL = ['v-01', 'v-02', 'v-03', 'v-04'];
/** Answered by a process of their own, over MQTT. */
export const REAL = ['r-01', 'r-02'];
/** The group of Node-RED, and that of the witness. */
export const GROUPS = { flow: 'FLOW_GROUP', witness: 'WITNESS_GROUP' };

const parameter = { identifier: 'n', name: 'n', dataType: { type: 'int', specs: {} } };
const run = {
  identifier: 'run',
  name: 'run',
  callType: 'async',
  inputData: [parameter],
  outputData: [parameter],
};

export const SEED = {
  accessKeys: [KEYS],
  products: [
    {
      productKey: PRODUCT_KEY,
      productName: 'Soak',
      validate: /** @type {const} */ ('weak'),
      tsl: [{ services: [run] }],
      devices: [...VIRTUAL, ...REAL].map((deviceName) => ({
        deviceName,
        behaviour: {
          kind: REAL.includes(deviceName)
            ? /** @type {const} */ ('offline')
            : /** @type {const} */ ('ordinary'),
        },
      })),
    },
  ],
};
