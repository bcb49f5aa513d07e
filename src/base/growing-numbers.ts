type Room =
  | Uint8Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>;

/** Numbers that arrive one by one, in a typed array that grows: an ordinary array of them takes several times the memory. */
export class GrowingNumbers<Numbers extends Room> {
  #room: Numbers;
  #length = 0;

  /** `room`: how many numbers fit before the array grows for the first time. */
  constructor(
    private readonly make: new (length: number) => Numbers,
    room = 1024,
  ) {
    this.#room = new make(room);
  }

  get length(): number {
    return this.#length;
  }

  /** Returns a number that was pushed. */
  at(index: number): number {
    return this.#room[index]!;
  }

  push(value: number): void {
    if (this.#length === this.#room.length) {
      const larger = new this.make(2 * this.#length);
      larger.set(this.#room);
      this.#room = larger;
    }
    this.#room[this.#length++] = value;
  }

  /** The numbers so far, without a copy. */
  get values(): Numbers {
    return this.#room.subarray(0, this.#length) as Numbers;
  }
}
