/**
 * Writes TSL documents as the platform exports them: numbers in specs as strings, and the features the platform
 * adds by itself (event `post`, services `set` and `get`).
 * @see https://help.aliyun.com/document_detail/73727.html
 */

const SCHEMA = 'https://iotx-tsl.oss-ap-southeast-1.aliyuncs.com/schema.json';

export interface TslType {
  type: string;
  specs: object;
}

export interface TslParameter {
  identifier: string;
  name: string;
  dataType: TslType;
}

interface NumberSpecs {
  min: string;
  max: string;
  step?: string;
  unit?: string;
  unitName?: string;
}

export const int = (specs: NumberSpecs): TslType => ({ type: 'int', specs });
export const float = (specs: NumberSpecs): TslType => ({ type: 'float', specs });
export const double = (specs: NumberSpecs): TslType => ({ type: 'double', specs });
export const bool = (off: string, on: string): TslType => ({ type: 'bool', specs: { '0': off, '1': on } });
export const choice = (...labels: string[]): TslType => ({
  type: 'enum',
  specs: Object.fromEntries(labels.entries()),
});
export const text = (length: string): TslType => ({ type: 'text', specs: { length } });
export const date = (): TslType => ({ type: 'date', specs: {} });
export const struct = (...members: TslParameter[]): TslType => ({ type: 'struct', specs: members });
/** An array of numbers or text, whose items have no specs of their own. */
export const arrayOf = (type: string, size: string): TslType => ({
  type: 'array',
  specs: { size, item: { type } },
});
export const arrayOfStruct = (size: string, ...members: TslParameter[]): TslType => ({
  type: 'array',
  specs: { size, item: struct(...members) },
});

/** A parameter of a service, or a member of a struct. */
export const parameter = (identifier: string, name: string, dataType: TslType): TslParameter => ({
  identifier,
  name,
  dataType,
});

export interface TslService {
  identifier: string;
  name: string;
  callType: 'sync' | 'async';
  desc?: string;
  inputData: TslParameter[];
  outputData: TslParameter[];
}

export interface TslModule {
  productKey: string;
  properties?: (TslParameter & { accessMode: 'r' | 'rw' })[];
  services: TslService[];
  /** The custom modules of the product; for the document of the default module. */
  functionBlocks?: { functionBlockId: string; functionBlockName: string; productKey: string }[];
  /** Makes it the document of a custom module. */
  functionBlock?: { functionBlockId: string; functionBlockName: string };
}

/** Writes the document of one module. */
export function tslDocument(module: TslModule): object {
  const { productKey, properties = [], services, functionBlocks, functionBlock } = module;
  return {
    schema: SCHEMA,
    profile: { version: functionBlock ? '1.0' : '1.5', productKey },
    properties: properties.map((property) => ({ ...property, required: false })),
    events: [postEvent(properties)],
    services: [...propertyServices(properties), ...services.map(serviceOf)],
    ...(functionBlocks && { functionBlocks }),
    ...functionBlock,
  };
}

function serviceOf(service: TslService): object {
  return { ...service, required: false, method: `thing.service.${service.identifier}` };
}

function postEvent(properties: readonly TslParameter[]): object {
  return {
    identifier: 'post',
    name: 'post',
    type: 'info',
    required: true,
    desc: '属性上报',
    method: 'thing.event.property.post',
    outputData: properties.map(plain),
  };
}

/** The inputs of `get` are bare identifiers, as in every real export. */
function propertyServices(properties: NonNullable<TslModule['properties']>): object[] {
  const writable = properties.filter(({ accessMode }) => accessMode === 'rw').map(plain);
  return [
    {
      identifier: 'set',
      name: 'set',
      required: true,
      callType: 'async',
      desc: '属性设置',
      method: 'thing.service.property.set',
      inputData: writable,
      outputData: [],
    },
    {
      identifier: 'get',
      name: 'get',
      required: true,
      callType: 'async',
      desc: '属性获取',
      method: 'thing.service.property.get',
      inputData: properties.map(({ identifier }) => identifier),
      outputData: properties.map(plain),
    },
  ];
}

function plain({ identifier, name, dataType }: TslParameter): TslParameter {
  return { identifier, name, dataType };
}
