/**
 * Reads the INI text of a credentials file: sections, `key = value`, comments on lines of their own. Blanks around the
 * `=` belong to the format; a blank at the end of a value is kept, for a check to find it.
 *
 * @returns the sections by name.
 */
export function parseIni(text: string): Map<string, Record<string, string>> {
  const sections = new Map<string, Record<string, string>>();
  let section: Record<string, string> | undefined;
  for (const line of text.split(/\r?\n/)) {
    const header = /^\s*\[\s*(.*?)\s*\]\s*$/.exec(line)?.[1];
    if (header !== undefined) {
      section = sections.get(header) ?? {};
      sections.set(header, section);
      continue;
    }
    const entry = /^\s*([^\s#;=][^=]*?)\s*=[ \t]*(.*)$/.exec(line);
    if (entry?.[1] !== undefined && section) section[entry[1]] = entry[2] ?? '';
  }
  return sections;
}
