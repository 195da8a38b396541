import { parseThingModel, type Parameter } from '../tsl';

/** An event that a product's devices may report. */
export interface ReportableEvent {
  /** With `block:` in front when it belongs to a custom module. */
  identifier: string;
  name: string;
  type: string;
}

/** What a product's devices may report, by identifier. */
export interface Reportable {
  readonly properties: ReadonlyMap<string, Parameter>;
  readonly events: ReadonlyMap<string, ReportableEvent>;
}

/**
 * Reads properties and events of a product's TSL documents.
 *
 * @throws AliyunIotError of kind `config` when a property cannot be read.
 */
export function readReportable(documents: readonly object[]): Reportable {
  const properties = documents.flatMap(propertiesOf);
  const events = documents.flatMap(eventsOf);
  return {
    properties: new Map(properties.map((property) => [property.identifier, property])),
    events: new Map(events.map((event) => [event.identifier, event])),
  };
}

/** A property has the shape of a service's input, so it is read as one. */
function propertiesOf(document: object): Parameter[] {
  const { properties: inputData } = document as { properties?: unknown };
  if (inputData === undefined) return [];
  const model = parseThingModel({ services: [{ identifier: 'post', inputData }] });
  const inputs = model.services[0]?.inputs ?? [];
  return inputs.map((input) => ({ ...input, identifier: prefixOf(document) + input.identifier }));
}

function eventsOf(document: object): ReportableEvent[] {
  const { events } = document as { events?: unknown };
  if (!Array.isArray(events)) return [];
  return events.flatMap((event: unknown) => {
    const { identifier, name, type } = Object(event) as Record<string, unknown>;
    if (typeof identifier !== 'string') return [];
    const named = typeof name === 'string' ? name : identifier;
    return [
      {
        identifier: prefixOf(document) + identifier,
        name: named,
        type: typeof type === 'string' ? type : 'info',
      },
    ];
  });
}

function prefixOf(document: object): string {
  const { functionBlockId } = document as { functionBlockId?: unknown };
  return typeof functionBlockId === 'string' ? `${functionBlockId}:` : '';
}
