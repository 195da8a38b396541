import { configError } from '../errors';
import { readParameters } from './data-type';
import { itemsOf, member, requiredText, textOf, type Part } from './document';
import { readSource } from './source';
import type { CallType, FunctionBlock, Service, ThingModel } from './types';

/** The platform's own services, in every full TSL. They are not called with InvokeThingService. */
const PLATFORM_SERVICES = new Set(['set', 'get']);

/**
 * Reads a thing model: one module's TSL, full or "simple". Types it does not know stay as `unknown`.
 *
 * @param source a TSL file's text (a byte order mark is fine), the `TslStr` of GetThingModelTsl (or its
 *   whole answer), or the parsed object.
 * @throws AliyunIotError of kind `config` that says what is unreadable, where, and which file is needed.
 * @see https://help.aliyun.com/document_detail/73727.html
 */
export function parseThingModel(source: string | object): ThingModel {
  const root: Part = { value: readSource(source), path: '' };
  if (!['services', 'properties', 'events'].some((key) => member(root, key))) throw noFeatures();
  const profile = member(root, 'profile');
  const functionBlock = member(root, 'functionBlockId') && readFunctionBlock(root);
  const services = readServices(root, functionBlock);
  const productKey = profile && textOf(member(profile, 'productKey'));
  return {
    ...(productKey === undefined ? {} : { productKey }),
    ...(functionBlock === undefined ? {} : { functionBlock }),
    functionBlocks: itemsOf(member(root, 'functionBlocks')).map(readFunctionBlock),
    services,
    simple: !profile && !member(root, 'schema') && services.every((service) => !service.callType),
  };
}

function readServices(root: Part, block: FunctionBlock | undefined): Service[] {
  return itemsOf(member(root, 'services'))
    .filter((part) => !PLATFORM_SERVICES.has(requiredText(part, 'identifier')))
    .map((part) => readService(part, block));
}

function readService(part: Part, block: FunctionBlock | undefined): Service {
  const identifier = requiredText(part, 'identifier');
  const desc = textOf(member(part, 'desc'));
  const callType = readCallType(part);
  return {
    identifier: block ? inBlock(block, identifier) : identifier,
    name: textOf(member(part, 'name')) ?? identifier,
    ...(desc === undefined ? {} : { desc }),
    ...(callType === undefined ? {} : { callType }),
    inputs: readParameters(member(part, 'inputData')),
    outputs: readParameters(member(part, 'outputData')),
  };
}

/** Inside its own file a module's services have no prefix; the API wants one. */
function inBlock({ functionBlockId }: FunctionBlock, identifier: string): string {
  const prefix = `${functionBlockId}:`;
  return identifier.startsWith(prefix) ? identifier : prefix + identifier;
}

function readCallType(part: Part): CallType | undefined {
  const text = textOf(member(part, 'callType'))?.toLowerCase();
  return text === 'sync' || text === 'async' ? text : undefined;
}

function readFunctionBlock(part: Part): FunctionBlock {
  const functionBlockId = requiredText(part, 'functionBlockId');
  return {
    functionBlockId,
    functionBlockName: textOf(member(part, 'functionBlockName')) ?? functionBlockId,
  };
}

function noFeatures() {
  return configError('invalid-thing-model', {
    en: 'This JSON is not a thing model: it has no services, properties or events. Use the complete thing model (TSL) as the console exports it.',
    zh: '该 JSON 不是物模型：没有 services、properties 或 events。请使用控制台导出的完整物模型（TSL）。',
  });
}
