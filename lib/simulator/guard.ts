import type { Claim } from './claim';
import type { Nonces } from './nonces';
import { businessRefusal, gatewayRefusal } from './refusals';
import type { AccessKey, World } from './world';

/** How far a timestamp may be off, either way. */
const CLOCK_WINDOW_MS = 15 * 60 * 1000;

/**
 * Lets a signed request in, or refuses it: clock, AccessKey, security token, signature, replay - in this order,
 * so that a request that is not genuine never uses up a nonce.
 *
 * @param now milliseconds since the epoch.
 * @throws GatewayRefusal
 * @see https://help.aliyun.com/document_detail/435312.html for the codes; their order is inferred.
 */
export function admit(claim: Claim, world: World, nonces: Nonces, now: number): void {
  checkClock(claim.timestamp, now);
  const key = world.accessKeys.get(claim.accessKeyId);
  if (!key) throw gatewayRefusal('InvalidAccessKeyId.NotFound');
  checkSecurityToken(claim.securityToken, key, world);
  const mismatch = claim.mismatch(key.accessKeySecret);
  if (mismatch !== undefined) {
    throw gatewayRefusal('SignatureDoesNotMatch', `server string to sign is:${mismatch}`);
  }
  if (!nonces.use(claim.accessKeyId, claim.nonce, now)) throw gatewayRefusal('SignatureNonceUsed');
}

/**
 * An instance with an ID wants it in every request, a legacy public instance in none.
 * Which code a missing ID gets is inferred: the products of the instance are simply not found.
 *
 * @param given the parameter IotInstanceId.
 * @throws BusinessRefusal
 * @see https://help.aliyun.com/document_detail/147356.html
 */
export function checkInstance(given: string | undefined, world: World): void {
  if (given === undefined && world.iotInstanceId !== '') throw businessRefusal('iot.prod.NotExistedProduct');
  if (given !== undefined && given !== world.iotInstanceId)
    throw businessRefusal('iot.system.InstanceNotFound');
}

function checkClock(timestamp: string, now: number): void {
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(timestamp) ? Date.parse(timestamp) : NaN;
  if (Number.isNaN(at)) throw gatewayRefusal('InvalidTimeStamp.Format');
  if (Math.abs(at - now) > CLOCK_WINDOW_MS) throw gatewayRefusal('InvalidTimeStamp.Expired');
}

function checkSecurityToken(given: string | undefined, key: AccessKey, world: World): void {
  if (given === key.securityToken) return;
  if (given === undefined) throw gatewayRefusal('MissingSecurityToken');
  const known = [...world.accessKeys.values()].some((other) => other.securityToken === given);
  throw gatewayRefusal(
    known || key.securityToken === undefined
      ? 'InvalidSecurityToken.MismatchWithAccessKey'
      : 'InvalidSecurityToken.Malformed',
  );
}
