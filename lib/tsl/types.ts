/**
 * The thing model (TSL) as this package uses it: parsed once, numbers as numbers, no optional surprises.
 * @see https://help.aliyun.com/document_detail/73727.html
 */

interface NumberSpecs {
  min?: number;
  max?: number;
  step?: number;
  unit?: string;
  unitName?: string;
}

export type DataType =
  | ({ type: 'int' | 'float' | 'double' } & NumberSpecs)
  | { type: 'bool' | 'enum'; labels: ReadonlyMap<number, string> }
  | { type: 'text'; length?: number }
  | { type: 'date' }
  | { type: 'array'; size?: number; item: DataType }
  | { type: 'struct'; members: readonly Parameter[] }
  /** A type this package does not know; passed on unchecked. */
  | { type: 'unknown'; name: string };

export interface Parameter {
  identifier: string;
  name: string;
  dataType: DataType;
}

export type CallType = 'sync' | 'async';

export interface Service {
  /** As the API wants it: with `block:` in front when the service belongs to a custom module. */
  identifier: string;
  name: string;
  desc?: string;
  /** Unknown in the "simple" TSL. */
  callType?: CallType;
  inputs: readonly Parameter[];
  outputs: readonly Parameter[];
}

export interface FunctionBlock {
  functionBlockId: string;
  functionBlockName: string;
}

export interface ThingModel {
  productKey?: string;
  /** Set when this is the model of a custom module. */
  functionBlock?: FunctionBlock;
  /** The custom modules that exist beside the default one (their services are in models of their own). */
  functionBlocks: readonly FunctionBlock[];
  /** Services a user can call; the platform's own `set` and `get` are left out. */
  services: readonly Service[];
  /** The "simple" TSL: no call types, ranges or labels. */
  simple: boolean;
}

/**
 * How much of the model is checked (the product's ValidateType).
 * @see https://help.aliyun.com/document_detail/69123.html
 */
export type ValidateLevel = 'strong' | 'weak' | 'none';
