import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Device, World } from '../world';

/** What a device says of itself when it connects. */
export interface MqttLogin {
  clientId: string;
  username: string;
  password: string;
  /** In seconds. */
  keepalive: number;
}

/** A device that was let in. */
export interface Admitted {
  device: Device;
  /** Synchronous calls come on `/ext/rrpc/...` instead of `/sys/.../rrpc/...`. */
  extendedRrpc: boolean;
  /** The platform subscribes for it, as it does for its C SDK. */
  autoSubscribe: boolean;
}

/** The return codes of CONNACK. */
const IDENTIFIER_REJECTED = 2;
const BAD_PASSWORD = 4;
export const NOT_AUTHORIZED = 5;
export type Refusal = typeof IDENTIFIER_REJECTED | typeof BAD_PASSWORD | typeof NOT_AUTHORIZED;

const HASHES: ReadonlyMap<string, string> = new Map([
  ['hmacmd5', 'md5'],
  ['hmacsha1', 'sha1'],
  ['hmacsha256', 'sha256'],
]);
const MAX_CLIENT_ID = 64;
/** In seconds. https://help.aliyun.com/document_detail/73742.html */
const KEEPALIVE = { min: 30, max: 1200 };
/** TLS and TCP. The other modes are ways to register a device, which there are none here. */
const SECURE_MODES = ['2', '3'];

/**
 * Checks who connects. Which return code a refusal has is inferred; so is that TLS may be claimed on TCP.
 *
 * @see https://help.aliyun.com/document_detail/73742.html
 */
export function checkMqttLogin(login: MqttLogin, world: World): Admitted | Refusal {
  const { keepalive, clientId, username, password } = login;
  if (keepalive < KEEPALIVE.min || keepalive > KEEPALIVE.max) return NOT_AUTHORIZED;
  const [name = '', list, rest] = clientId.split('|');
  if (list === undefined || rest === undefined || name.length > MAX_CLIENT_ID) return IDENTIFIER_REJECTED;
  const given = readPairs(list);
  const hash = HASHES.get(given.get('signmethod') ?? 'hmacmd5');
  if (!hash || !SECURE_MODES.includes(given.get('securemode') ?? '3')) return IDENTIFIER_REJECTED;
  const cut = username.indexOf('&');
  const device = world.products.get(username.slice(cut + 1))?.devices.get(username.slice(0, cut));
  if (!device) return BAD_PASSWORD;
  const expected = deviceSignature(hash, device, name, given.get('timestamp'));
  if (!isSame(password, expected)) return BAD_PASSWORD;
  if (device.behaviour.kind === 'disabled') return NOT_AUTHORIZED;
  return {
    device,
    extendedRrpc: (Number(given.get('ext') ?? 0) & 1) === 1,
    autoSubscribe: given.get('_ss') === '1',
  };
}

/**
 * The password of a device.
 *
 * @param hash as Node names it.
 * @param timestamp as in the clientId; its age does not matter.
 * @returns lower-case hexadecimal.
 * @see https://help.aliyun.com/document_detail/73742.html
 */
export function deviceSignature(
  hash: string,
  { productKey, deviceName, deviceSecret }: Pick<Device, 'productKey' | 'deviceName' | 'deviceSecret'>,
  clientId: string,
  timestamp: string | undefined,
): string {
  const dated = timestamp === undefined ? '' : `timestamp${timestamp}`;
  const content = `clientId${clientId}deviceName${deviceName}productKey${productKey}${dated}`;
  return createHmac(hash, deviceSecret).update(content, 'utf8').digest('hex');
}

/** The documents show upper case, the SDKs send lower case. */
function isSame(given: string, expected: string): boolean {
  const signature = Buffer.from(given.toLowerCase());
  return signature.length === expected.length && timingSafeEqual(signature, Buffer.from(expected));
}

/** An old SDK sends line breaks and blanks between the pairs. */
function readPairs(list: string): Map<string, string> {
  return new Map(
    list.split(',').map((pair) => {
      const cut = pair.indexOf('=');
      return cut < 0 ? [pair.trim(), ''] : [pair.slice(0, cut).trim(), pair.slice(cut + 1).trim()];
    }),
  );
}
