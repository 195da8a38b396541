// The platform of the soak in a process of its own, so that it can be killed: the simulator with its three servers. It
// tells each execution before the device answers, and does what it is asked to.
import rhea from 'rhea';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { loginOf } from './login.mjs';
import { GROUPS, PRODUCT_KEY, SEED, VIRTUAL } from './seed.mjs';

/** @type {typeof import('../../../lib/simulator/index.js')} */
const { startSimulator, DeviceReply } = createRequire(import.meta.url)(
  fileURLToPath(new URL('../../../dist/lib/simulator/index.js', import.meta.url)),
);

const SLOWEST_MS = 400;
/** A message that came back is sent again after this time, instead of the platform's minute. */
const RETRY_MS = 1_000;

const [port, amqpPort, mqttPort] = process.argv.slice(2).map(Number);

/** @param {object} message */
function tell(message) {
  if (process.connected) process.send?.(message);
}

/** A group is there from its first login on; a real platform has it all the time. @param {string} url @param {string} group */
async function makeGroup(url, group) {
  const container = rhea.create_container();
  const { hostname, port } = new URL(url);
  const options = { host: hostname, port: Number(port), idle_time_out: 60_000, reconnect: false };
  const connection = container.connect({ ...options, ...loginOf(group) });
  connection.open_receiver({ credit_window: 0 });
  await new Promise((resolve) => container.once('receiver_open', resolve));
  connection.close();
  await new Promise((resolve) => container.once('connection_close', resolve));
}

process.once('disconnect', () => process.exit());
const simulator = await startSimulator({
  port,
  seed: SEED,
  mqtt: { port: mqttPort },
  amqp: { port: amqpPort, retryMs: RETRY_MS },
  replyDelayMs: 50,
});
for (const deviceName of VIRTUAL) {
  simulator.onService(PRODUCT_KEY, deviceName, async ({ params }) => {
    const { n } = /** @type {{ n: number }} */ (params);
    tell({ type: 'executed', n });
    await sleep(Math.random() * SLOWEST_MS);
    if (n % 20 === 0) throw new DeviceReply(100_001, 'out of order', { n });
    if (n % 33 === 0) await new Promise(() => undefined);
    return { n };
  });
}
const url = await simulator.startAmqp();
for (const group of Object.values(GROUPS)) await makeGroup(url, group);

/** @type {Record<string, (argument: any) => unknown>} */
const COMMANDS = {
  end: (end) => simulator.endConsumers(end, GROUPS.flow),
  stopAmqp: () => simulator.stopAmqp(),
  startAmqp: () => simulator.startAmqp(),
  state: () => simulator.consumerGroups.find(({ consumerGroupId }) => consumerGroupId === GROUPS.flow),
};
process.on('message', async (/** @type {{ id: number, command: string, argument?: unknown }} */ message) => {
  const { id, command, argument } = message;
  tell({ type: 'answer', id, value: await COMMANDS[command]?.(argument) });
});
tell({ type: 'ready' });
