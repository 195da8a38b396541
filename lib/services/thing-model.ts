import { parseThingModel, type ThingModel } from '../tsl';
import { requiredText } from './fields';
import { read, validateIds, type ReadContext } from './read';
import type { ThingModelQuery } from './read-types';

/**
 * The published thing model of a product, all of its modules or one. The answer's TslUri is not used: it is a signed
 * address of the object storage.
 *
 * @throws AliyunIotError
 * @see https://help.aliyun.com/document_detail/150319.html
 */
export async function getThingModel(
  productKey: string,
  { functionBlockId }: ThingModelQuery,
  context: ReadContext,
  signal: AbortSignal,
): Promise<ThingModel[]> {
  validateIds({ productKey, ...(functionBlockId === undefined ? {} : { functionBlockId }) });
  const moduleOf = async (block: Record<string, string>): Promise<ThingModel> => {
    const params = { ProductKey: productKey, ...block };
    const answer = await read(context, 'GetThingModelTslPublished', params, signal);
    return parseThingModel(requiredText(answer, 'TslStr'));
  };
  if (functionBlockId !== undefined) return [await moduleOf({ FunctionBlockId: functionBlockId })];
  const models = [await moduleOf({})];
  for (const block of models[0]?.functionBlocks ?? []) {
    models.push(await moduleOf({ FunctionBlockId: block.functionBlockId }));
  }
  return models;
}
