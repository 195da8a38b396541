import { businessRefusal } from '../refusals';
import type { Product } from '../world';
import type { Action, ActionCall } from './action';
import { findProduct } from './find';
import { simplify } from './simple-tsl';
import type { Platform } from '../platform';

/** A seed holds one version of a model. It is the draft and the published one at once. */
export const PUBLISHED_VERSION = '1.0.0';

/** @see https://help.aliyun.com/document_detail/150319.html */
export const getThingModelTsl: Action = {
  name: 'GetThingModelTsl',
  required: [],
  run: readThingModel,
};

/** @see https://help.aliyun.com/document_detail/150319.html */
export const getThingModelTslPublished: Action = {
  name: 'GetThingModelTslPublished',
  required: ['ProductKey'],
  run: readThingModel,
};

function readThingModel({ parameters }: ActionCall, { world }: Platform): object {
  const product = findProduct(parameters, world);
  const version = parameters.get('ModelVersion');
  if (version !== undefined && version !== PUBLISHED_VERSION)
    throw businessRefusal('Thing.Model.Version.Invalid');
  const document = moduleOf(product, parameters.get('FunctionBlockId'));
  const tsl = parameters.get('Simple')?.toLowerCase() === 'true' ? simplify(document) : document;
  return {
    Data: {
      TslStr: JSON.stringify(tsl),
      // The platform gives a signed address of its object storage; this one leads nowhere.
      TslUri: `https://simulator.invalid/tsl/${encodeURIComponent(product.productKey)}.json`,
    },
  };
}

function moduleOf(product: Product, functionBlockId: string | undefined): object {
  const index =
    functionBlockId === undefined
      ? 0
      : product.models.findIndex((m) => m.functionBlock?.functionBlockId === functionBlockId);
  const document = product.documents[index];
  if (!document) throw businessRefusal('iot.prod.QueryProductAbilitiesNotFound');
  return document;
}
