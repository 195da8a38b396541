import type { DataType, Parameter } from '../../../lib/tsl';

/** Shorthand for the parameters of a test. */
export function parameters(types: Record<string, DataType>): Parameter[] {
  return Object.entries(types).map(([identifier, dataType]) => ({ identifier, name: identifier, dataType }));
}

export const ON_OFF = new Map([
  [0, 'off'],
  [1, 'on'],
]);

export const MODES = new Map([
  [0, 'normal'],
  [1, 'eco'],
  [7, 'boost'],
]);

/** One of each type, with limits. */
export const ALL = parameters({
  int: { type: 'int', min: 0, max: 3000, step: 10, unit: 'rpm' },
  float: { type: 'float', min: 5, max: 35, step: 0.5 },
  double: { type: 'double' },
  bool: { type: 'bool', labels: ON_OFF },
  enum: { type: 'enum', labels: MODES },
  text: { type: 'text', length: 6 },
  date: { type: 'date' },
  list: { type: 'array', size: 3, item: { type: 'float' } },
  items: {
    type: 'array',
    size: 2,
    item: {
      type: 'struct',
      members: parameters({ at: { type: 'text' }, on: { type: 'bool', labels: ON_OFF } }),
    },
  },
  struct: { type: 'struct', members: parameters({ '123': { type: 'double' }, when: { type: 'date' } }) },
});

/** Fitting arguments for {@link ALL}, in the words of a user. */
export function fitting(): Record<string, unknown> {
  return {
    int: 1500,
    float: 20,
    double: 1e21,
    bool: true,
    enum: 'eco',
    text: '中文',
    date: new Date(1_700_000_000_000),
    list: [1, 2.5, -0],
    items: [
      { at: 'x', on: 'on' },
      { at: 'y', on: 0 },
    ],
    struct: { '123': 10, when: '2026-05-01T08:00:00+08:00' },
  };
}
