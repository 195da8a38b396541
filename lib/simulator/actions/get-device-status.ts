import type { Action } from './action';
import { statusOf } from './device-status';
import { findDevice } from './find';

/** @see https://help.aliyun.com/document_detail/69617.html */
export const getDeviceStatus: Action = {
  name: 'GetDeviceStatus',
  required: [],
  run({ parameters }, { world }) {
    const device = findDevice(parameters, world);
    return { Data: { Status: statusOf(device), Timestamp: device.changedAt } };
  },
};
