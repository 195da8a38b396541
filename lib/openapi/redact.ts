const LONGEST = 300;
// A name that introduces a secret, in clear or percent-encoded once or twice, and the value up to the next delimiter.
const SECRET_PARAMETER =
  /\b(AccessKeyId|AccessKeySecret|SecurityToken|Signature|SignatureNonce|Credential|Authorization|x-acs-security-token|x-acs-accesskey-id)(["']?\s*(?:=|:|%3D|%253D)\s*["']?)(?:(?!%26|%2526)[^\s&"',;])+/gi;
const STRING_TO_SIGN = /\b(?:server )?string to sign\b[\s\S]*$/i;

/**
 * Makes a text of the server fit for a message: what echoes the signed request is cut off, parameters that carry a
 * secret are blanked, control characters go, and it ends after 300 characters.
 *
 * @param secrets values that must not appear, whatever their place.
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  let clean = text
    .replace(STRING_TO_SIGN, 'string to sign: [redacted]')
    .replace(SECRET_PARAMETER, '$1$2[redacted]');
  for (const secret of secrets) {
    for (const form of [secret, encodeURIComponent(secret), encodeURIComponent(encodeURIComponent(secret))]) {
      if (form.length >= 4) clean = clean.replaceAll(form, '[redacted]');
    }
  }
  clean = clean.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
  return clean.length > LONGEST ? `${clean.slice(0, LONGEST)}…` : clean;
}
