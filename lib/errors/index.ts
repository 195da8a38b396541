/** The one error family, shared by every room of `lib`. */
export * from './error';
export type { Language, Texts } from './texts';
