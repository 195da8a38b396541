import { AliyunIotError } from '../../../lib/errors';
import { writeService, type ThingModel } from '../../../lib/tsl';
import { errorJson } from '../../shared/admin/error-json';
import type { AdminRoute } from '../../shared/admin/routes';
import { object } from '../../shared/admin/shape';
import { readModels, type ProductModel } from '../models';
import type { AccountDesk, DeskRequest, LookUp } from './desk';
import { id, lookUpFields } from './look-up-shape';

interface ModelRequest extends DeskRequest {
  productKey: string;
}

/**
 * The services of a product: by the thing model kept with the account when it has one, else by the published one.
 */
export function modelRoute(desk: AccountDesk): AdminRoute<ModelRequest> {
  return {
    path: 'model',
    permission: 'aliyun-iot.read',
    shape: object<ModelRequest>({ ...lookUpFields, productKey: id }),
    answer: async (request, call) => {
      const account = await desk.resolve(request, call);
      const kept = readModels(account.models, request.productKey);
      return kept
        ? answerOf(kept, 'account')
        : desk.lookUp(account, request, call, (lookUp) => published(request.productKey, lookUp));
    },
  };
}

/**
 * The services of thing models in the form of the TSL, with the module they belong to.
 *
 * @param models the default module's and those of custom modules.
 */
export function servicesOf(models: readonly ThingModel[]): object[] {
  return models.flatMap(({ functionBlock: block, services }) =>
    services.map((service) => ({
      ...writeService(service),
      ...(block && { module: { id: block.functionBlockId, name: block.functionBlockName } }),
    })),
  );
}

async function published(productKey: string, lookUp: LookUp): Promise<object> {
  const [models, level] = await Promise.all([
    lookUp(['model', productKey], (client, signal) => client.getThingModel(productKey, { signal })),
    levelOf(productKey, lookUp),
  ]);
  return { ...answerOf({ models, ...level }, 'cloud'), ...(level.notice && { notice: level.notice }) };
}

/**
 * The product's ValidateType. Who may see the model but not the product gets `weak`, which refuses the least of what
 * the platform may take, and a notice.
 */
async function levelOf(
  productKey: string,
  lookUp: LookUp,
): Promise<{ validate: ProductModel['validate']; notice?: object }> {
  try {
    const product = await lookUp(['product', productKey], (client, signal) =>
      client.queryProduct(productKey, { signal }),
    );
    return { validate: product.validateType };
  } catch (error) {
    if (!(error instanceof AliyunIotError) || error.kind !== 'permission') throw error;
    return { validate: 'weak', notice: errorJson(error) };
  }
}

function answerOf({ validate, models }: ProductModel, source: 'cloud' | 'account'): object {
  return { validate, source, services: servicesOf(models) };
}
