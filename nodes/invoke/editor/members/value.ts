import { placeOf, type DataType, type JsonNode, type Parameter } from '../../../../lib/tsl';

/** One value inside the JSON of a parameter. Another one takes its place in a new copy of all that is around it. */
export interface Value {
  /** As problems name it now, e.g. `args.schedule[2].hour`. */
  path(): string;
  dataType: DataType;
  /** Undefined when it is not given. */
  node(): JsonNode | undefined;
  set(node: JsonNode | undefined): void;
}

/** A member of a struct; what is not given is not written. */
export function memberOf(
  struct: Value,
  { identifier, dataType }: Pick<Parameter, 'identifier' | 'dataType'>,
): Value {
  const members = (): ReadonlyMap<string, JsonNode> => {
    const node = struct.node();
    return node?.kind === 'object' ? node.members : new Map<string, JsonNode>();
  };
  return {
    path: () => placeOf(struct.path(), identifier),
    dataType,
    node: () => members().get(identifier),
    set(node) {
      const next = new Map(members());
      if (node) next.set(identifier, node);
      else next.delete(identifier);
      struct.set({ kind: 'object', members: next });
    },
  };
}

/** The items of an array; none when it is not given. */
export function itemsOf(array: Value): readonly JsonNode[] {
  const node = array.node();
  return node?.kind === 'array' ? node.items : [];
}

/**
 * An item of an array. It cannot be left out, only be empty.
 *
 * @param index where it is now.
 */
export function itemOf(array: Value, item: DataType, index: () => number): Value {
  return {
    path: () => placeOf(array.path(), index()),
    dataType: item,
    node: () => itemsOf(array)[index()],
    set(node = emptyItem(item)) {
      setItems(
        array,
        itemsOf(array).map((other, at) => (at === index() ? node : other)),
      );
    },
  };
}

/** Gives an array other items. */
export function setItems(array: Value, items: readonly JsonNode[]): void {
  array.set({ kind: 'array', items });
}

function emptyItem({ type }: DataType): JsonNode {
  return type === 'text' ? { kind: 'string', value: '' } : { kind: 'null' };
}
