/**
 * Groups items by a key. Groups come in the order of their first items, and items keep their order within a group.
 *
 * @example
 * groupBy(['TS_1', 'TS_20', 'TS_3'], (name) => name.length); // Map { 4 => ['TS_1', 'TS_3'], 5 => ['TS_20'] }
 */
export function groupBy<Item, Key>(items: Iterable<Item>, keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
