import type { Action } from './action';
import { getDeviceStatus } from './get-device-status';
import { invokeThingService } from './invoke-thing-service';
import { invokeThingsService } from './invoke-things-service';
import { listThingModelVersion } from './list-thing-model-version';
import { queryDevice } from './query-device';
import { queryDeviceDetail } from './query-device-detail';
import { queryProduct } from './query-product';
import { queryProductList } from './query-product-list';
import { getThingModelTsl, getThingModelTslPublished } from './thing-model';

/** The APIs the simulator answers, by name. */
export const ACTIONS: ReadonlyMap<string, Action> = new Map(
  [
    invokeThingService,
    invokeThingsService,
    queryProductList,
    queryProduct,
    queryDevice,
    queryDeviceDetail,
    getDeviceStatus,
    getThingModelTsl,
    getThingModelTslPublished,
    listThingModelVersion,
  ].map((action) => [action.name, action]),
);
