import type { Service, ThingModel } from './types';

/**
 * Finds a service by the Identifier that InvokeThingService takes.
 *
 * @param models the default module's model and those of the custom modules, in any order.
 * @param identifier `service`, or `block:service` for one of a custom module.
 * @returns undefined when no model has it.
 * @see https://help.aliyun.com/document_detail/69584.html
 */
export function findService(models: readonly ThingModel[], identifier: string): Service | undefined {
  return models.flatMap((model) => model.services).find((service) => service.identifier === identifier);
}
