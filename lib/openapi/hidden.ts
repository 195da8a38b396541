/** Texts are looked at through so many writings, one around the other. */
const LAYERS = 4;
/** What is shown of a text is short; a secret that begins in it ends before this. */
const LOOKED_AT = 2_000;

const BASE64 = /[\w+/-]{16,}/g;
const HEX = /(?:[\dA-F]{2}){8,}/gi;
const PERCENT = /(?:%[\dA-F]{2})+/gi;
const JSON_ESCAPE = /\\(?:u([\dA-F]{4})|(["\\/]))/gi;
const HTML_ENTITY = /&(?:#x([\dA-F]{1,4})|#(\d{1,5})|amp|quot|apos|lt|gt);/gi;
const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&quot;': '"',
  '&apos;': "'",
  '&lt;': '<',
  '&gt;': '>',
};

/**
 * Whether something stands in a text in another writing: percent-encoded, escaped for JSON or HTML, in base64 or hex,
 * or in several of them, one around the other.
 *
 * @param isIt recognizes it in clear.
 */
export function hides(text: string, isIt: (text: string) => boolean): boolean {
  let layer = [text.slice(0, LOOKED_AT)];
  for (let depth = 0; depth < LAYERS && layer.length > 0; depth += 1) {
    layer = layer.flatMap(unwrapped);
    if (layer.some(isIt)) return true;
  }
  return false;
}

/** The text without one layer of each writing it may have. */
function unwrapped(text: string): string[] {
  const runs = (text.match(BASE64) ?? []).flatMap(fromBase64);
  const bytes = (text.match(HEX) ?? []).map((run) => Buffer.from(run, 'hex').toString('latin1'));
  return [withoutEscapes(text), runs.join('\n'), bytes.join('\n')].filter(
    (inner) => inner !== '' && inner !== text,
  );
}

/** It may begin anywhere in the run, since what stands before it may look like base64 too. */
function fromBase64(run: string): string[] {
  return [0, 1, 2, 3].map((start) => Buffer.from(run.slice(start), 'base64').toString('latin1'));
}

function withoutEscapes(text: string): string {
  return text
    .replace(PERCENT, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString())
    .replace(JSON_ESCAPE, (_all, hex: string | undefined, char: string) => charOf(hex, 16) ?? char)
    .replace(
      HTML_ENTITY,
      (all, hex?: string, digits?: string) => charOf(hex, 16) ?? charOf(digits, 10) ?? ENTITIES[all] ?? all,
    );
}

function charOf(digits: string | undefined, base: number): string | undefined {
  return digits === undefined ? undefined : String.fromCharCode(parseInt(digits, base));
}
