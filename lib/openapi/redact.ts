const LONGEST = 300;
/** Nearly all texts are one, and none of what follows can be in it. */
const REQUEST_ID = /^[\dA-F-]{36}$/i;
/** Shorter texts are no secrets, and blanking them would only garble the message. */
const SHORTEST_SECRET = 4;
// A name that introduces a secret, in clear or percent-encoded once or twice, and the value up to the next delimiter.
const SECRET_PARAMETER =
  /(AccessKeyId|AccessKeySecret|SecurityToken|Signature|SignatureNonce|Credential|Authorization|x-acs-security-token|x-acs-accesskey-id)(["']?\s*(?:=|:|%3D|%253D)\s*["']?)(?:(?!%26|%2526)[^\s&"',;])+/gi;
// What a server calls it, or how it begins.
const STRING_TO_SIGN =
  /(?:server )?(?:string[\s_-]?to[\s_-]?sign|canonical(?:ized)?[\s_-]?(?:request|string|query)|(?:POST|GET)&%2F)[\s\S]*$/i;

/**
 * Makes a text of the server fit for a message: what echoes the signed request is cut off, parameters that carry a
 * secret are blanked, control characters go, and it ends after 300 characters. Takes time in proportion to the text.
 *
 * @param secrets values that must not appear, whatever their place.
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  let clean = text;
  for (const secret of secrets) {
    if (secret.length < SHORTEST_SECRET || secret.length > clean.length) continue;
    for (const form of formsOf(secret, clean)) clean = clean.replaceAll(form, '[redacted]');
  }
  if (REQUEST_ID.test(clean)) return clean;
  clean = clean
    .replace(STRING_TO_SIGN, 'string to sign: [redacted]')
    .replace(SECRET_PARAMETER, '$1$2[redacted]')
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim();
  return clean.length > LONGEST ? `${clean.slice(0, LONGEST)}…` : clean;
}

/** How the secret may stand in the text: as it is, or percent-encoded once or twice; hex digits come in either case. */
function formsOf(secret: string, text: string): Iterable<string> {
  if (!text.includes('%')) return [secret];
  const upper = encodeURIComponent(secret);
  const lower = upper.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase());
  return new Set([secret, upper, lower, encodeURIComponent(upper), encodeURIComponent(lower)]);
}
