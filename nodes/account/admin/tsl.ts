import { AliyunIotError, configError } from '../../../lib/errors';
import { parseThingModel, type ThingModel } from '../../../lib/tsl';
import type { AdminRoute } from '../../shared/admin/routes';
import { list, object, text } from '../../shared/admin/shape';
import { servicesOf } from './model';

interface TslRequest {
  tsl: string[];
}

/** Modules of one product, at most; a thing model has at most so many features. */
const MOST_DOCUMENTS = 100;

/** Reads TSL files that somebody has pasted or uploaded, or says what is unreadable in which one. */
export function tslRoute(): AdminRoute<TslRequest> {
  return {
    path: 'tsl',
    permission: 'aliyun-iot.read',
    shape: object<TslRequest>({ tsl: list(text(4_000_000), MOST_DOCUMENTS) }),
    answer: ({ tsl }) => Promise.resolve(read(tsl)),
  };
}

function read(tsl: readonly string[]): object {
  const models = tsl.map((document, index) => modelOf(document, tsl.length > 1 ? index : undefined));
  return {
    services: servicesOf(models),
    productKey: models.find(({ productKey }) => productKey !== undefined)?.productKey,
    simple: models.some(({ simple }) => simple),
  };
}

function modelOf(document: string, index: number | undefined): ThingModel {
  try {
    return parseThingModel(document);
  } catch (error) {
    if (!(error instanceof AliyunIotError) || index === undefined) throw error;
    throw configError(error.code, {
      en: `File ${index + 1}: ${error.in('en')}`,
      zh: `第 ${index + 1} 个文件：${error.in('zh')}`,
    });
  }
}
