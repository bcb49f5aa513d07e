/**
 * Adds a value to the list of its key.
 *
 * @example
 * const byLength = new Map<number, string[]>();
 * for (const name of ['a', 'bb', 'c']) addToGroup(byLength, name.length, name);
 * // Map { 1 => ['a', 'c'], 2 => ['bb'] }
 */
export function addToGroup<Key, Value>(groups: Map<Key, Value[]>, key: Key, value: Value): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [value]);
  else group.push(value);
}
