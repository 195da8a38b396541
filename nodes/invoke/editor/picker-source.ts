import type { Failure } from '../../account/editor/ask';
import type { Entry } from './picker-list';

/** A part of what can be chosen from. */
export interface Page {
  entries: Entry[];
  /** How many there are in all, found or not, when that is known. */
  total?: number;
  /** How many of those this part was searched in. */
  searched?: number;
  /** Where the next part begins; absent at the end. */
  next?: string | number;
  /** Something that is worth knowing about these entries. */
  notice?: string;
}

export interface Query {
  search: string;
  next?: string | number;
  refresh: boolean;
}

export interface PageHandlers {
  page: (page: Page) => void;
  failure: (failure: Failure) => void;
}

/** Where the entries of an open panel come from. */
export interface Source {
  /** The name of the list and of its search box. */
  name: string;
  /** Several can be picked, also all that are shown at once. */
  multiple?: boolean;
  /** Asks for a part; the returned function ends that. */
  load(query: Query, handlers: PageHandlers): () => void;
  /** Opens the list that leads here. */
  back?: () => void;
}
