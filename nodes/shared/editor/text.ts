const MODULE = '@thingflow/node-red-aliyun-iot';

/**
 * Gives the texts of one node type in the language of the editor. Unlike a node's own `_` it can be used
 * while the type is being registered.
 *
 * @param type the node type, which is also the root of its catalogue.
 * @returns a function from a key below that root to the text.
 */
export function textsOf(type: string): Translate {
  return (key, params) => RED._(`${MODULE}/${type}:${type}.${key}`, params);
}

/**
 * One of two texts, by the language of the editor.
 *
 * @param text the texts of a node type.
 */
export function inLanguage(text: Translate, { en, zh }: { en: string; zh: string }): string {
  return text('language') === 'zh' ? zh : en;
}
