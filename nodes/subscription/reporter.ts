import type { Node } from 'node-red';
import type { Language } from '../../lib/errors';
import type { StateHandler } from '../../lib/messages';

/**
 * Writes why a subscription does not stand into the log, once until it stands again: it is tried for as long as it
 * takes.
 *
 * @param node in whose name.
 */
export function reporter(node: Node, language: Language): StateHandler {
  const told = new Set<string>();
  return (state, error) => {
    if (state === 'connected') told.clear();
    if (error === undefined) return;
    // Not by the text: what it quotes of the peer may be another each time.
    if (told.has(error.code)) return;
    told.add(error.code);
    const text = error.in(language);
    if (state === 'refused') node.error(text);
    else node.warn(text);
  };
}
