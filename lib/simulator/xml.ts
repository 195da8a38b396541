const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\r': '&#13;',
};

/** Characters XML 1.0 has no way to write: control characters and lone surrogates. */
const UNWRITABLE = /(?![\t\n\r\x80-\x9f])[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu;

/**
 * Writes fields as XML. A list becomes its element repeated, as the platform's samples show.
 *
 * @param root name of the root element.
 * @param fields a value of `undefined` is left out.
 */
export function toXml(root: string, fields: Readonly<Record<string, unknown>>): string {
  return `<?xml version="1.0" encoding="UTF-8"?>${element(root, fields)}`;
}

function element(name: string, value: unknown): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.map((item: unknown) => element(name, item)).join('');
  return `<${name}>${content(value)}</${name}>`;
}

function content(value: unknown): string {
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([name, inner]) => element(name, inner))
      .join('');
  }
  return escape(String(value));
}

function escape(text: string): string {
  return text.replace(UNWRITABLE, '\uFFFD').replace(/[&<>"'\r]/g, (character) => ENTITIES[character] ?? '');
}
