import type { Action } from './action';
import { findProduct } from './find';
import { PUBLISHED_VERSION } from './thing-model';

/** @see https://help.aliyun.com/document_detail/150318.html */
export const listThingModelVersion: Action = {
  name: 'ListThingModelVersion',
  required: ['ProductKey'],
  run({ parameters }, { world }) {
    findProduct(parameters, world);
    return {
      Data: {
        ModelVersions: [
          { ModelVersion: PUBLISHED_VERSION, GmtCreate: world.createdAt, Description: 'simulated' },
        ],
      },
    };
  },
};
