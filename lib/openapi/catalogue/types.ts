import type { ErrorKind, Executed, Texts } from '../../errors';

/** What one code of the platform means for a flow. */
export interface CatalogueEntry {
  /** The codes that share this meaning, in the documentation's spelling; compared without case. */
  codes: readonly string[];
  kind: ErrorKind;
  /** Whether the device may have acted when InvokeThingService with Qos 0 answers this. */
  executed: Executed;
  /** With Qos 1 the platform may still deliver later, so this code then means `unknown`. */
  qos1MayDeliver?: boolean;
  /** What it means and what to do next, one or two sentences. */
  texts: Texts;
}
