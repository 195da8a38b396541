import { createHmac, timingSafeEqual } from 'node:crypto';
import type { World } from '../world';

/** Who has logged in. */
export interface Login {
  clientId: string;
  consumerGroupId: string;
}

const HASHES: ReadonlyMap<string, string> = new Map([
  ['hmacmd5', 'md5'],
  ['hmacsha1', 'sha1'],
  ['hmacsha256', 'sha256'],
]);
const MAX_CLIENT_ID = 64;

/**
 * Checks user name and password of SASL PLAIN. How old the timestamp may be is not documented; any is taken.
 *
 * @param username `{clientId}|name=value,...|`
 * @param password base64 of the signature.
 * @returns undefined when they are refused.
 * @see https://help.aliyun.com/document_detail/142489.html
 */
export function checkLogin(username: string, password: string, world: World): Login | undefined {
  const [clientId = '', list, rest, ...more] = username.split('|');
  if (list === undefined || rest !== '' || more.length > 0) return undefined;
  const given = readPairs(list);
  const consumerGroupId = given.get('consumerGroupId') ?? '';
  const known = clientId !== '' && clientId.length <= MAX_CLIENT_ID && consumerGroupId !== '';
  if (!known || (given.get('iotInstanceId') ?? '') !== world.iotInstanceId) return undefined;
  return isSigned(given, password, world) ? { clientId, consumerGroupId } : undefined;
}

function isSigned(given: ReadonlyMap<string, string>, password: string, world: World): boolean {
  const key = world.accessKeys.get(given.get('authId') ?? '');
  const hash = HASHES.get(given.get('signMethod') ?? '');
  const timestamp = given.get('timestamp') ?? '';
  if (!key || !hash || !/^\d{1,16}$/.test(timestamp)) return false;
  const { accessKeyId, accessKeySecret, securityToken } = key;
  if (given.get('authMode') !== (securityToken === undefined ? 'aksign' : 'ststoken')) return false;
  if (securityToken !== undefined && given.get('securityToken') !== securityToken) return false;
  const token = securityToken === undefined ? '' : `&securityToken=${securityToken}`;
  const text = `authId=${accessKeyId}${token}&timestamp=${timestamp}`;
  const expected = createHmac(hash, accessKeySecret).update(text, 'utf8').digest();
  const signature = Buffer.from(password, 'base64');
  return signature.length === expected.length && timingSafeEqual(signature, expected);
}

/** A value may hold `=`, as security tokens do. */
function readPairs(list: string): Map<string, string> {
  return new Map(
    list.split(',').map((pair) => {
      const cut = pair.indexOf('=');
      return cut < 0 ? [pair.trim(), ''] : [pair.slice(0, cut).trim(), pair.slice(cut + 1)];
    }),
  );
}
