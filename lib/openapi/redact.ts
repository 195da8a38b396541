import { hides } from './hidden';

const REDACTED = '[redacted]';
const LONGEST = 300;
/** Nearly all texts are one, and none of what follows can be in it. */
const ID = /^(?:[\dA-F-]{36}|\d{1,20})$/i;
/** Shorter texts are no secrets, and blanking them would only garble the message. */
const SHORTEST_SECRET = 4;
/** In a device's data a short text is more likely the device's own. Real keys, tokens and signatures are longer. */
const SHORTEST_IN_DATA = 16;
/** In another writing nothing shorter is looked for, or chance would find it. */
const SHORTEST_HIDDEN = 8;
// A name that introduces a secret, in clear or percent-encoded once or twice, and the value up to the next delimiter.
const SECRET_PARAMETER =
  /(AccessKeyId|AccessKeySecret|SecurityToken|Signature|SignatureNonce|Credential|Authorization|x-acs-security-token|x-acs-accesskey-id)(["']?\s*(?:=|:|%3D|%253D)\s*["']?)(?:(?!%26|%2526)[^\s&"',;])+/gi;
// What a server calls it, or how it begins.
const STRING_TO_SIGN =
  /(?:server )?(?:string[\s_-]?to[\s_-]?sign|canonical(?:ized)?[\s_-]?(?:request|string|query)|(?:POST|GET)(?:&|%(?:25)*26)(?:%(?:25)*2F|\/(?=&)))[\s\S]*$/i;
const BEGIN_OF_STRING_TO_SIGN = /(?:POST|GET)&(?:%2F|\/)&/i;

/**
 * Makes a text of the server fit for a message: what echoes the signed request is cut off, parameters that carry a
 * secret are blanked, control characters go, and it ends after 300 characters. Takes time in proportion to the text.
 *
 * @param secrets values that must not appear, whatever their place.
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  const blanked = blank(text, secrets, SHORTEST_SECRET);
  if (ID.test(blanked)) return blanked;
  const clean = blanked
    .replace(STRING_TO_SIGN, `string to sign: ${REDACTED}`)
    .replace(SECRET_PARAMETER, `$1$2${REDACTED}`)
    .replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]+/gu, ' ')
    .trim();
  const telling = secrets.filter(({ length }) => length >= SHORTEST_HIDDEN);
  const isTelling = (inner: string): boolean =>
    BEGIN_OF_STRING_TO_SIGN.test(inner) || telling.some((secret) => inner.includes(secret));
  if (hides(clean, isTelling)) return REDACTED;
  return clean.length > LONGEST ? `${clean.slice(0, LONGEST)}…` : clean;
}

/**
 * An answer's JSON without the secrets of its request, wherever a server echoes them. What is short stays, since it may
 * be the device's own.
 *
 * @param secrets values that must not appear.
 */
export function redactJson(json: string, secrets: readonly string[]): string {
  return blank(json, secrets, SHORTEST_IN_DATA);
}

function blank(text: string, secrets: readonly string[], shortest: number): string {
  let clean = text;
  for (const secret of secrets) {
    if (secret.length < shortest || secret.length > clean.length) continue;
    // No writing below changes letters and digits: what does not have the first of them has nothing of it.
    const core = /[A-Za-z0-9]{4,}/.exec(secret)?.[0] ?? '';
    if (!clean.includes(core)) continue;
    for (const form of formsOf(secret, clean)) clean = clean.replaceAll(form, REDACTED);
  }
  return clean;
}

/** How the secret may stand in the text: as it is, escaped for JSON up to three times, or percent-encoded once or twice. */
function formsOf(secret: string, text: string): Iterable<string> {
  const forms = [secret];
  if (text.includes('\\')) {
    const once = escaped(secret);
    const twice = once.flatMap(escaped);
    forms.push(...once, ...twice, ...twice.flatMap(escaped));
  }
  if (text.includes('%')) {
    const upper = encodeURIComponent(secret);
    const lower = upper.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase());
    forms.push(upper, lower, encodeURIComponent(upper), encodeURIComponent(lower));
  }
  return new Set(forms);
}

/** For JSON; some writers escape slashes too. */
function escaped(text: string): string[] {
  const plain = JSON.stringify(text).slice(1, -1);
  return [plain, plain.replaceAll('/', '\\/')];
}
