/** A sentence for the user in the languages this package speaks. */
export interface Texts {
  en: string;
  zh: string;
}

export type Language = keyof Texts;
