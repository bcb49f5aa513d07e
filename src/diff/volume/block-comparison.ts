import type { Kernels, Offset, VoxelType } from '../../volume/kernels/index.js';
import { viewVoxels } from '../../volume/samples/index.js';
import type { Shape } from '../../volume/volume.js';
import type { NumberTolerance } from '../number-tolerance.js';
import { LabelTally } from './label-tally.js';
import type { VoxelRules } from './voxel-rules.js';
import type { SamplePair } from './voxel-tally.js';
import { VoxelTally } from './voxel-tally.js';

/** Compares blocks of two volumes one after the other and keeps the sums. */
export class BlockComparison {
  readonly tally = new VoxelTally();
  readonly labels: LabelTally | null;
  readonly #kernels: Kernels;
  readonly #tolerance: NumberTolerance;

  constructor({ kernels, tolerance, isMask }: VoxelRules) {
    this.#kernels = kernels;
    this.#tolerance = tolerance;
    this.labels = isMask ? new LabelTally() : null;
  }

  /** Two blocks in kernel memory, without gaps. `voxelOf` gives the voxel of a sample of the block. */
  compare(a: Offset, b: Offset, count: number, type: VoxelType, voxelOf: (index: number) => Shape): void {
    const samples = (): SamplePair => ({ a: this.#view(a, count, type), b: this.#view(b, count, type) });
    this.tally.add(this.#kernels.compare(a, b, count, type, this.#tolerance), samples, voxelOf);
    if (this.labels !== null) {
      const { a: left, b: right } = samples();
      this.labels.add(left, right);
    }
  }

  /** A block that is the same on both sides; it is only looked at when labels are counted. */
  addSame(offset: Offset, count: number, type: VoxelType): void {
    this.tally.addSame(count);
    const view = this.labels === null ? [] : this.#view(offset, count, type);
    this.labels?.add(view, view);
  }

  #view(offset: Offset, count: number, type: VoxelType): ArrayLike<number> {
    return viewVoxels(this.#kernels, offset, count, type);
  }
}
