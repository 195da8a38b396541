/**
 * The same value without one of its properties. Only what leads there is copied, however much else there is.
 *
 * @param path names of properties and places in arrays, from the outside in; one that leads nowhere takes nothing out.
 */
export function without<T extends object>(value: T, [key, ...rest]: readonly (string | number)[]): T {
  const copy = shallowCopy(value);
  if (key === undefined) return copy;
  const inner: unknown = Reflect.get(copy, key);
  if (rest.length > 0) {
    if (typeof inner === 'object' && inner !== null) Reflect.set(copy, key, without(inner, rest));
  } else if (Array.isArray(copy)) copy.splice(Number(key), 1);
  else Reflect.deleteProperty(copy, key);
  return copy;
}

function shallowCopy<T extends object>(value: T): T {
  if (Array.isArray(value)) return [...(value as unknown[])] as unknown as T;
  return Object.assign(Object.create(Object.getPrototypeOf(value) as object | null) as T, value);
}
