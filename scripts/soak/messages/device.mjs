// Real devices in a process of their own, so that it can be killed: written with the vendor's SDK, connected to the
// platform by MQTT. It tells each execution before it answers.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { PRODUCT_KEY, REAL } from './seed.mjs';

const load = createRequire(import.meta.url);
const iot = load('alibabacloud-iot-device-sdk');
/** @type {typeof import('../../../lib/simulator/world.js')} */
const { deviceSecretOf } = load(
  fileURLToPath(new URL('../../../dist/lib/simulator/world.js', import.meta.url)),
);

const SLOWEST_MS = 400;

process.once('disconnect', () => process.exit());
for (const deviceName of REAL) {
  const device = iot.device({
    productKey: PRODUCT_KEY,
    deviceName,
    deviceSecret: deviceSecretOf(PRODUCT_KEY, deviceName),
    brokerUrl: `mqtt://127.0.0.1:${process.argv[2]}`,
  });
  // The SDK tries again by itself, for as long as the platform is away.
  device.on('error', () => undefined);
  device.onService('run', (/** @type {any} */ call, /** @type {any} */ reply) => {
    const { n } = call.params;
    process.send?.({ type: 'executed', n });
    setTimeout(() => reply({ id: call.id, code: 200, data: { n } }), Math.random() * SLOWEST_MS);
  });
}
process.send?.({ type: 'ready' });
