/** Places of ids in a list, in memory that is a few bytes an id. */
export class IdIndex {
  readonly #ids: BigUint64Array;
  /** Places in the order of their ids; null where ids are their own places. */
  readonly #order: Uint32Array | null;
  readonly #isSeen: Uint8Array;

  constructor(ids: BigUint64Array) {
    this.#ids = ids;
    this.#isSeen = new Uint8Array(ids.length);
    const isInOrder = ids.every((id, place) => id === BigInt(place));
    this.#order = isInOrder
      ? null
      : Uint32Array.from(ids, (_, place) => place).sort((a, b) =>
          compare(ids[a] as bigint, ids[b] as bigint),
        );
  }

  /** Ids that stand in the list more than once. */
  *repeated(): Generator<bigint> {
    for (let at = 1; this.#order !== null && at < this.#order.length; at++) {
      const id = this.#ids[this.#order[at] as number] as bigint;
      if (id === this.#ids[this.#order[at - 1] as number]) yield id;
    }
  }

  /** The place of an id, or null. */
  placeOf(id: bigint): number | null {
    if (this.#order === null) return id < BigInt(this.#ids.length) ? Number(id) : null;
    let [low, high] = [0, this.#order.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ids[this.#order[middle] as number] as bigint) < id) low = middle + 1;
      else high = middle;
    }
    const place = this.#order[low];
    return place !== undefined && this.#ids[place] === id ? place : null;
  }

  /** Notes that an id was met at its place; false when it was met before. */
  meet(place: number): boolean {
    const isNew = this.#isSeen[place] === 0;
    this.#isSeen[place] = 1;
    return isNew;
  }

  /** Ids that were not met. */
  *unmet(): Generator<bigint> {
    for (const [place, seen] of this.#isSeen.entries()) if (seen === 0) yield this.#ids[place] as bigint;
  }
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
