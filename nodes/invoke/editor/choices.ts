import type { ValueOf } from '../../shared/editor/field-check';

/** The node calls the devices of a list. */
export const isList = (valueOf: ValueOf): boolean => valueOf('target') === 'list';

/** Calls the devices of a list a hundred at a time; the platform then tells of no single one. */
export const isBatch = (valueOf: ValueOf): boolean => isList(valueOf) && valueOf('listMode') === 'batch';

/** The node waits for the replies to asynchronous calls. In batch mode there is no MessageId to wait with. */
export const isWaiting = (valueOf: ValueOf): boolean =>
  !isBatch(valueOf) && valueOf('waitForReply') === 'true';
