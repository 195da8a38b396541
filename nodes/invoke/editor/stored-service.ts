/** A service in the form of the TSL, as the server gives it: lists are always there. */
export interface ServiceDocument {
  identifier: string;
  name: string;
  desc?: string;
  callType?: string;
  inputData: object[];
  outputData: object[];
}

/** What a node stores of the thing model: the service it calls, as it was known when it was picked. */
export interface StoredService {
  productKey: string;
  validate: string;
  service: ServiceDocument;
}

/**
 * Reads what a node has stored.
 *
 * @returns undefined when there is nothing, or nothing that can be read.
 */
export function storedService(json: string): StoredService | undefined {
  try {
    const stored = JSON.parse(json) as Partial<StoredService> | null;
    const service = stored?.service;
    if (typeof service?.identifier !== 'string' || !Array.isArray(service.inputData)) return undefined;
    return { productKey: stored?.productKey ?? '', validate: stored?.validate ?? 'strong', service };
  } catch {
    return undefined;
  }
}

/**
 * Whether a call of the service gives its Result or a MessageId.
 *
 * @param validate the product's ValidateType: without validation the platform calls every service asynchronously.
 * @returns undefined when the thing model does not say.
 */
export function modeOf(validate: string, { callType }: ServiceDocument): 'sync' | 'async' | undefined {
  if (validate === 'none') return 'async';
  return callType === 'sync' || callType === 'async' ? callType : undefined;
}
