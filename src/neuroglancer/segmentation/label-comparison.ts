import type { Triple } from '../triple.js';

/** A box of labels, x fastest; corners along x, y, z, the end exclusive. */
export interface LabelBox {
  readonly from: Triple;
  readonly to: Triple;
  readonly labels: ArrayLike<number>;
}

/** Counts voxels of two volumes that differ, box by box, and knows the first of them in the order of the volume. */
export class LabelComparison {
  /** The largest label of either side. */
  largest = 0;
  different = 0;
  first: { readonly zyx: readonly number[]; readonly a: number; readonly b: number } | null = null;
  readonly #size: Triple;
  #firstIndex = Number.POSITIVE_INFINITY;

  constructor(size: Triple) {
    this.#size = size;
  }

  /** Compares a box of one volume with the same box of the other. */
  add({ labels: a, from, to }: LabelBox, b: ArrayLike<number>): void {
    const [width, height] = [to[0] - from[0], to[1] - from[1]];
    for (let index = 0; index < a.length; index++) {
      const [left, right] = [a[index] as number, b[index] as number];
      if (left > this.largest) this.largest = left;
      if (right > this.largest) this.largest = right;
      if (left === right) continue;
      this.different += 1;
      const row = Math.floor(index / width);
      const x = from[0] + (index % width);
      const [y, z] = [from[1] + (row % height), from[2] + Math.floor(row / height)];
      const inVolume = (z * this.#size[1] + y) * this.#size[0] + x;
      if (inVolume >= this.#firstIndex) continue;
      this.#firstIndex = inVolume;
      this.first = { zyx: [z, y, x], a: left, b: right };
    }
  }
}
