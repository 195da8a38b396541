/** More different texts than a person will read; beyond that they would only fill the log. */
const MOST = 50;

/**
 * Tells each distinct text once, so that a warning about every message does not flood the log.
 *
 * @param tell what to do with a text that is new.
 */
export function onceEach(tell: (text: string) => void): (text: string) => void {
  const told = new Set<string>();
  return (text) => {
    if (!told.has(text) && told.size < MOST) {
      told.add(text);
      tell(text);
    }
  };
}
