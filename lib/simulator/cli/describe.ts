import type { Language } from '../../errors';
import { parseThingModel } from '../../tsl';
import { SIMULATOR_ACCESS_KEY_ID, SIMULATOR_ACCESS_KEY_SECRET } from '../keys';
import type { DeviceSeed, ProductSeed, Seed, Simulator } from '../types';
import { MAX_LISTED, messageLines } from './describe-messages';
import { TEXTS, type CliTexts } from './texts';

/**
 * What a started simulator prints: where it is, what there is to call, and how to point a client at it.
 *
 * @param host the address it listens on, as given.
 */
export function describeSimulator(
  simulator: Simulator,
  host: string,
  seed: Seed,
  language: Language,
): string {
  const { url } = simulator;
  const texts = TEXTS[language];
  return [
    texts.running(url),
    ...(isLoopback(host) ? [] : [texts.exposed]),
    '',
    ...accessKeyLines(seed, texts),
    ...(seed.iotInstanceId ? [`  IotInstanceId     ${seed.iotInstanceId}`] : []),
    '',
    ...seed.products.flatMap((product) => [...productLines(product, texts), '']),
    ...guideLines(url, seed, texts),
    ...messageLines(simulator, seed, texts),
    '',
    texts.stop,
  ].join('\n');
}

/** The secrets of a seed file stay in that file. */
function accessKeyLines({ accessKeys }: Seed, texts: CliTexts): string[] {
  if (!accessKeys) {
    return [
      `  AccessKey ID      ${SIMULATOR_ACCESS_KEY_ID}`,
      `  AccessKey secret  ${SIMULATOR_ACCESS_KEY_SECRET}`,
    ];
  }
  return accessKeys.map(({ accessKeyId }) => `  AccessKey ID      ${accessKeyId}  (${texts.secretInSeed})`);
}

function productLines(
  { productKey, productName, validate, tsl, devices }: ProductSeed,
  texts: CliTexts,
): string[] {
  const services = tsl
    .flatMap((document) => parseThingModel(document).services)
    .map(
      ({ identifier, callType }) =>
        `${identifier} (${validate === 'none' ? 'async' : (callType ?? 'async')})`,
    );
  return [
    `  ${productKey}  ${productName}  (${texts.validate[validate]})`,
    `    ${texts.services}  ${services.join(', ')}`,
    `    ${texts.devices}  ${deviceTexts(devices, texts).join(', ')}`,
  ];
}

/** Of many, the first and the last, and those that behave in another way. */
function deviceTexts(devices: readonly DeviceSeed[], texts: CliTexts): string[] {
  const [first, last] = [devices[0], devices[devices.length - 1]];
  if (!first || !last || devices.length <= MAX_LISTED)
    return devices.map((device) => deviceText(device, texts));
  const others = devices.filter((device) => deviceText(device, texts) !== device.deviceName);
  const range = `${first.deviceName} ... ${last.deviceName} (${devices.length})`;
  return [range, ...others.slice(0, MAX_LISTED).map((device) => deviceText(device, texts))];
}

function deviceText({ deviceName, behaviour }: DeviceSeed, texts: CliTexts): string {
  return behaviour && behaviour.kind !== 'ordinary'
    ? `${deviceName} (${texts.behaviour[behaviour.kind]})`
    : deviceName;
}

function guideLines(url: string, { accessKeys, iotInstanceId }: Seed, texts: CliTexts): string[] {
  const accessKeyId = accessKeys?.[0]?.accessKeyId ?? SIMULATOR_ACCESS_KEY_ID;
  const accessKeySecret = accessKeys ? '...' : SIMULATOR_ACCESS_KEY_SECRET;
  const keys = `accessKeyId: '${accessKeyId}', accessKeySecret: '${accessKeySecret}'`;
  const instance = iotInstanceId ? `, iotInstanceId: '${iotInstanceId}'` : '';
  return [
    texts.node,
    `  ${texts.nodeHow(url)}`,
    texts.client,
    `  const { createClient } = require('@thingflow/node-red-aliyun-iot');`,
    `  const client = createClient({ endpoint: '${url}', ${keys}${instance} });`,
    `@alicloud/iot20180120`,
    `  new Config({ endpoint: '${new URL(url).host}', protocol: 'http', ${keys} })`,
    `@alicloud/pop-core`,
    `  new RPCClient({ endpoint: '${url}', apiVersion: '2018-01-20', ${keys} })`,
  ];
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}
