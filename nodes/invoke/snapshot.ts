import { AliyunIotError, configError } from '../../lib/errors';
import type { InvokeRequest, KnownService } from '../../lib/services';
import { levelOf, parseThingModel, type Service } from '../../lib/tsl';

/** A service as it was known when the dialog was saved, so that no message has to wait for a look-up. */
export interface Snapshot {
  /** Empty when the dialog did not know it. */
  productKey: string;
  known: KnownService;
}

/**
 * Reads what a node has stored.
 *
 * @param source `{ productKey, validate, service }`, the service in the form of the TSL; also as a JSON text.
 * @throws AliyunIotError of kind `config`.
 */
export function readSnapshot(source: string | object): Snapshot {
  const { productKey, validate, service } = fieldsOf(source);
  return {
    productKey: typeof productKey === 'string' ? productKey : '',
    known: {
      service: serviceOf(service),
      validate: levelOf(validate),
    },
  };
}

/**
 * The service, when it is the one that a request calls.
 *
 * @param request as far as it could be read.
 */
export function knownService(snapshot: Snapshot, request: Partial<InvokeRequest>): KnownService | undefined {
  const { productKey, known } = snapshot;
  const isOther = productKey !== '' && request.productKey !== undefined && request.productKey !== productKey;
  return request.identifier === known.service.identifier && !isOther ? known : undefined;
}

function fieldsOf(source: string | object): Record<string, unknown> {
  try {
    const value: unknown = typeof source === 'string' ? JSON.parse(source) : source;
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw unreadable('JSON', 'JSON');
}

function serviceOf(document: unknown): Service {
  try {
    const [service] = parseThingModel({ services: [document] }).services;
    if (service) return service;
  } catch (error) {
    if (!(error instanceof AliyunIotError)) throw error;
    throw unreadable(error.in('en'), error.in('zh'));
  }
  throw unreadable('service', 'service');
}

function unreadable(en: string, zh: string): AliyunIotError {
  return configError('snapshot-unreadable', {
    en: `what the node has stored of the thing model cannot be read (${en}). Choose the service again in the dialog.`,
    zh: `节点中保存的物模型信息无法读取（${zh}）。请在编辑对话框中重新选择服务。`,
  });
}
