import { type Comparison, mergeComparisons, noComparison } from '../../volume/kernels/index.js';
import type { Shape } from '../../volume/volume.js';

/** Samples of two blocks, decoded, in the same order. */
export interface SamplePair {
  readonly a: ArrayLike<number>;
  readonly b: ArrayLike<number>;
}

/** A voxel and what either side holds there. */
export interface VoxelLocation {
  readonly voxel: Shape;
  readonly a: number;
  readonly b: number;
}

/** Sums up comparisons block by block, and keeps where the largest difference is. */
export class VoxelTally {
  #sum: Comparison = noComparison;
  #largest: VoxelLocation | null = null;
  #mismatch: VoxelLocation | null = null;

  get sum(): Comparison {
    return this.#sum;
  }

  /** Where |a − b| is largest; where that is nowhere defined, a voxel that is a number on one side only. */
  get place(): VoxelLocation | null {
    return this.#largest ?? this.#mismatch;
  }

  /** `samples` gives the block's samples again, `voxelOf` the voxel of a sample; both only when they are needed. */
  add(comparison: Comparison, samples: () => SamplePair, voxelOf: (index: number) => Shape): void {
    const before = this.#sum.maxAbsolute;
    this.#sum = mergeComparisons(this.#sum, comparison);
    if (comparison.different === 0) return;
    const placeOf = (index: number): VoxelLocation => {
      const { a, b } = samples();
      return { voxel: voxelOf(index), a: a[index] as number, b: b[index] as number };
    };
    if (comparison.maxAbsoluteIndex >= 0) {
      if (comparison.maxAbsolute > before) this.#largest = placeOf(comparison.maxAbsoluteIndex);
    } else if (this.#largest === null) {
      this.#mismatch ??= placeOf(firstMismatch(samples()));
    }
  }

  /** A block of this many samples that are alike to the last bit. */
  addSame(count: number): void {
    this.#sum = mergeComparisons(this.#sum, { ...noComparison, count });
  }
}

function firstMismatch({ a, b }: SamplePair): number {
  for (let index = 0; index < a.length; index++) {
    if (!Object.is(a[index], b[index]) && a[index] !== b[index]) return index;
  }
  return 0;
}
