/** The call that everybody makes. */
export const CALL = {
  productKey: 'a1SimPump01',
  deviceName: 'pump-01',
  identifier: 'start',
  args: { speed: 1200, mode: 1 },
};

/** The service as its product's thing model describes it. */
export const MODEL = {
  validate: 'strong',
  service: {
    identifier: 'start',
    name: 'Start',
    callType: 'sync',
    required: false,
    inputs: [
      { identifier: 'speed', name: 'Speed', dataType: { type: 'int', min: 0, max: 3000, step: 10 } },
      { identifier: 'mode', name: 'Mode', dataType: { type: 'enum', labels: new Map([[1, 'eco']]) } },
    ],
    outputs: [],
  },
};

/** Keys of nobody: the stub checks none. */
export const ACCESS_KEY = { id: 'LTAI5tBenchmarkNoRealKey', secret: 'bench0secret0bench0secret0bench' };
