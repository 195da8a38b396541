import type { Texts } from '../../errors';
import { CUSTOM_DEVICE_CODE, REPLY_CODES } from './device-codes';
import { GATEWAY_CODES } from './gateway-codes';
import { MODEL_CHECK_CODES } from './model-check-codes';
import { SERVICE_CODES } from './service-codes';
import type { CatalogueEntry } from './types';

/** The platform's own misspellings; some of its codes exist both ways. */
const MISSPELLINGS: readonly (readonly [string, string])[] = [
  ['messageborker', 'messagebroker'],
  ['paramter', 'parameter'],
  ['incorrent', 'incorrect'],
];

/** Codes that are documented as a pattern, and the code whose entry speaks for them. The first that fits counts. */
const PATTERNS: readonly { pattern: RegExp; like: string }[] = [
  { pattern: /^missing[a-z]/, like: 'MissingParameter' },
  { pattern: /^invalidparameter\./, like: 'InvalidParameter' },
  { pattern: /^invalidsecuritytoken(\.|$)/, like: 'InvalidSecurityToken.Expired' },
  { pattern: /^forbidden\./, like: 'Forbidden' },
  { pattern: /throttling|toomanyrequest|ratelimit/, like: 'Throttling' },
  { pattern: /systemexception|systemerror/, like: 'iot.system.SystemException' },
];

const SYMBOLIC = [...GATEWAY_CODES, ...SERVICE_CODES];
const NUMERIC = [...REPLY_CODES, ...MODEL_CHECK_CODES];

// Maps, so that a code named `constructor` finds nothing; built once at load (some 200 codes) and never changed.
const BY_CODE: ReadonlyMap<string, CatalogueEntry> = index(SYMBOLIC, canonical);
const BY_NUMBER: ReadonlyMap<number, CatalogueEntry> = index(NUMERIC, Number);

/**
 * What a code of the gateway or of the IoT service means. Case does not matter, nor do the platform's misspellings.
 *
 * @param code the `Code` of an answer, or the `RrpcCode`, as it came.
 * @returns undefined for a code nobody documented.
 * @see https://help.aliyun.com/document_detail/87387.html
 */
export function describeCode(code: string): CatalogueEntry | undefined {
  const key = canonical(code);
  return BY_CODE.get(key) ?? byPattern(key);
}

/** Whether a code says that the RAM user or role behind the AccessKey lacks the permission for an action. */
export function isRamRefusal(entry: CatalogueEntry): boolean {
  return entry === describeCode('Forbidden') || entry === describeCode('iot.common.RamActionPermissionDeny');
}

/**
 * What a number in a device's reply, in `checkFailedData` or in the platform's log means.
 * In the Result of a synchronous call it is the device that speaks, so `executed` is then `yes` whatever the entry says.
 *
 * @param code the `code` of the reply.
 * @returns undefined for 200, which is success, and for a code nobody documented.
 * @see https://help.aliyun.com/document_detail/89309.html
 */
export function describeDeviceCode(code: number): CatalogueEntry | undefined {
  const custom = Number.isInteger(code) && code >= 100_000 && code <= 110_000;
  return custom ? CUSTOM_DEVICE_CODE : BY_NUMBER.get(code);
}

/**
 * What to do about a number that a device itself gave. What it means where the platform gives it is another matter.
 *
 * @param code the `code` of the reply.
 */
export function adviceOnDeviceCode(code: number): Texts {
  const entry = describeDeviceCode(code);
  return entry?.kind === 'device' ? entry.texts : OWN_CODE;
}

/**
 * Every code of the catalogue in the documentation's spelling: first those for `describeCode`, then, as digits, those
 * for `describeDeviceCode`. Patterns and the manufacturers' range (100000 to 110000) are not in the list.
 */
export function allCodes(): readonly string[] {
  return [...SYMBOLIC, ...NUMERIC].flatMap((entry) => entry.codes);
}

const OWN_CODE: Texts = {
  en: "Look it up in the device's own documentation.",
  zh: '请查阅该设备自己的文档。',
};

function byPattern(key: string): CatalogueEntry | undefined {
  const like = PATTERNS.find(({ pattern }) => pattern.test(key))?.like;
  return like === undefined ? undefined : BY_CODE.get(canonical(like));
}

function canonical(code: string): string {
  return MISSPELLINGS.reduce((text, [wrong, right]) => text.replace(wrong, right), code.toLowerCase());
}

function index<K>(entries: readonly CatalogueEntry[], key: (code: string) => K): Map<K, CatalogueEntry> {
  return new Map(entries.flatMap((entry) => entry.codes.map((code) => [key(code), entry] as const)));
}
