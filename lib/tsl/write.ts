import type { DataType, Parameter, Service } from './types';

/** A part of a thing model in the form of the TSL. */
type Document = Record<string, unknown>;

/**
 * A service in the form of the TSL, as `parseThingModel` reads it: what an editor and a stored node work with. It is
 * cleaner than what was read - lists are there, numbers are texts as the platform writes them - and says the same.
 *
 * @param service its identifier keeps the `block:` of a custom module.
 * @see https://help.aliyun.com/document_detail/73727.html
 */
export function writeService(service: Service): Document {
  const { identifier, name, desc, callType, inputs, outputs } = service;
  return {
    identifier,
    name,
    ...(desc === undefined ? {} : { desc }),
    ...(callType === undefined ? {} : { callType }),
    inputData: inputs.map(writeParameter),
    outputData: outputs.map(writeParameter),
  };
}

function writeParameter({ identifier, name, dataType }: Parameter): Document {
  return { identifier, name, dataType: writeDataType(dataType) };
}

function writeDataType(type: DataType): Document {
  switch (type.type) {
    case 'int':
    case 'float':
    case 'double': {
      const { min, max, step, unit, unitName } = type;
      return { type: type.type, specs: texts({ min, max, step, unit, unitName }) };
    }
    case 'bool':
    case 'enum':
      return { type: type.type, specs: Object.fromEntries(type.labels) };
    case 'text':
      return { type: 'text', specs: texts({ length: type.length }) };
    case 'date':
      return { type: 'date', specs: {} };
    case 'array':
      return { type: 'array', specs: { ...texts({ size: type.size }), ...writeItem(type.item) } };
    case 'struct':
      return { type: 'struct', specs: type.members.map(writeParameter) };
    case 'unknown':
      return { type: type.name };
  }
}

/** The "simple" TSL may leave the item out, which reads as an unknown type without a name. */
function writeItem(item: DataType): Document {
  return item.type === 'unknown' && item.name === '' ? {} : { item: writeDataType(item) };
}

function texts(specs: Record<string, string | number | undefined>): Document {
  return Object.fromEntries(
    Object.entries(specs).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])),
  );
}
