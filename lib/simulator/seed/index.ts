import type { Seed } from '../types';
import { allTypes } from './all-types';
import { noValidation } from './no-validation';
import { roomController } from './room-controller';
import { streetLamp } from './street-lamp';
import { waterPump } from './water-pump';

/** The built-in catalogue, on a legacy public instance: no instance ID. */
export const DEFAULT_SEED: Seed = {
  products: [waterPump, roomController, allTypes, noValidation, streetLamp],
};
