/** Memory of one result in a worker's shared memory, lent until it is given back. */
export interface SlotLease {
  readonly flags: Int32Array<SharedArrayBuffer>;
  readonly slot: number;
}

/**
 * The places where a worker puts its results, one after the other. The thread that is given a result reads it there, and
 * gives the place back; results are given back in the order in which they were made.
 */
export class ResultSlots {
  readonly #flags: Int32Array<SharedArrayBuffer>;
  #next = 0;

  constructor(count: number) {
    this.#flags = new Int32Array(new SharedArrayBuffer(count * Int32Array.BYTES_PER_ELEMENT));
  }

  /** Waits until the oldest place has been given back, and lends it. */
  take(): SlotLease {
    const slot = this.#next;
    this.#next = (slot + 1) % this.#flags.length;
    Atomics.wait(this.#flags, slot, 1);
    Atomics.store(this.#flags, slot, 1);
    return { flags: this.#flags, slot };
  }
}

/** Gives a place back, on any thread. */
export function releaseSlot({ flags, slot }: SlotLease): void {
  Atomics.store(flags, slot, 0);
  Atomics.notify(flags, slot);
}
