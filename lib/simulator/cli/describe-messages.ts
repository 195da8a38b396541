import type { ProductSeed, Seed, Simulator } from '../types';
import { deviceSecretOf } from '../world';
import type { CliTexts } from './texts';

/** How many devices of a product are listed one by one; the API gives the others. */
export const MAX_LISTED = 20;

/** Where the AMQP and MQTT side is, as far as it was started, and what a client needs for it. */
export function messageLines({ amqpUrl, mqttUrl }: Simulator, seed: Seed, texts: CliTexts): string[] {
  return [
    ...(amqpUrl === undefined ? [] : [texts.amqp, `  ${texts.amqpHow(amqpUrl)}`]),
    ...(mqttUrl === undefined ? [] : [texts.mqtt, `  ${texts.mqttHow(mqttUrl)}`]),
    ...(mqttUrl === undefined ? [] : seed.products.flatMap((product) => secretLines(product, texts))),
  ];
}

/** Made up, and good for this simulator only. */
function secretLines({ productKey, devices }: ProductSeed, texts: CliTexts): string[] {
  const rows = devices
    .slice(0, MAX_LISTED)
    .map(({ deviceName }) => `  ${productKey}  ${deviceName}  ${deviceSecretOf(productKey, deviceName)}`);
  const more = devices.length - rows.length;
  return more > 0 ? [...rows, `  ${texts.moreSecrets(more, productKey)}`] : rows;
}
