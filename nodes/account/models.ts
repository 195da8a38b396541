import { configError, AliyunIotError } from '../../lib/errors';
import { levelOf, parseThingModel, type ThingModel, type ValidateLevel } from '../../lib/tsl';

/** A product's thing model, all its modules, and how strictly the platform checks Args by it. */
export interface ProductModel {
  validate: ValidateLevel;
  models: ThingModel[];
}

/**
 * The thing model of a product that is kept with an account.
 *
 * @param text what the account stores: empty, or JSON of
 *   `{ "<ProductKey>": { "validate": "strong|weak|none", "tsl": [<TSL document>, ...] } }`.
 * @returns undefined when the account has none for this product.
 * @throws AliyunIotError of kind `config` that says what cannot be read.
 */
export function readModels(text: string, productKey: string): ProductModel | undefined {
  if (text.trim() === '') return undefined;
  const products = parse(text);
  const product: unknown = Object.hasOwn(products, productKey) ? products[productKey] : undefined;
  if (product === undefined) return undefined;
  if (!isObject(product) || !Array.isArray(product['tsl'])) throw unreadable(`${productKey}.tsl`);
  const documents = product['tsl'] as unknown[];
  return {
    validate: levelOf(product['validate']),
    models: documents.map((document) => modelOf(document, productKey)),
  };
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // Said below.
  }
  throw unreadable('JSON');
}

function modelOf(document: unknown, productKey: string): ThingModel {
  try {
    return parseThingModel(document as string | object);
  } catch (error) {
    if (!(error instanceof AliyunIotError)) throw error;
    throw configError(error.code, {
      en: `The thing model of ${productKey} that is kept with the account cannot be used. ${error.in('en')}`,
      zh: `账号中保存的 ${productKey} 的物模型无法使用。${error.in('zh')}`,
    });
  }
}

function unreadable(place: string): AliyunIotError {
  return configError('models-unreadable', {
    en: `The thing models kept with the account cannot be read (${place}). Open the account and add them again.`,
    zh: `账号中保存的物模型无法读取（${place}）。请打开账号节点重新添加。`,
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
