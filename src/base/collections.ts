// Small operations on lists, maps and bytes that many files need.

/**
 * Groups values by a key. Groups come in the order of their first values, and values keep their order within a group.
 *
 * @example
 * groupBy(['TS_1', 'TS_20', 'TS_3'], (name) => name.length); // Map { 4 => ['TS_1', 'TS_3'], 5 => ['TS_20'] }
 */
export function groupBy<Value, Key>(values: Iterable<Value>, keyOf: (value: Value) => Key) {
  const groups = new Map<Key, Value[]>();
  for (const value of values) addToGroup(groups, keyOf(value), value);
  return groups;
}

/** Adds a value to the list of its key. */
export function addToGroup<Key, Value>(groups: Map<Key, Value[]>, key: Key, value: Value): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [value]);
  else group.push(value);
}

/** Returns how often each value occurs, in the order of the first occurrences. */
export function countBy<Value>(values: Iterable<Value>): Map<Value, number> {
  const counts = new Map<Value, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** Makes a value of each item, one after the other. */
export async function inTurn<Item, Made>(items: Iterable<Item>, make: (item: Item) => Promise<Made>) {
  const made: Made[] = [];
  for (const item of items) made.push(await make(item));
  return made;
}

/** Returns the value that occurs most often, of several the first; undefined without values. */
export function mostCommon<Value>(values: Iterable<Value>): Value | undefined {
  return [...countBy(values)].sort(([, a], [, b]) => b - a)[0]?.[0];
}

/**
 * Returns an object without the keys whose values are undefined, to be spread where `exactOptionalPropertyTypes`
 * refuses an undefined value.
 *
 * @example
 * defined({ line: 3, hint: undefined }); // { line: 3 }
 */
export function defined<Values extends object>(values: Values): Defined<Values> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Defined<Values>;
}

/** Keys that may be undefined become optional. */
type Defined<Values> = {
  [Key in keyof Values as undefined extends Values[Key] ? never : Key]: Values[Key];
} & {
  [Key in keyof Values as undefined extends Values[Key] ? Key : never]?: Exclude<Values[Key], undefined>;
};

/** Returns the value of a key, which `make` makes if there is none. */
export function getOrMake<Key, Value>(
  map: { get(key: Key): Value | undefined; set(key: Key, value: Value): unknown },
  key: Key,
  make: () => NoInfer<Value>,
): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** Sets the value of a key as the newest one, drops the oldest ones beyond `most`, and returns the value. */
export function keepNewest<Key, Value>(kept: Map<Key, Value>, key: Key, value: Value, most: number): Value {
  kept.delete(key);
  kept.set(key, value);
  for (const oldest of kept.keys()) {
    if (kept.size <= most) break;
    kept.delete(oldest);
  }
  return value;
}

/** Returns the bytes of all pieces in a row. */
export function joinBytes(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const piece of pieces) {
    joined.set(piece, end);
    end += piece.length;
  }
  return joined;
}

/** Compares as fast as memory is read; browsers have no such function. */
const compareBytes = globalThis.Buffer?.compare;

/** True if two arrays have equal bytes. */
export function isSameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (compareBytes !== undefined) return compareBytes(a, b) === 0;
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

/**
 * Binary search: returns the first index below `count` at which `isReached` is true, or `count` if it never is. It must
 * be false before some index and true from there on.
 *
 * @example
 * const first = partitionPoint(names.length, (index) => names[index] >= 'TS_02');
 */
export function partitionPoint(count: number, isReached: (index: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isReached(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Returns the median of some numbers; of an even count, the upper one. Null without numbers. */
export function median(values: readonly number[]): number | null {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? null;
}

// Made on demand, since that takes several milliseconds.
let naturalOrder: Intl.Collator | undefined;

/** Compares names in natural order: `TS_2` comes before `TS_10`. */
export function compareNaturally(a: string, b: string): number {
  naturalOrder ??= new Intl.Collator('en', { numeric: true });
  return naturalOrder.compare(a, b);
}

/** Returns the number of characters with which both texts begin, or of items with which both lists do. */
export function commonStart(a: ArrayLike<unknown>, b: ArrayLike<unknown>): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return at;
}
