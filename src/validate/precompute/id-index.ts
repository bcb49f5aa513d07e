/** Indices of ids in a list, in memory that is a few bytes an id. */
export class IdIndex {
  readonly #ids: BigUint64Array;
  /** Indices in the order of their ids; null where ids are their own indices. */
  readonly #order: Uint32Array | null;
  readonly #isSeen: Uint8Array;

  constructor(ids: BigUint64Array) {
    this.#ids = ids;
    this.#isSeen = new Uint8Array(ids.length);
    const isInOrder = ids.every((id, index) => id === BigInt(index));
    this.#order = isInOrder
      ? null
      : Uint32Array.from(ids, (_, index) => index).sort((a, b) =>
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

  /** The index of an id, or null. */
  indexOf(id: bigint): number | null {
    if (this.#order === null) return id < BigInt(this.#ids.length) ? Number(id) : null;
    let [low, high] = [0, this.#order.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ids[this.#order[middle] as number] as bigint) < id) low = middle + 1;
      else high = middle;
    }
    const index = this.#order[low];
    return index !== undefined && this.#ids[index] === id ? index : null;
  }

  /** Notes that the id at an index was met; false when it was met before. */
  meet(index: number): boolean {
    const isNew = this.#isSeen[index] === 0;
    this.#isSeen[index] = 1;
    return isNew;
  }

  /** Ids that were not met. */
  *unmet(): Generator<bigint> {
    for (const [index, seen] of this.#isSeen.entries()) if (seen === 0) yield this.#ids[index] as bigint;
  }
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
