/** A sentence for the user in the languages this package speaks. */
export interface Texts {
  en: string;
  zh: string;
}

export type Language = keyof Texts;

const LONGEST_QUOTE = 200;

/**
 * Somebody else's words as they may stand in a sentence of ours: on one line and not too long.
 *
 * @param words nothing stays of what is no text.
 */
export function quotable(words: unknown): string {
  if (typeof words !== 'string') return '';
  return words
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_QUOTE);
}
