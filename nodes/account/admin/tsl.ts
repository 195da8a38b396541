import { AliyunIotError, configError } from '../../../lib/errors';
import { parseThingModel, type FunctionBlock, type ThingModel } from '../../../lib/tsl';
import type { AdminRoute } from '../../shared/admin/routes';
import { list, object, optional, text } from '../../shared/admin/shape';
import { servicesOf } from './model';

interface TslRequest {
  tsl: string[];
  /** Of the files, in the same order. */
  names?: string[];
}

/** How a file is called in what is said about it. */
interface FileName {
  en: string;
  zh: string;
}

/** The default module and the custom ones a product can have. @see https://help.aliyun.com/document_detail/30527.html */
const MOST_DOCUMENTS = 201;

/**
 * Reads TSL files of one product that somebody has pasted or uploaded, or says what is wrong with which one.
 */
export function tslRoute(): AdminRoute<TslRequest> {
  return {
    path: 'tsl',
    permission: 'aliyun-iot.read',
    shape: object<TslRequest>({
      tsl: list(text(4_000_000), MOST_DOCUMENTS),
      names: optional(list(text(256), MOST_DOCUMENTS)),
    }),
    answer: (request) => Promise.resolve(read(request)),
  };
}

function read({ tsl, names = [] }: TslRequest): object {
  const files = tsl.map((_, index) => nameOf(index, names[index]));
  const models = tsl.map((document, index) => modelOf(document, tsl.length > 1 ? files[index] : undefined));
  refuseTwice(models, files);
  return {
    services: servicesOf(models),
    productKey: productOf(models),
    simple: models.some(({ simple }) => simple),
    modules: models.map(moduleOf),
    missing: models.flatMap(({ functionBlocks }) => functionBlocks).filter((block) => !isIn(models, block)),
  };
}

function nameOf(index: number, name: string | undefined): FileName {
  return name ? { en: name, zh: name } : { en: `File ${index + 1}`, zh: `第 ${index + 1} 个文件` };
}

function modelOf(document: string, file: FileName | undefined): ThingModel {
  try {
    return parseThingModel(document);
  } catch (error) {
    if (!(error instanceof AliyunIotError) || file === undefined) throw error;
    throw configError(error.code, {
      en: `${file.en}: ${error.in('en')}`,
      zh: `${file.zh}：${error.in('zh')}`,
    });
  }
}

/** The ID of a custom module; empty for the default one. */
function moduleOf({ functionBlock }: ThingModel): string {
  return functionBlock?.functionBlockId ?? '';
}

function isIn(models: readonly ThingModel[], { functionBlockId }: FunctionBlock): boolean {
  return models.some((model) => moduleOf(model) === functionBlockId);
}

/** Which of two files of a module is meant cannot be known. */
function refuseTwice(models: readonly ThingModel[], files: readonly FileName[]): void {
  const modules = models.map(moduleOf);
  const second = modules.findIndex((module, index) => modules.indexOf(module) < index);
  if (second === -1) return;
  const module = modules[second] ?? '';
  const [one, other] = [files[modules.indexOf(module)], files[second]];
  throw configError('module-twice', {
    en: `${one?.en} and ${other?.en} are both of ${module === '' ? 'the default module' : `the module ${module}`}. Give one file for each module.`,
    zh: `${one?.zh}和${other?.zh}属于同一模块（${module === '' ? '默认模块' : module}）。每个模块请只提供一个文件。`,
  });
}

/** @throws AliyunIotError of kind `config` when they name several. */
function productOf(models: readonly ThingModel[]): string | undefined {
  const keys = [...new Set(models.flatMap(({ productKey }) => productKey ?? []))];
  if (keys.length <= 1) return keys[0];
  throw configError('several-products', {
    en: `The files are of several products (${keys.join(', ')}). Add the files of one product at a time.`,
    zh: `这些文件属于不同的产品（${keys.join('、')}）。请每次只添加一个产品的文件。`,
  });
}
