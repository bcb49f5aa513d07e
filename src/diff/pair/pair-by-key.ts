/** Things of both trees that are the same one, and those that only one tree has. */
export interface Pairing<T> {
  readonly pairs: readonly { readonly a: T; readonly b: T }[];
  readonly onlyA: readonly T[];
  readonly onlyB: readonly T[];
}

/**
 * Pairs things in rounds: each round names the things left, and those whose name nothing else on their side has are
 * paired with their namesake. A name of null takes no part in a round.
 */
export function pairInRounds<T>(
  a: readonly T[],
  b: readonly T[],
  rounds: readonly ((thing: T, side: 'a' | 'b') => string | null)[],
): Pairing<T> {
  const pairs: { a: T; b: T }[] = [];
  let onlyA = [...a];
  let onlyB = [...b];
  for (const nameOf of rounds) {
    const namedA = uniqueNames(onlyA, (thing) => nameOf(thing, 'a'));
    const namedB = uniqueNames(onlyB, (thing) => nameOf(thing, 'b'));
    const taken = new Set<T>();
    for (const [name, thing] of namedA) {
      const namesake = namedB.get(name);
      if (namesake === undefined) continue;
      pairs.push({ a: thing, b: namesake });
      taken.add(thing).add(namesake);
    }
    onlyA = onlyA.filter((thing) => !taken.has(thing));
    onlyB = onlyB.filter((thing) => !taken.has(thing));
  }
  return { pairs, onlyA, onlyB };
}

function uniqueNames<T>(things: readonly T[], nameOf: (thing: T) => string | null): Map<string, T> {
  const named = new Map<string, T | null>();
  for (const thing of things) {
    const name = nameOf(thing);
    if (name !== null) named.set(name, named.has(name) ? null : thing);
  }
  return new Map([...named].filter((entry): entry is [string, T] => entry[1] !== null));
}
