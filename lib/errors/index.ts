/** The one error family, shared by every room of `lib`. */
export * from './error';
export { quotable, type Language, type Texts } from './texts';
