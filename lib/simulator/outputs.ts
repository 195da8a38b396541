import type { DataType, Parameter, Service } from '../tsl';

/**
 * What an ordinary device answers: an output that has the name of an input repeats it, the others get a value
 * that fits the model and moves with the first number that came in, so that examples look alive.
 *
 * @param params the inputs as they arrived.
 * @param now milliseconds since the epoch; the value of dates.
 */
export function outputsFor(service: Service, params: object, now: number): object {
  const given = new Map<string, unknown>(Object.entries(params));
  const level = levelOf(service.inputs, given);
  return Object.fromEntries(
    service.outputs.map(({ identifier, dataType }) => [
      identifier,
      given.has(identifier) ? given.get(identifier) : valueFor(dataType, level, now),
    ]),
  );
}

/** Where in its range the first ranged number among the inputs lies, from 0 to 1; in the middle without one. */
function levelOf(inputs: readonly Parameter[], given: ReadonlyMap<string, unknown>): number {
  for (const { identifier, dataType } of inputs) {
    const value = given.get(identifier);
    const range = rangeOf(dataType);
    if (range && typeof value === 'number')
      return Math.min(1, Math.max(0, (value - range.min) / range.width));
  }
  return 0.5;
}

function rangeOf(dataType: DataType): { min: number; width: number } | undefined {
  if (!('min' in dataType) || dataType.min === undefined || dataType.max === undefined) return undefined;
  const width = dataType.max - dataType.min;
  return width > 0 && Number.isFinite(width) ? { min: dataType.min, width } : undefined;
}

/**
 * A value that fits a type.
 *
 * @param level where in its range a number lies, from 0 to 1.
 * @param now milliseconds since the epoch; the value of dates.
 */
export function valueFor(dataType: DataType, level: number, now: number): unknown {
  switch (dataType.type) {
    case 'int':
    case 'float':
    case 'double':
      return numberFor(dataType, level);
    case 'bool':
      return 1;
    case 'enum':
      return [...dataType.labels.keys()][0] ?? 0;
    case 'text':
      return 'ok';
    case 'date':
      return String(now);
    case 'array':
      return [];
    case 'struct':
      return Object.fromEntries(
        dataType.members.map((m) => [m.identifier, valueFor(m.dataType, level, now)]),
      );
    case 'unknown':
      return null;
  }
}

function numberFor(dataType: DataType & { type: 'int' | 'float' | 'double' }, level: number): number {
  const range = rangeOf(dataType);
  if (!range) return dataType.min ?? 0;
  const step = dataType.step ?? (dataType.type === 'int' ? 1 : 0.01);
  const value = range.min + Math.round((level * range.width) / step) * step;
  return Number(value.toFixed(dataType.type === 'int' ? 0 : 2));
}
