import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { AliyunIotError } from '../../lib/errors';
import { DEFAULT_SEED, startSimulator, type Seed } from '../../lib/simulator';
import { parseThingModel } from '../../lib/tsl';

describe('simulator: the built-in catalogue', () => {
  const services = DEFAULT_SEED.products.map(({ productKey, tsl }) => [
    productKey,
    tsl.flatMap((t) => parseThingModel(t).services.map((s) => `${s.identifier} ${s.callType ?? '?'}`)),
  ]);

  it('has the services examples and docs speak of', () => {
    assert.deepEqual(Object.fromEntries(services), {
      a1SimPump01: ['start sync', 'stop sync', 'selfTest async', 'setSchedule async'],
      a1SimRoom01: ['setTarget sync', 'lighting:setBrightness sync', 'lighting:scene async'],
      a1SimTypes1: ['echo sync', 'echoAsync async'],
      a1SimFree01: ['blink sync'],
      a1SimLamp01: ['switch sync', 'blink async'],
    });
  });

  it('has a device for every outcome', () => {
    const devices = DEFAULT_SEED.products.flatMap((product) => product.devices);
    const kinds = new Set(devices.map(({ behaviour }) => behaviour?.kind ?? 'ordinary'));
    assert.equal(kinds.size, 8);
    assert.deepEqual(
      DEFAULT_SEED.products.map(({ devices: d }) => d.length),
      [12, 3, 1, 1, 500],
    );
  });

  it('covers every data type, wherever it may stand', () => {
    const echo = parseThingModel(DEFAULT_SEED.products[2]!.tsl[0]!).services[0]!;
    const types = echo.inputs.map(({ dataType }) =>
      dataType.type === 'array' ? `array of ${dataType.item.type}` : dataType.type,
    );
    assert.deepEqual(types, [
      'int',
      'float',
      'double',
      'enum',
      'bool',
      'text',
      'date',
      'array of int',
      'array of float',
      'array of double',
      'array of text',
      'array of struct',
      'struct',
    ]);
    const struct = echo.inputs.at(-1)!.dataType;
    assert.deepEqual(struct.type === 'struct' && struct.members.map((m) => m.dataType.type), [
      'int',
      'float',
      'double',
      'enum',
      'bool',
      'text',
      'date',
    ]);
    assert.deepEqual(echo.outputs, echo.inputs);
  });

  it('writes all numbers of specs as text, as real exports do', () => {
    const numbers: unknown[] = [];
    JSON.stringify(DEFAULT_SEED.products, (key, value: unknown) => {
      if (['min', 'max', 'step', 'length', 'size'].includes(key)) numbers.push(typeof value);
      return value;
    });
    assert.ok(numbers.length > 50);
    assert.deepEqual(new Set(numbers), new Set(['string']));
  });
});

describe('simulator: a seed of one’s own', () => {
  const product = {
    productKey: 'p',
    productName: 'P',
    validate: 'weak',
    tsl: [{ services: [] }],
    devices: [],
  };
  const device = (more: object): object => ({
    products: [{ ...product, devices: [{ deviceName: 'd', ...more }] }],
  });

  for (const [wrong, named] of [
    [[], 'seed must be an object'],
    [{}, 'seed.products must be an array'],
    [{ products: [], iotInstanceId: 5 }, 'seed.iotInstanceId must be a string'],
    [
      { products: [], accessKeys: [{ accessKeyId: 'a' }] },
      'accessKeys[0].accessKeySecret must be a non-empty',
    ],
    [{ products: [1] }, 'products[0] must be an object'],
    [{ products: [{ ...product, productKey: '' }] }, 'products[0].productKey must be a non-empty string'],
    [
      { products: [{ ...product, validate: 'medium' }] },
      'products[0].validate must be "strong", "weak" or "none"',
    ],
    [{ products: [{ ...product, tsl: [] }] }, 'products[0].tsl must hold at least one TSL document'],
    [{ products: [{ ...product, tsl: [5] }] }, 'products[0].tsl[0] must be an object'],
    [{ products: [{ ...product, tsl: [{ services: 5 }] }] }, 'product p, tsl[0]'],
    [{ products: [product, product] }, 'productKey "p" appears twice'],
    [
      { products: [{ ...product, devices: [{ deviceName: 'd' }, { deviceName: 'd' }] }] },
      'deviceName "d" appears',
    ],
    [device({ behaviour: { kind: 'lazy' } }), 'devices[0].behaviour.kind must be one of ordinary, slow'],
    [device({ behaviour: { kind: 'toString' } }), 'devices[0].behaviour.kind must be one of'],
    [device({ behaviour: { kind: 'slow' } }), 'behaviour.afterMs must be a number'],
    [device({ behaviour: { kind: 'error', code: 1 } }), 'behaviour.message must be a string'],
    [device({ iotId: 5 }), 'products[0].devices[0].iotId must be a string'],
  ] as const) {
    it(`is refused: ${named}`, async () => {
      await assert.rejects(startSimulator({ seed: wrong as unknown as Seed }), (error: unknown) => {
        assert.ok(error instanceof AliyunIotError);
        assert.equal(error.kind, 'config');
        assert.ok(error.message.includes(named), error.message);
        assert.match(error.in('zh'), /种子数据/);
        return true;
      });
    });
  }

  it('is refused when two devices share an IotId', async () => {
    const other = { ...product, productKey: 'q', devices: [{ deviceName: 'd', iotId: 'same' }] };
    const first = { ...product, devices: [{ deviceName: 'd', iotId: 'same' }] };
    const seed = { products: [first, other] } as unknown as Seed;
    await assert.rejects(startSimulator({ seed }), /iotId "same" appears twice/);
  });
});

describe('simulator: load', () => {
  it('needs nothing but Node.js, the thing model and the errors', () => {
    const script = `require(process.argv[1]); console.log(JSON.stringify(Object.keys(require.cache)))`;
    const entry = join(__dirname, '../../lib/simulator');
    const output = execFileSync(process.execPath, ['-r', 'tsx/cjs', '-e', script, entry], {
      encoding: 'utf8',
    });
    const files = (JSON.parse(output) as string[]).filter(
      (file) => !/node_modules.(tsx|esbuild|get-tsconfig)/.test(file),
    );
    assert.ok(files.length > 10);
    assert.deepEqual(
      files.filter((file) => !/[\\/]lib[\\/](simulator|tsl|errors)[\\/]/.test(file)),
      [],
    );
  });
});
