/** The features the platform adds to every model; the simple TSL leaves them out. */
const AUTOMATIC = new Set(['set', 'get', 'post']);

/**
 * The "simple" TSL of a document: identifiers and data types, nothing else. The members of a struct stay, and
 * so does the item type of an array (that one is inferred).
 *
 * @param document a full TSL document; parts of another shape are passed over.
 * @see https://help.aliyun.com/document_detail/150319.html
 */
export function simplify(document: object): object {
  const tsl = document as Record<string, unknown>;
  return {
    properties: list(tsl['properties']).map(parameter),
    events: userMade(tsl['events']).map((event) => ({
      outputData: list(event['outputData']).map(parameter),
      identifier: event['identifier'],
      type: event['type'],
    })),
    services: userMade(tsl['services']).map((service) => ({
      outputData: list(service['outputData']).map(parameter),
      identifier: service['identifier'],
      inputData: list(service['inputData']).map(parameter),
    })),
  };
}

function userMade(features: unknown): Record<string, unknown>[] {
  return list(features).filter((feature) => !AUTOMATIC.has(String(feature['identifier'])));
}

function parameter(full: Record<string, unknown>): object {
  return { identifier: full['identifier'], dataType: dataType(record(full['dataType'])) };
}

function dataType(full: Record<string, unknown>): object {
  const type = full['type'];
  if (type === 'struct') return { type, specs: list(full['specs']).map(parameter) };
  if (type === 'array') return { type, specs: { item: dataType(record(record(full['specs'])['item'])) } };
  return { type };
}

function list(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(record) : [];
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
